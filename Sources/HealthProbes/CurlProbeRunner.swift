// The probe port over libcurl: one GET with the provider's key, its answer classified.
// Any task; never follows a redirect, never retries, never repeats a key.
package import Curl
package import Health

/// Probes providers over a transfer thread.
package struct CurlProbeRunner: ProbeRunner {
    private let transfers: TransferThread
    private let userAgent: String
    private let wallNanoseconds: @Sendable () -> Int64
    private let isJSON: @Sendable ([UInt8]) -> Bool
    private let events: ProbeEvents

    /// Largest answer in bytes; a longer one is an `invalid_response`.
    package static let maximumResponseBytes = 4 << 20

    /// `wallNanoseconds` reads the time since 1970; `isJSON` says whether a text is one JSON value.
    package init(
        transfers: TransferThread, userAgent: String,
        wallNanoseconds: @escaping @Sendable () -> Int64,
        isJSON: @escaping @Sendable ([UInt8]) -> Bool, events: ProbeEvents = ProbeEvents()
    ) {
        self.transfers = transfers
        self.userAgent = userAgent
        self.wallNanoseconds = wallNanoseconds
        self.isJSON = isJSON
        self.events = events
    }

    /// Probes once; the events are called before it returns, on the calling task.
    package func run(_ order: ProbeOrder) async -> Outcome? {
        let context = events.willSend(order)
        let start = wallNanoseconds()
        let result = await transfers.send(request(order, context))
        let end = wallNanoseconds()
        let duration = Self.duration(of: result)
        let seen = ProbeAnswer(
            result, expecting: order.probe.expectedStatuses,
            concealing: order.credential?.secret, isJSON: isJSON)
        var outcome = OutcomeClass(seen.answer).map { verdict in
            Outcome(
                provider: order.provider, result: verdict, source: .probe,
                unixMilliseconds: end / 1_000_000, latencyMicroseconds: duration / 1000,
                statusCode: seen.statusCode,
                message: verdict == .ok ? "" : seen.message,
                trace: context.trace)
        }
        let response = try? result.get()  // Why: a failure has been translated above.
        let named = events.didFinish(
            ProbeReport(
                order: order, trace: context.trace, startUnixNanoseconds: start,
                durationNanoseconds: duration, outcome: outcome,
                url: try? ProbeURL(order.probe.url),  // Why: checked with the registry.
                peerAddress: response?.peerAddress, peerPort: response?.peerPort))
        outcome?.trace = named
        return outcome
    }

    private func request(_ order: ProbeOrder, _ context: ProbeContext) -> OutgoingRequest {
        var headers = [
            (name: "User-Agent", value: userAgent), (name: "Accept", value: "application/json"),
        ]
        for header in order.probe.headers {
            headers.removeAll { $0.name.lowercased() == header.name.lowercased() }
            headers.append((header.name, header.value))
        }
        switch (order.probe.auth, order.credential) {
        case (.bearer, let key?): headers.append(("Authorization", "Bearer \(key.secret)"))
        case (.header(let name), let key?): headers.append((name, key.secret))
        case (.none, _), (_, nil): break
        }
        headers += context.headers.map { ($0.name, $0.value) }
        return OutgoingRequest(
            url: order.probe.url, headers: headers, timeout: order.probe.timeout,
            connectTimeout: order.probe.timeout, maximumResponseBytes: Self.maximumResponseBytes,
            acceptsGzip: true)
    }

    private static func duration(of result: Result<OutgoingResponse, TransferError>) -> Int64 {
        switch result {
        case .success(let response): Int64(clamping: response.durationNanoseconds)
        case .failure(let error): Int64(clamping: error.durationNanoseconds)
        }
    }
}
