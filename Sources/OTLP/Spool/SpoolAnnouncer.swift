// What of the spool's doings is worth a line: each kind at most once a minute, and nothing that
// undoes what was never said. One thread at a time, the exporter's.
import Reactor

/// Keeps a disk or a receiver that comes and goes from flooding the log.
struct SpoolAnnouncer {
    /// Between two lines of one kind.
    static let interval = Duration.seconds(60)

    private let tell: @Sendable (SpoolEvent) -> Void
    private var nextFilling = MonotonicTime(nanoseconds: 0)
    /// By reason; reasons are few, a system call and its error.
    private var nextOff: [String: MonotonicTime] = [:]
    private var nextDropping: [String: MonotonicTime] = [:]
    private var nextDamaged = MonotonicTime(nanoseconds: 0)
    private var saidFilling = false
    private var saidOff: String?
    private var saidDropping: Set<String> = []
    private var untoldDamage = (files: 0, spans: 0)

    init(tell: @escaping @Sendable (SpoolEvent) -> Void) { self.tell = tell }

    /// Something that happens once in a stock-taking.
    func say(_ event: SpoolEvent) { tell(event) }

    /// The first batch went to disk.
    mutating func filling(now: MonotonicTime) {
        guard now >= nextFilling, !saidFilling else { return }
        nextFilling = now + Self.interval
        saidFilling = true
        tell(.filling)
    }

    /// Nothing is on disk any more.
    mutating func emptied() {
        saidDropping = []
        guard saidFilling else { return }
        saidFilling = false
        tell(.emptied)
    }

    /// The spool cannot be used; another reason is told at once.
    mutating func off(_ reason: String, now: MonotonicTime) {
        guard reason != saidOff, Self.isTime(for: reason, in: &nextOff, now: now) else { return }
        saidOff = reason
        tell(.off(reason: reason))
    }

    /// The spool can be used again.
    mutating func on() {
        guard saidOff != nil else { return }
        saidOff = nil
        tell(.on)
    }

    /// Spans were given up at a bound; two bounds that are met by turns are told once each.
    mutating func dropping(_ reason: String, now: MonotonicTime) {
        guard !saidDropping.contains(reason), Self.isTime(for: reason, in: &nextDropping, now: now)
        else { return }
        saidDropping.insert(reason)
        tell(.dropping(reason: reason))
    }

    /// Files were not what had been written; they are added up until they are told.
    mutating func damaged(files: Int, spans: Int, now: MonotonicTime) {
        untoldDamage.files += files
        untoldDamage.spans += spans
        guard now >= nextDamaged else { return }
        nextDamaged = now + Self.interval
        tell(.damaged(files: untoldDamage.files, spans: untoldDamage.spans))
        untoldDamage = (0, 0)
    }

    /// Whether a reason was not told for the interval; then it counts as told now.
    private static func isTime(
        for reason: String, in next: inout [String: MonotonicTime], now: MonotonicTime
    ) -> Bool {
        if let next = next[reason], now < next { return false }
        next[reason] = now + Self.interval
        return true
    }
}
