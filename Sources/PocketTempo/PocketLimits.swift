// The bounds of the pocket Tempo.
// Any thread.

/// What the pocket Tempo takes and keeps at most; the oldest traces make room for new ones.
package struct PocketLimits: Equatable, Sendable {
    /// Traces kept.
    package var maximumTraces = 2_000
    /// Spans kept, over all traces.
    package var maximumSpans = 50_000
    /// Spans kept of one trace; later ones are refused and counted.
    package var maximumSpansPerTrace = 1_000
    /// Encoded bytes kept, over all traces.
    package var maximumBytes = 64 << 20
    /// Bytes of one export request as it arrives.
    package var maximumRequestBytes = 16 << 20
    /// Bytes of one export request after decompression.
    package var maximumInflatedBytes = 64 << 20
    /// Levels of arrays and maps inside an attribute.
    package var maximumValueDepth = 16
    /// Traces that one search answers with.
    package var maximumSearchResults = 1_000
    /// Spans of one trace that are printed.
    package var maximumPrintedSpans = 100

    /// The defaults above.
    package init() {}
}
