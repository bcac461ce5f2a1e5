// A search: TraceQL's `{ … && … }`, or Tempo's older `tags` in logfmt.
// Any thread. Pure.

/// What a search asks of a trace.
package struct TraceQuery: Equatable, Sendable {
    /// How the conditions of a search are spread over a trace.
    enum Scope: Sendable {
        /// One span meets all of them, as TraceQL has it.
        case oneSpan
        /// Each is met by some span, as `tags` has it.
        case anySpans
    }

    /// A search that finds every trace.
    package static let everything = TraceQuery(conditions: [], scope: .oneSpan)

    var conditions: [TraceCondition]
    var scope: Scope

    init(conditions: [TraceCondition], scope: Scope) {
        self.conditions = conditions
        self.scope = scope
    }

    /// Reads a TraceQL query of comparisons joined by `&&`.
    package init(traceQL text: String) throws(TraceQueryError) {
        var reader = TraceQueryReader(text)
        self.init(conditions: try reader.selection(), scope: .oneSpan)
    }

    /// Reads `key=value key="value with spaces"`; keys are attributes of resource or span.
    package init(tags text: String) throws(TraceQueryError) {
        var reader = TraceQueryReader(text)
        self.init(conditions: try reader.tags(), scope: .anySpans)
    }

    /// The traces of one service.
    package init(service: String) {
        self.init(
            conditions: [
                TraceCondition(
                    field: .resource("service.name"), comparison: .equal, value: .string(service))
            ], scope: .oneSpan)
    }

    /// Whether a trace has what is asked.
    package func isMet(by trace: StoredTrace) -> Bool {
        switch scope {
        case .oneSpan:
            trace.spans.contains { span in conditions.allSatisfy { $0.isMet(by: span) } }
        case .anySpans:
            conditions.allSatisfy { condition in
                trace.spans.contains { condition.isMet(by: $0) }
            }
        }
    }
}
