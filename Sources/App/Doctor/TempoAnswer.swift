// What a Tempo said to a question, or why it could not be asked from here.
// Any thread. Pure. The bytes come from a stranger: bounded before, judged here.
import Curl
import Wire

/// An answer, or the reason why there is none.
enum TempoAnswer<Value: Sendable>: Sendable {
    case answered(Value)
    case unreachable(String)

    /// The answer, if there is one.
    var value: Value? {
        if case .answered(let value) = self { value } else { nil }
    }
}

/// Reads the outcomes of questions.
enum TempoAnswers {
    typealias Outcome = Result<OutgoingResponse, TransferError>

    /// Whether `/ready` says so; what it says otherwise.
    static func ready(_ outcome: Outcome) -> TempoAnswer<Bool> {
        switch outcome {
        case .failure(let error): .unreachable(error.message)
        case .success(let response) where response.status == 200: .answered(true)
        case .success(let response) where response.status == 503: .answered(false)
        case .success(let response): .unreachable("it answered \(response.status)")
        }
    }

    /// Whether the trace that was asked for is kept there.
    static func holdsTrace(_ outcome: Outcome) -> TempoAnswer<Bool> {
        switch outcome {
        case .failure(let error): return .unreachable(error.message)
        case .success(let response) where response.status == 404: return .answered(false)
        case .success(let response) where response.status == 200:
            guard let json = parse(response.body) else {
                return .unreachable("it answered 200 with something that is no JSON")
            }
            let batches =
                json["batches"] ?? json["resourceSpans"] ?? json["trace"]?["resourceSpans"]
            return .answered(!(batches?.elements ?? []).isEmpty)
        case .success(let response): return .unreachable("it answered \(response.status)")
        }
    }

    /// The spans that a search found.
    static func foreignSpans(_ outcome: Outcome) -> TempoAnswer<ForeignSpans> {
        switch outcome {
        case .failure(let error): .unreachable(error.message)
        case .success(let response) where response.status == 200:
            if let json = parse(response.body), let traces = json["traces"]?.elements {
                .answered(ForeignSpans(traces: traces))
            } else if let json = parse(response.body), json.members != nil {
                // Why: protobuf's JSON leaves an empty list out.
                .answered(ForeignSpans(traces: []))
            } else {
                .unreachable("it answered 200 with something that is no JSON")
            }
        case .success(let response): .unreachable("it answered \(response.status)")
        }
    }

    private static func parse(_ body: [UInt8]) -> JSONValue? {
        let limits = JSONLimits(maximumBytes: TempoQuery.maximumAnswerBytes, maximumDepth: 64)
        // Why: what is wrong with a stranger's JSON is of no use to whoever asked.
        return try? JSONParser(limits: limits).parse(body)
    }
}
