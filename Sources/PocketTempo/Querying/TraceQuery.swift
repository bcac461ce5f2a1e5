// A search: TraceQL's `{ … && … || … } | select(…)`, or Tempo's older `tags` in logfmt.
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
    package static let everything = TraceQuery(.all([]), scope: .oneSpan)

    let expression: TraceExpression
    let scope: Scope
    /// What is shown of each span found, beside what was asked for.
    let selected: [TraceField]

    init(_ expression: TraceExpression, scope: Scope, selected: [TraceField] = []) {
        self.expression = expression
        self.scope = scope
        self.selected = selected
    }

    /// Reads a TraceQL query: comparisons joined by `&&`, `||` and parentheses, and a `select`.
    package init(traceQL text: String) throws(TraceQueryError) {
        var reader = TraceQueryReader(text)
        let (expression, selected) = try reader.selection()
        self.init(expression, scope: .oneSpan, selected: selected)
    }

    /// Reads `key=value key="value with spaces"`; keys are attributes of resource or span.
    package init(tags text: String) throws(TraceQueryError) {
        var reader = TraceQueryReader(text)
        self.init(.all(try reader.tags().map { .condition($0) }), scope: .anySpans)
    }

    /// The traces of one service.
    package init(service: String) {
        self.init(
            .condition(
                TraceCondition(
                    field: .resource("service.name"), comparison: .equal, value: .string(service))),
            scope: .oneSpan)
    }

    /// Whether a trace has what is asked.
    package func isMet(by trace: StoredTrace) -> Bool {
        isMet(by: trace, TracePatterns(expression))
    }

    /// Whether a trace has what is asked, with the expressions compiled before.
    func isMet(by trace: StoredTrace, _ patterns: TracePatterns) -> Bool {
        switch scope {
        case .oneSpan:
            trace.spans.contains { expression.isMet(by: $0, patterns) }
        case .anySpans:
            expression.conditions.allSatisfy { condition in
                trace.spans.contains { condition.isMet(by: $0, patterns) }
            }
        }
    }

    /// The spans of a trace that meet it; with `tags`, those that meet any of it.
    func matched(in trace: StoredTrace, _ patterns: TracePatterns) -> [PocketSpan] {
        switch scope {
        case .oneSpan:
            trace.spans.filter { expression.isMet(by: $0, patterns) }
        case .anySpans:
            trace.spans.filter { span in
                expression.conditions.isEmpty
                    || expression.conditions.contains { $0.isMet(by: span, patterns) }
            }
        }
    }

    /// The attributes that are shown of a span found: those selected and those asked about.
    func shown(of span: PocketSpan) -> [PocketAttribute] {
        var attributes: [PocketAttribute] = []
        for field in selected + expression.conditions.map(\.field) {
            guard let key = field.key, attributes[key] == nil, let value = field.value(of: span)
            else { continue }
            attributes.append(PocketAttribute(key: key, value: value))
        }
        return attributes
    }
}
