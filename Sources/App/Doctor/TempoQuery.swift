// Where an environment's Tempo answers questions, and the questions: /ready, one trace, a search.
// Any thread; a value. It may carry a credential, so nothing here prints its headers.
import Curl
import Reactor
import TraceSDK
import Wire

/// The query side of one environment's Tempo.
struct TempoQuery: Sendable {
    /// How long one question may take.
    static let timeout = Duration.seconds(3)
    /// The longest answer read, in bytes.
    static let maximumAnswerBytes = 4 << 20
    /// Where Tempo answers unless told otherwise.
    static let defaultPort: UInt16 = 3200

    /// The address without user-info, query and trailing slash.
    let address: String
    /// Whether `TEMPO_QUERY_URL` gave it, rather than the endpoint's host.
    let isSet: Bool
    private let headers: [ExportHeader]

    /// `nil` where nothing is set and the endpoint does not tell.
    init?(_ tracing: TracingSettings) {
        let endpoint = tracing.endpoint?.read.address
        guard let query = tracing.queryURL ?? Self.derived(from: endpoint) else { return nil }
        isSet = tracing.queryURL != nil
        var base = query.displayed
        while base.last == "/" { base.removeLast() }
        address = base
        // Why: what the guard's seventh rule keeps from being sent, no question sends either.
        if query.scheme == .http, !query.host.isPrivate {
            headers = []
        } else if let credential = query.credential {
            headers = [.basic(credential)]
        } else if let endpoint, endpoint.host == query.host, endpoint.scheme == query.scheme {
            headers = tracing.headers.filter { $0.name == "authorization" }
        } else {
            headers = []
        }
    }

    /// The endpoint's host on Tempo's own query port; Grafana Cloud answers elsewhere.
    private static func derived(from endpoint: WebAddress?) -> WebAddress? {
        guard var address = endpoint, !address.host.isUnder("grafana.net") else { return nil }
        address.writtenPort = defaultPort
        address.path = ""
        return address
    }

    /// Asks whether Tempo is ready.
    func ready() -> OutgoingRequest { request("/ready") }

    /// Asks for one trace.
    func trace(_ id: TraceID) -> OutgoingRequest { request("/api/traces/\(id)") }

    /// Asks for traces between two times: without them Tempo looks at its newest ones only.
    func search(
        _ traceQL: String, from start: WallTime, to end: WallTime, limit: Int
    ) -> OutgoingRequest {
        let seconds = { (time: WallTime) in time.unixNanoseconds / 1_000_000_000 }
        return request(
            "/api/search?q=\(PercentCoding.encoded(traceQL))&limit=\(limit)"
                + "&start=\(seconds(start))&end=\(seconds(end) + 1)")
    }

    private func request(_ path: String) -> OutgoingRequest {
        OutgoingRequest(
            url: address + path, headers: headers.map { ($0.name, $0.value.reveal()) },
            timeout: Self.timeout,
            connectTimeout: Self.timeout, maximumResponseBytes: Self.maximumAnswerBytes)
    }
}
