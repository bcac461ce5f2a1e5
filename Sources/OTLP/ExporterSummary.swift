// What a shutdown came to, for the program's last line.

/// The books after a shutdown.
package struct ExporterSummary: Hashable, Sendable {
    /// Spans that the shutdown still delivered.
    package var deliveredSpans: Int
    /// Spans that it left on disk for the next process.
    package var spooledSpans: Int
    /// Spans that it had to give up, most of them as `failed{reason="shutdown"}`.
    package var abandonedSpans: Int
    /// The final account.
    package var account: SpanAccount
}
