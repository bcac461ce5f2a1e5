// Where finished spans go; the exporter's room implements it.

/// Takes finished spans from any thread.
// Why a class: each span keeps its sink, and of any other type that would be copied by way of its
// type's description.
package protocol SpanSink: AnyObject, Sendable {
    /// Takes one sampled span, once; must neither block nor fail.
    func ended(_ span: FinishedSpan)
}
