// Spans of other environments in one's own Tempo: the search that finds them and what it found.
// Any thread. Pure.
import Curl
import Reactor
import Wire

/// What a search for foreign spans found.
struct ForeignSpans: Hashable, Sendable {
    /// Who sent them.
    struct Sender: Hashable, Sendable, CustomStringConvertible {
        /// `service.name`, or what is known instead.
        let service: String
        /// The environment that the spans name.
        let environment: String

        var description: String { "\(service) (\(environment))" }
    }

    /// Traces that one search answers with.
    static let maximumTraces = 100
    /// Senders that are named.
    static let maximumSenders = 8
    /// How far back a search looks.
    static let window = Duration.seconds(3_600)

    private(set) var spanCount = 0
    /// Each once, in the order found, at most as many as are named.
    private(set) var senders: [Sender] = []
    /// Whether there may be more than one search answers with.
    let isCutOff: Bool

    /// Reads the `traces` of an answer of `/api/search`.
    init(traces: [JSONValue]) {
        isCutOff = traces.count >= Self.maximumTraces
        for trace in traces { add(trace) }
    }

    private mutating func add(_ trace: JSONValue) {
        let sets = trace["spanSets"]?.elements ?? trace["spanSet"].map { [$0] } ?? []
        // Why: a trace that was found has at least the one span for which it was.
        let counts = sets.map { Int(clamping: $0["matched"]?.integer ?? 1) }
        spanCount += max(1, counts.reduce(0) { $0 + min(max(0, $1), 1_000_000) })
        let root = trace["rootServiceName"]?.string ?? "a service without a name"
        let spans = sets.flatMap { $0["spans"]?.elements ?? [] }
        if spans.isEmpty { add(Sender(service: root, environment: "another environment")) }
        for span in spans {
            let attributes = span["attributes"]?.elements ?? []
            add(
                Sender(
                    service: Self.text("service.name", attributes) ?? root,
                    environment: Self.text("deployment.environment.name", attributes)
                        ?? Self.text("deployment.environment", attributes)
                        ?? "another environment"))
        }
    }

    private mutating func add(_ sender: Sender) {
        guard senders.count < Self.maximumSenders, !senders.contains(sender) else { return }
        senders.append(sender)
    }

    /// Why the suffix: some versions name the scope in front of the key.
    private static func text(_ key: String, _ attributes: [JSONValue]) -> String? {
        let found = attributes.first { attribute in
            let name = attribute["key"]?.string ?? ""
            return name == key || name == "resource." + key
        }
        return found?["value"]?["stringValue"]?.string?.printable.cut(at: 100)
    }

    /// `3 spans of gatewayz-api-staging (staging)`.
    var sentence: String {
        let more = isCutOff ? "at least " : ""
        let spans = spanCount == 1 ? "1 span" : "\(spanCount) spans"
        return more + spans + " of " + senders.map(\.description).joined(separator: ", ")
    }
}

extension ForeignSpans {
    /// The TraceQL that finds spans which name another environment, by the new and the old key.
    ///
    /// The anchors stand there since Tempo before 2.7 takes a part of the value for a match.
    static func traceQL(besides own: EnvironmentName) -> String {
        let names = own.synonyms.joined(separator: "|")
        let keys = ["resource.deployment.environment.name", "resource.deployment.environment"]
        let conditions = keys.map { "\($0) !~ \"(?i)^(\(names))$\"" }.joined(separator: " || ")
        return "{ \(conditions) } | select(resource.service.name, "
            + keys.joined(separator: ", ") + ")"
    }

    /// The request of that search, over the last hour.
    static func request(
        to tempo: TempoQuery, besides own: EnvironmentName, now: WallTime
    ) -> OutgoingRequest {
        let start = WallTime(
            unixNanoseconds: now.unixNanoseconds - window.wholeNanoseconds)
        return tempo.search(traceQL(besides: own), from: start, to: now, limit: maximumTraces)
    }
}
