// What becomes an error event: 5xx answers, parts of the program that fail and go on, and outages
// of providers. Called on loops and on the threads of the parts; it never waits for Sentry.
import Curl
import Health
import Locking
import OTLP
import Reactor
import Sentry
import TraceSDK

/// Reports errors to Sentry.
final class ErrorReporter: Sendable {
    /// What is remembered of a provider between two boards.
    private struct ProviderMemory {
        var isOut = false
        var lastFailure: TraceReference?
    }

    private struct Memory {
        /// Whether a first board was seen: what it shows was reported in an earlier life.
        var hasBoard = false
        var providers: [Int: ProviderMemory] = [:]
    }

    private let client: SentryClient
    private let clocks: Clocks
    private let memory = Locked(Memory())

    /// `nil` where no DSN is set.
    init?(_ settings: Settings, transfers: TransferThread, clocks: Clocks) {
        guard let sentry = settings.sentry else { return nil }
        self.clocks = clocks
        var random = SystemRandomNumberGenerator()
        let ids = Locked(IDGenerator(seededBy: &random))
        client = SentryClient(
            dsn: sentry.dsn,
            identity: SentryIdentity(
                environment: sentry.environment, release: sentry.release,
                serverName: settings.railway.replicaID ?? settings.service.name,
                clientName: "gatewayz-api", clientVersion: BuildVersion.text),
            transfers: transfers,
            sources: SentrySources(
                monotonicNanoseconds: { clocks.monotonic().nanoseconds },
                wallUnixNanoseconds: { clocks.wall().unixNanoseconds },
                identifier: { ids.withLock { ($0.next(), $0.next()) } },
                scrub: { Redaction.clean($0) }))
    }

    /// The books, for the metrics.
    var counts: SentryCounts { client.counts }

    /// A request that was answered with 5xx; `route` is its template, `nil` where none matched.
    func answered(
        status: Int, method: String, route: String?, path: @autoclosure () -> String,
        trace: RequestTrace
    ) {
        let culprit = route.map { "\(method) \($0)" } ?? method
        var event = SentryEvent(
            level: .error, type: "HTTP \(status)",
            message: "\(culprit) was answered with \(status)", culprit: culprit,
            unixNanoseconds: clocks.wall().unixNanoseconds)
        event.trace = SentryEvent.Trace(
            high: trace.traceID.high, low: trace.traceID.low, span: trace.spanID.bits,
            operation: "http.server")
        event.request = SentryEvent.Request(method: method, path: path())
        event.tags = [("http.response.status_code", "\(status)"), ("http.route", route ?? "")]
        client.capture(event)
    }

    /// A part of the program that failed and goes on: the store, the exporter, the search.
    func failed(_ part: String, _ message: String) {
        var event = SentryEvent(
            level: .error, type: "Failure of the \(part)", message: message, culprit: part,
            unixNanoseconds: clocks.wall().unixNanoseconds)
        event.tags = [("part", part)]
        client.capture(event)
    }

    /// Something the exporter tells: a batch that is lost for good is an error, a Tempo that is
    /// away is not, since its spans wait.
    func exporterTold(_ event: ExporterEvent) {
        guard case .batchLost(let spans, _, let reason) = event else { return }
        failed("exporter", "A batch of \(spans) spans is lost: \(reason)")
    }

    /// An attempt at a provider; remembered for the outage that it may be part of.
    func attempted(_ outcome: Outcome) {
        guard outcome.result != .ok, let trace = outcome.trace else { return }
        memory.withLock {
            $0.providers[outcome.provider.index, default: ProviderMemory()].lastFailure = trace
        }
    }

    /// A new board; an outage is reported once, when it begins.
    func changed(_ board: HealthBoard) {
        for (index, health) in board.providers.enumerated() {
            let isOut = health.status == .unhealthy
            let trace = memory.withLock { memory -> TraceReference?? in
                let before = memory.providers[index, default: ProviderMemory()]
                memory.providers[index, default: ProviderMemory()].isOut = isOut
                return memory.hasBoard && isOut && !before.isOut ? .some(before.lastFailure) : nil
            }
            if let trace { report(outageOf: board.registry.providers[index].name, health, trace) }
        }
        memory.withLock { $0.hasBoard = true }
    }

    private func report(
        outageOf provider: String, _ health: ProviderHealth, _ trace: TraceReference?
    ) {
        let score = health.score.map { "\($0)" } ?? "none"
        var event = SentryEvent(
            level: .error, type: "Provider outage",
            message: "\(provider) is unhealthy, score \(score)", culprit: provider,
            unixNanoseconds: clocks.wall().unixNanoseconds)
        event.tags = [("provider", provider), ("health_score", score)]
        event.trace = trace.map {
            SentryEvent.Trace(
                high: $0.traceHigh, low: $0.traceLow, span: $0.spanID, operation: "http.client")
        }
        client.capture(event)
    }

    /// Refuses later events and waits for those that are left, no longer than the time allowed.
    func stop(within limit: Duration) {
        let idle: WakeUp
        do throws(SystemError) {
            idle = try WakeUp()
        } catch {
            return  // Why: without a descriptor there is no waiting, and nothing else is lost.
        }
        client.stop { idle.signal() }
        _ = idle.wait(timeout: limit)
    }
}
