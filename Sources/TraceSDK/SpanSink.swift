// Where finished spans go; the exporter's room implements it.

/// Takes finished spans from any thread.
package protocol SpanSink: Sendable {
    /// Takes one sampled span, once; must neither block nor fail.
    func ended(_ span: FinishedSpan)
}
