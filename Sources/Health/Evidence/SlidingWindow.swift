// The last hour of one provider in sixty slots of a minute: bounded memory, no arithmetic to undo.
// Pure and thread-confined; time comes in with each call and may go backwards.

/// The evidence of the last 3,600 s: an outcome leaves 3,540 to 3,600 s after it came.
package struct SlidingWindow: Sendable {
    private var slots: [MinuteTotals?]
    private var unsavedSlots: Set<Int> = []
    /// Counted failures in a row up to now, at most `failureRunLimit`.
    private var failureRun = 0

    /// Width of the window in seconds.
    package static let seconds = 3600
    /// Number of slots, each a minute wide.
    package static let slotCount = 60
    /// Failures in a row beyond which no more are told apart.
    package static let failureRunLimit = 3

    /// An empty window.
    package init() {
        slots = Array(repeating: nil, count: Self.slotCount)
    }

    /// Adds an outcome; false if it is too old for the window and changed nothing.
    ///
    /// A time after `now` counts as `now`. Where the clock was set back, a slot that it had
    /// written in what is now the future gives way as soon as its place is needed.
    package mutating func record(_ outcome: Outcome, nowUnixMilliseconds now: Int64) -> Bool {
        let time = min(outcome.unixMilliseconds, now)
        let minute = MinuteTotals.minute(ofUnixMilliseconds: time)
        let place = Self.place(of: minute)
        guard minute > MinuteTotals.minute(ofUnixMilliseconds: now) - Int64(Self.slotCount) else {
            return false
        }
        if slots[place]?.minute != minute { slots[place] = MinuteTotals(minute: minute) }
        noteFailure(outcome.result)
        slots[place]?.counts[outcome.result] += 1
        if outcome.result == .ok {
            slots[place]?.latencies.record(microseconds: outcome.latencyMicroseconds)
        }
        if outcome.result.isCounted {
            let newest = slots[place]?.newestUnixMilliseconds ?? time
            slots[place]?.newestUnixMilliseconds = max(time, newest)
            slots[place]?.failureRun = failureRun
        }
        unsavedSlots.insert(place)
        return true
    }

    /// Adds a stored minute; ignored where the window at `now` does not reach it.
    package mutating func restore(_ totals: MinuteTotals, nowUnixMilliseconds now: Int64) {
        guard isInside(totals.minute, at: now) else { return }
        let place = Self.place(of: totals.minute)
        let isNewest = !slots.contains { ($0?.minute ?? .min) > totals.minute && hasEvidence($0) }
        if slots[place]?.minute == totals.minute {
            slots[place]?.merge(totals)
            unsavedSlots.insert(place)
        } else if (slots[place]?.minute ?? .min) < totals.minute {
            slots[place] = totals
            if isNewest && hasEvidence(totals) {
                failureRun = min(max(0, totals.failureRun), Self.failureRunLimit)
            }
        }
    }

    /// The sum of what the window holds at a time.
    package func totals(atUnixMilliseconds now: Int64) -> WindowTotals {
        var sum = WindowTotals(failureRun: failureRun)
        for case let slot? in slots where isInside(slot.minute, at: now) { sum.add(slot) }
        return sum
    }

    /// The minutes that changed since `markSaved`, at most sixty.
    package var unsaved: [MinuteTotals] { unsavedSlots.sorted().compactMap { slots[$0] } }

    /// Declares every minute saved as it is now.
    package mutating func markSaved() {
        unsavedSlots.removeAll(keepingCapacity: true)
    }

    /// Whether a minute is in the window; minutes just ahead are, written before a clock went back.
    private func isInside(_ minute: Int64, at now: Int64) -> Bool {
        let distance = MinuteTotals.minute(ofUnixMilliseconds: now) - minute
        return distance < Int64(Self.slotCount) && distance > -Int64(Self.slotCount)
    }

    private func hasEvidence(_ slot: MinuteTotals?) -> Bool {
        slot?.newestUnixMilliseconds != nil
    }

    private mutating func noteFailure(_ result: OutcomeClass) {
        guard result.isCounted else { return }
        failureRun = result.isFailure ? min(failureRun + 1, Self.failureRunLimit) : 0
    }

    private static func place(of minute: Int64) -> Int {
        let place = Int(minute % Int64(slotCount))
        return place < 0 ? place + slotCount : place
    }
}
