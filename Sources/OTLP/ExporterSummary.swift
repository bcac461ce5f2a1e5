// What a shutdown came to, for the program's last line.

/// The books after a shutdown.
package struct ExporterSummary: Hashable, Sendable {
    /// Spans that the shutdown still delivered.
    package var deliveredSpans: Int
    /// Spans that are on disk for the next process, those of an earlier one among them.
    package var spooledSpans: Int
    /// Spans that it had to give up, most of them as `failed{reason="shutdown"}`, and those that
    /// were still in memory when a disk that hangs was waited for long enough.
    package var abandonedSpans: Int
    /// The final account.
    package var account: SpanAccount
}
