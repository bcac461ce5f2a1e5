// The books of the span pipeline, and the bound that every span must pass to get into it.
// Any thread, no lock on the way of a span: the bound is one atomic word.
import Locking
import Reactor
import Synchronization

/// Counts every span once at each station, and admits spans up to the queue's bounds.
package final class SpanAccounting: Sendable {
    /// Different reasons of failure that are told apart; later ones count as `other`.
    static let maximumFailureReasons = 32

    private let maximumSpans: UInt64
    private let maximumBytes: UInt64
    /// Bit 63: closed. Bits 40 to 62: spans held. Bits 0 to 39: bytes held.
    private let held = Atomic<UInt64>(0)
    private let exported = Atomic<Int>(0)
    private let rejected = Atomic<Int>(0)
    /// Of the held spans, those in requests that are under way.
    private let inFlight = Atomic<Int>(0)
    /// Spans on disk, those that are being replayed included.
    private let spooled = Atomic<Int>(0)
    /// Of the spooled spans, those in requests that are under way.
    private let replaying = Atomic<Int>(0)
    private let recovered = Atomic<Int>(0)
    /// Unix nanoseconds, `Int64.min` before the first.
    private let lastSuccess = Atomic<Int64>(.min)
    private let producers = Locked<[SpanCounters]>([])
    private let failures = Locked<[SpanAccount.Failure]>([])

    /// The bounds become what `SpanQueueLimits.sound` makes of them.
    init(limits: SpanQueueLimits) {
        maximumSpans = UInt64(limits.sound.spans)
        maximumBytes = UInt64(limits.sound.bytes)
    }

    /// The books now. At a moment without traffic they balance; under it they may be read between
    /// two stations of a span.
    package func snapshot() -> SpanAccount {
        var account = SpanAccount()
        producers.withLock { producers in
            for counters in producers { counters.add(to: &account) }
        }
        account.exported = exported.load(ordering: .relaxed)
        account.rejected = rejected.load(ordering: .relaxed)
        account.failures = failures.withLock { $0 }
        account.recovered = recovered.load(ordering: .relaxed)
        let sending = inFlight.load(ordering: .relaxed)
        let replaying = replaying.load(ordering: .relaxed)
        account.inFlight = sending + replaying
        account.spooled = max(0, spooled.load(ordering: .relaxed) - replaying)
        let word = held.load(ordering: .relaxed)
        account.queued = max(0, Self.spans(of: word) - sending)
        account.heldBytes = Int(word & Self.byteMask)
        account.capacity = Int(maximumSpans)
        let success = lastSuccess.load(ordering: .relaxed)
        account.lastSuccess = success == .min ? nil : WallTime(unixNanoseconds: success)
        return account
    }

    /// The counters of a new producer; they outlive it here.
    func makeCounters() -> SpanCounters {
        let counters = SpanCounters()
        producers.withLock { $0.append(counters) }
        return counters
    }

    /// Why no span at all would be admitted now, before it costs an encoding.
    func refusal() -> SpanDropReason? { refusal(of: 0, by: held.load(ordering: .relaxed)) }

    /// Takes room for one span; at the bound the arriving span is the one that is refused.
    func reserve(bytes: Int) -> SpanDropReason? {
        var word = held.load(ordering: .relaxed)
        while true {
            if let refusal = refusal(of: UInt64(bytes), by: word) { return refusal }
            let (exchanged, original) = held.weakCompareExchange(
                expected: word, desired: word + Self.oneSpan + UInt64(bytes), ordering: .relaxed)
            if exchanged { return nil }
            word = original
        }
    }

    /// Admits nothing any more.
    func close() { _ = held.bitwiseOr(Self.closed, ordering: .relaxed) }

    /// A request with so many spans of the queue begins, or ends where negative.
    func addInFlight(_ spans: Int) { inFlight.add(spans, ordering: .relaxed) }

    /// A request with so many spans of the spool begins, or ends where negative.
    func addReplaying(_ spans: Int) { replaying.add(spans, ordering: .relaxed) }

    /// The receiver answered 2xx and refused some of the spans, which the queue held.
    func settle(spans: Int, bytes: Int, rejected refused: Int, at time: WallTime) {
        countArrival(spans: spans, rejected: refused, at: time)
        release(spans: spans, bytes: bytes)
    }

    /// The same with spans that the spool held.
    func settleSpooled(spans: Int, rejected refused: Int, at time: WallTime) {
        countArrival(spans: spans, rejected: refused, at: time)
        spooled.subtract(spans, ordering: .relaxed)
    }

    /// The spans, which the queue held, are given up.
    func fail(spans: Int, bytes: Int, reason: String) {
        countFailure(spans: spans, reason: reason)
        release(spans: spans, bytes: bytes)
    }

    /// Spans of the spool are given up: the receiver refused them, or they became too old, or made
    /// room for newer ones, or their file was damaged. Any thread.
    package func loseSpooled(spans: Int, reason: String) {
        countFailure(spans: spans, reason: reason)
        spooled.subtract(spans, ordering: .relaxed)
    }

    /// The spans, which the queue held, are on disk.
    func spool(spans: Int, bytes: Int) {
        spooled.add(spans, ordering: .relaxed)
        release(spans: spans, bytes: bytes)
    }

    /// Spans of the spool are in memory again; false where the queue's bounds leave no room. Also
    /// after `close`, since they ended before.
    func takeBack(spans: Int, bytes: Int) -> Bool {
        let change = UInt64(spans) * Self.oneSpan + UInt64(bytes)
        var word = held.load(ordering: .relaxed)
        while true {
            guard UInt64(Self.spans(of: word) + spans) <= maximumSpans,
                word & Self.byteMask + UInt64(bytes) <= maximumBytes
            else { return false }
            let (exchanged, original) = held.weakCompareExchange(
                expected: word, desired: word + change, ordering: .relaxed)
            if exchanged { break }
            word = original
        }
        spooled.subtract(spans, ordering: .relaxed)
        return true
    }

    /// An earlier process left these spans on disk. Any thread, at start.
    package func recover(spans: Int) {
        recovered.add(spans, ordering: .relaxed)
        spooled.add(spans, ordering: .relaxed)
    }

    /// Spans on disk, those that are being replayed included.
    var spooledSpans: Int { spooled.load(ordering: .relaxed) }

    private func countArrival(spans: Int, rejected refused: Int, at time: WallTime) {
        exported.add(spans - refused, ordering: .relaxed)
        rejected.add(refused, ordering: .relaxed)
        lastSuccess.store(time.unixNanoseconds, ordering: .relaxed)
    }

    private func countFailure(spans: Int, reason: String) {
        failures.withLock { failures in
            var reason = reason
            if failures.count >= Self.maximumFailureReasons,
                !failures.contains(where: { $0.reason == reason })
            {
                reason = "other"
            }
            if let index = failures.firstIndex(where: { $0.reason == reason }) {
                failures[index].count += spans
            } else {
                failures.append(SpanAccount.Failure(reason: reason, count: spans))
            }
        }
    }

    private func release(spans: Int, bytes: Int) {
        held.subtract(UInt64(spans) * Self.oneSpan + UInt64(bytes), ordering: .relaxed)
    }

    private func refusal(of bytes: UInt64, by word: UInt64) -> SpanDropReason? {
        if word & Self.closed != 0 { return .alreadyShutdown }
        let isFull =
            UInt64(Self.spans(of: word)) >= maximumSpans
            || word & Self.byteMask + bytes > maximumBytes
        return isFull ? .queueFull : nil
    }

    private static func spans(of word: UInt64) -> Int { Int((word & ~closed) / oneSpan) }

    private static let closed: UInt64 = 1 << 63
    private static let oneSpan: UInt64 = 1 << 40
    private static let byteMask: UInt64 = oneSpan - 1
}
