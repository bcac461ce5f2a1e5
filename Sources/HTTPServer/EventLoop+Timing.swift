// Timing: what becomes of a connection whose deadline has passed.
import HTTPCore
import Reactor

extension EventLoop {
    /// How often a body is judged; every wait for one lasts as long, so that their list is sorted.
    var bodyJudgement: Duration {
        min(ServerLimits.bodyJudgement, limits.bodyGrace, limits.bodyTimeout)
    }

    /// Ends waits whose deadline has passed. What a bounded turn leaves over comes in the next one,
    /// at once, after the events that wait: many who are late must not make the others wait.
    func expire() {
        for phase in Phase.allCases {
            for _ in 0..<ServerLimits.expiriesPerTurn {
                guard let slot = table.oldest(in: phase), table[slot].deadline <= now else { break }
                expire(slot, in: phase)
            }
        }
    }

    private func expire(_ slot: Int, in phase: Phase) {
        switch phase {
        case .opened, .idle, .deferred: close(slot)
        case .lingering:
            close(slot)
        case .head where !hasBegunHead(slot): close(slot)
        case .head:
            application.rejected(.headerTimeout)
            output.removeAll(keepingCapacity: true)
            refuse(
                slot, .requestTimeout, "The request head did not arrive in time. Send it faster.")
            flush(slot)
        case .body: judgeBody(slot)
        case .writing:
            application.rejected(.writeTimeout)
            // Why: a reset frees what the kernel still holds for a client that does not read.
            _ = calls.resetOnClose(calls.context, table[slot].descriptor)
            abort(slot)
        }
    }

    /// A body must keep a minimum rate after the grace and be whole before the timeout.
    private func judgeBody(_ slot: Int) {
        guard let pending = table[slot].pending else {
            close(slot)
            return
        }
        let elapsed = now - table[slot].phaseBegan
        let minimum = Double(limits.bodyMinimumRate) * (elapsed / .seconds(1))
        let isSlow = elapsed >= limits.bodyGrace && Double(pending.received) < minimum
        guard isSlow || elapsed >= limits.bodyTimeout else {
            table.extend(slot, at: now, for: bodyJudgement)
            return
        }
        application.rejected(.bodyTimeout)
        output.removeAll(keepingCapacity: true)
        refusePending(
            slot, pending, .requestTimeout,
            "The request body did not arrive in time. Send it faster.")
        flush(slot)
    }
}
