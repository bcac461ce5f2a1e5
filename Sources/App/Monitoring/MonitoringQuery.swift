// The query parameters of the monitoring routes: decoded text in, a value or FastAPI's refusal out.
// Pure. What counts as a number or a truth value is what pydantic 2 takes from a string.

/// What `GET /api/monitoring/health` was asked to show.
package struct ListQuery: Sendable, Equatable {
    /// Whether to show each provider's object instead of its score alone.
    package let isDetailed: Bool
    /// Whether to leave out providers without a score.
    package let omitsUnknown: Bool

    /// Reads `detail` and `unknown`; `nil` where the request does not have them.
    package init(detail: String?, unknown: String?) throws(ParameterRefusal) {
        let isDetailed = detail.map(QueryText.boolean) ?? false
        let omitsUnknown = unknown.map { $0 == "omit" }
        var problems: [ParameterProblem] = []
        if isDetailed == nil {
            problems.append(
                ParameterProblem(
                    kind: .boolParsing, parameter: "detail",
                    message: "Input should be a valid boolean, unable to interpret input",
                    input: detail ?? ""))
        }
        if omitsUnknown == false {
            problems.append(
                ParameterProblem(
                    kind: .literalError, parameter: "unknown", message: "Input should be 'omit'",
                    input: unknown ?? ""))
        }
        guard problems.isEmpty else { throw ParameterRefusal(problems: problems) }
        self.isDetailed = isDetailed ?? false
        self.omitsUnknown = omitsUnknown ?? false
    }
}

/// What `GET /api/monitoring/errors/{provider}` was asked to show.
package struct ErrorsQuery: Sendable, Equatable {
    /// The most errors to show, 1 to 1,000.
    package let limit: Int

    /// `limit` where the request does not have one.
    package static let defaultLimit = 100
    /// The values that `limit` may have.
    package static let limits = 1...1000

    /// Reads `limit`; `nil` where the request does not have it.
    package init(limit text: String?) throws(ParameterRefusal) {
        guard let text else {
            limit = Self.defaultLimit
            return
        }
        guard let number = QueryText.integer(text) else {
            throw Self.refusal(
                .intParsing,
                "Input should be a valid integer, unable to parse string as an integer", text)
        }
        guard number >= Self.limits.lowerBound else {
            throw Self.refusal(
                .greaterThanEqual,
                "Input should be greater than or equal to \(Self.limits.lowerBound)", text)
        }
        guard number <= Self.limits.upperBound else {
            throw Self.refusal(
                .lessThanEqual, "Input should be less than or equal to \(Self.limits.upperBound)",
                text)
        }
        limit = number
    }

    private static func refusal(
        _ kind: ParameterProblem.Kind, _ message: String, _ input: String
    ) -> ParameterRefusal {
        ParameterRefusal(problems: [
            ParameterProblem(kind: kind, parameter: "limit", message: message, input: input)
        ])
    }
}
