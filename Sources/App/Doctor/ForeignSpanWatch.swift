// `serve`'s own look for spans of other environments in its Tempo: once after start, then hourly.
// A task on Swift's pool, off the request path; what it knows is read through a short lock.
import Curl
import Locking
import Reactor

/// Searches the own Tempo again and again.
final class ForeignSpanWatch: Sendable {
    /// Between searches that were answered.
    static let interval = Duration.seconds(3_600)
    /// How long an answer counts; afterwards nothing is known any more.
    static let validity = Duration.seconds(7_200)
    /// After the first that was not; doubled up to the interval.
    static let firstPause = Duration.seconds(60)

    /// What is known.
    private struct Knowledge {
        var spans: Int?
        var answeredAt = MonotonicTime(nanoseconds: 0)
        var hasSaidUnreachable = false
    }

    private let environment: EnvironmentName
    private let query: TempoQuery
    private let transfers: TransferThread
    private let log: Log
    private let reporter: ErrorReporter?
    private let clocks: Clocks
    private let sleep: @Sendable (Duration) async throws -> Void
    private let knowledge = Locked(Knowledge())

    /// Watches the Tempo of the settings; `nil` where there is none to ask, or where nothing is
    /// sent to one.
    init?(
        _ configuration: StartupConfiguration, transfers: TransferThread, log: Log,
        reporter: ErrorReporter? = nil, clocks: Clocks,
        sleep: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        let settings = configuration.settings
        guard configuration.verdict == .clear, settings.tracing.state == .on,
            let query = TempoQuery(settings.tracing)
        else { return nil }
        environment = settings.environment
        self.query = query
        self.transfers = transfers
        self.log = log
        self.reporter = reporter
        self.clocks = clocks
        self.sleep = sleep
    }

    /// Spans of other environments that the last answered search found; `nil` before there was one,
    /// and where it was too long ago to say anything of now.
    var foreignSpans: Int? {
        let now = clocks.monotonic()
        return knowledge.withLock { now - $0.answeredAt <= Self.validity ? $0.spans : nil }
    }

    /// Searches until the task is cancelled.
    func run() async {
        var pause = Self.firstPause
        while !Task.isCancelled {
            let wasAnswered = await search()
            let next = wasAnswered ? Self.interval : pause
            pause = wasAnswered ? Self.firstPause : min(pause * 2, Self.interval)
            do {
                try await sleep(next)
            } catch {
                return  // Why: sleeping fails only by being cancelled.
            }
        }
    }

    /// Searches once; whether Tempo answered.
    private func search() async -> Bool {
        let request = ForeignSpans.request(to: query, besides: environment, now: clocks.wall())
        switch TempoAnswers.foreignSpans(await transfers.send(request)) {
        case .answered(let found):
            tell(found)
            return true
        case .unreachable(let reason):
            let isNew = knowledge.withLock { knowledge in
                defer { knowledge.hasSaidUnreachable = true }
                return !knowledge.hasSaidUnreachable
            }
            guard isNew, !Task.isCancelled else { return false }
            // Why not a warning where nobody set it: the address is only a guess.
            let sentence =
                "Tempo at \(query.address) cannot be searched for foreign spans: \(reason)"
            log.write(query.isSet ? .warn : .debug, sentence)
            return false
        }
    }

    private func tell(_ found: ForeignSpans) {
        let now = clocks.monotonic()
        let before = knowledge.withLock { knowledge -> Int? in
            defer {
                knowledge.spans = found.spanCount
                knowledge.answeredAt = now
                knowledge.hasSaidUnreachable = false
            }
            return knowledge.spans
        }
        if found.spanCount > 0 {
            let sentence =
                "Foreign spans: the Tempo of \(environment) at \(query.address) holds "
                + "\(found.sentence) of the last hour"
            log.error(sentence + "; gatewayz-api doctor tells more")
            reporter?.failed("environment", sentence)
        } else if let before, before > 0 {
            log.info("Foreign spans: none any more in the Tempo of \(environment)")
        }
    }
}
