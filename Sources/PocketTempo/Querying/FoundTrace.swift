// A trace that a search found, with the spans for which it was found.
// Any thread; a value.

/// One result of a search.
struct FoundTrace {
    /// Spans that are shown of one result, as in Tempo; all are counted.
    static let maximumSpans = 3

    let id: PocketTraceID
    let trace: StoredTrace
    /// How many spans meet the search.
    let matchedCount: Int
    /// The first of them, each with what is shown of it.
    let shownSpans: [(span: PocketSpan, attributes: [PocketAttribute])]

    init(id: PocketTraceID, trace: StoredTrace, _ query: TraceQuery, _ patterns: TracePatterns) {
        self.id = id
        self.trace = trace
        let matched = query.matched(in: trace, patterns)
        matchedCount = matched.count
        shownSpans = matched.prefix(Self.maximumSpans).map { ($0, query.shown(of: $0)) }
    }
}
