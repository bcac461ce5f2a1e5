// Error events on their way: a bounded queue, one request at a time over the program's transfer
// thread. Any thread captures; nothing ever waits for Sentry, and nothing that is lost is untold.

package import Curl
internal import Locking

/// Captures and sends error events.
package final class SentryClient: Sendable {
    private struct Waiting {
        let id: String
        let payload: [UInt8]
    }

    private struct State {
        var queue: [Waiting] = []
        var isSending = false
        var isStopping = false
        var limits = SentryRateLimits()
        var counts = SentryCounts()
        /// What the next envelope's client report tells.
        var unreported: [SentryDropReason: Int] = [:]
        var minute: (beganAt: UInt64, taken: Int) = (0, 0)
        var whenIdle: [@Sendable () -> Void] = []
    }

    private let dsn: SentryDSN
    private let envelopes: SentryEnvelope
    private let limits: SentryLimits
    private let transfers: TransferThread
    private let sources: SentrySources
    private let state = Locked(State())

    /// A client that sends to the project of `dsn`.
    package init(
        dsn: SentryDSN, identity: SentryIdentity, transfers: TransferThread,
        sources: SentrySources, limits: SentryLimits = SentryLimits()
    ) {
        self.dsn = dsn
        self.limits = limits
        self.transfers = transfers
        self.sources = sources
        envelopes = SentryEnvelope(identity: identity, limits: limits, scrub: sources.scrub)
    }

    /// The books so far.
    package var counts: SentryCounts {
        state.withLock { state in
            var counts = state.counts
            counts.waiting = state.queue.count + (state.isSending ? 1 : 0)
            return counts
        }
    }

    /// Takes an event without waiting; what cannot be taken is counted and forgotten.
    package func capture(_ event: SentryEvent) {
        let now = sources.monotonicNanoseconds()
        // Why before the encoding: a storm must cost no more than this.
        guard admit(at: now) else { return }
        let (high, low) = sources.identifier()
        let id = SentryIdentifier.text(high: high, low: low)
        let waiting = Waiting(id: id, payload: envelopes.payload(of: event, id: id))
        state.withLock { state in
            guard state.queue.count < limits.maximumQueuedEvents else {
                return Self.drop(.queueFull, in: &state)
            }
            state.queue.append(waiting)
        }
        sendNext()
    }

    /// Refuses later events, and calls `body` once nothing waits any more: perhaps at once, else on
    /// the transfer thread.
    package func stop(whenIdle body: @escaping @Sendable () -> Void) {
        let isIdle = state.withLock { state in
            state.isStopping = true
            let isIdle = !state.isSending && state.queue.isEmpty
            if !isIdle { state.whenIdle.append(body) }
            return isIdle
        }
        if isIdle { body() }
    }

    private func admit(at now: UInt64) -> Bool {
        state.withLock { state in
            if let reason = refusal(at: now, in: &state) {
                Self.drop(reason, in: &state)
                return false
            }
            state.minute.taken += 1
            return true
        }
    }

    private func refusal(at now: UInt64, in state: inout State) -> SentryDropReason? {
        if state.isStopping { return .stopping }
        if state.limits.forbids(at: now) { return .rateLimited }
        if now &- state.minute.beganAt >= 60_000_000_000 { state.minute = (now, 0) }
        if state.minute.taken >= limits.maximumEventsPerMinute { return .tooMany }
        return state.queue.count >= limits.maximumQueuedEvents ? .queueFull : nil
    }

    private static func drop(
        _ reason: SentryDropReason, isReported: Bool = true, in state: inout State
    ) {
        state.counts.dropped[reason, default: 0] += 1
        if isReported { state.unreported[reason, default: 0] += 1 }
    }

    /// Sends the first that waits, where none is on its way.
    private func sendNext() {
        let now = sources.monotonicNanoseconds()
        let next = state.withLock { state -> (Waiting, [SentryDropReason: Int])? in
            guard !state.isSending else { return nil }
            if state.limits.forbids(at: now) {
                for _ in state.queue { Self.drop(.rateLimited, in: &state) }
                state.queue.removeAll()
            }
            guard !state.queue.isEmpty else { return nil }
            state.isSending = true
            let reported = state.unreported
            state.unreported = [:]
            return (state.queue.removeFirst(), reported)
        }
        guard let (waiting, reported) = next else { return tellIdle() }
        transfers.send(request(waiting, reported)) { [self] outcome in
            finish(outcome, reported)
            sendNext()
        }
    }

    private func tellIdle() {
        let bodies = state.withLock { state -> [@Sendable () -> Void] in
            guard !state.isSending, state.queue.isEmpty else { return [] }
            defer { state.whenIdle = [] }
            return state.whenIdle
        }
        for body in bodies { body() }
    }

    private func request(
        _ waiting: Waiting, _ reported: [SentryDropReason: Int]
    ) -> OutgoingRequest {
        let discarded = SentryDropReason.allCases.compactMap { reason in
            reported[reason].map { (reason.discardReason, $0) }
        }
        let client = envelopes.identity.client
        var auth =
            "Sentry sentry_version=7, sentry_client=\(client), "
            + "sentry_key=\(dsn.publicKey)"
        if let secret = dsn.secretKey { auth += ", sentry_secret=\(secret)" }
        return OutgoingRequest(
            method: "POST", url: dsn.envelopeURL,
            headers: [
                ("Content-Type", "application/x-sentry-envelope"), ("X-Sentry-Auth", auth),
                ("User-Agent", "\(client)"),
            ],
            body: envelopes.envelope(
                id: waiting.id, payload: waiting.payload, discarded: discarded,
                sentAtUnixNanoseconds: sources.wallUnixNanoseconds()),
            timeout: limits.timeout, connectTimeout: limits.connectTimeout,
            maximumResponseBytes: limits.maximumAnswerBytes)
    }

    /// Judges an answer; an event is never sent twice.
    private func finish(
        _ outcome: Result<OutgoingResponse, TransferError>, _ reported: [SentryDropReason: Int]
    ) {
        let now = sources.monotonicNanoseconds()
        state.withLock { state in
            state.isSending = false
            switch outcome {
            case .success(let response):
                state.limits.observe(
                    status: response.status,
                    rateLimits: response.list("x-sentry-rate-limits"),
                    retryAfter: response.header("retry-after"), at: now, limits: limits)
                if (200...299).contains(response.status) {
                    state.counts.sent += 1
                    return
                }
                // Why: what a 429 refused, Sentry has counted itself.
                let isLimited = response.status == 429
                Self.drop(
                    isLimited ? .rateLimited : .rejected, isReported: !isLimited, in: &state)
            case .failure: Self.drop(.network, in: &state)
            }
            // Why: the report went with the envelope that did not arrive.
            state.unreported.merge(reported) { $0 + $1 }
        }
    }
}

extension OutgoingResponse {
    /// The lines of a field as one list (RFC 9110 section 5.3); `nil` without any.
    func list(_ name: String) -> String? {
        let lines = headers.filter { $0.name == name }.map(\.value)
        return lines.isEmpty ? nil : lines.joined(separator: ",")
    }
}
