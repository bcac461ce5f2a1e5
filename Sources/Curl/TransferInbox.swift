// The only door into the transfer thread: submissions and cancellations, bounded by the number of
// transfers that are not yet complete.
// Any thread.

internal import Locking
internal import Reactor

/// Work for the transfer thread.
final class TransferInbox: Sendable {
    /// What arrived since the thread looked last.
    struct Work {
        var submissions: [Submission] = []
        var cancelled: [TransferID] = []
        var isClosed = false
    }

    /// How a submission was received.
    enum Reception {
        case accepted, full, closed
    }

    private struct State {
        var work = Work()
        var incomplete: Set<TransferID> = []
        var lastNumber: UInt64 = 0
    }

    private let state = Locked(State())
    private let wakeUp: WakeUp
    private let capacity: Int

    init(capacity: Int) throws(SystemError) {
        self.capacity = capacity
        wakeUp = try WakeUp()
    }

    /// Readable while there is work.
    var descriptor: Int32 { wakeUp.descriptor }

    /// The number of transfers that are waiting or running.
    var incompleteCount: Int { state.withLock { $0.incomplete.count } }

    /// A name that no other transfer has.
    func nextID() -> TransferID {
        state.withLock { state in
            state.lastNumber += 1
            return TransferID(number: state.lastNumber)
        }
    }

    /// Leaves a submission, without blocking.
    func submit(_ submission: Submission) -> Reception {
        let reception = state.withLock { state -> Reception in
            guard !state.work.isClosed else { return .closed }
            guard state.incomplete.count < capacity else { return .full }
            state.incomplete.insert(submission.id)
            state.work.submissions.append(submission)
            return .accepted
        }
        if reception == .accepted { wakeUp.signal() }
        return reception
    }

    /// Asks for a transfer to end; one that is unknown or complete is left alone.
    func cancel(_ id: TransferID) {
        let isNew = state.withLock { state -> Bool in
            guard state.incomplete.contains(id), !state.work.cancelled.contains(id) else {
                return false
            }
            state.work.cancelled.append(id)
            return true
        }
        if isNew { wakeUp.signal() }
    }

    /// Refuses later submissions and asks the thread to end.
    func close() {
        state.withLock { $0.work.isClosed = true }
        wakeUp.signal()
    }

    /// Takes everything that waits; the transfer thread only.
    func take() -> Work {
        wakeUp.drain()
        return state.withLock { state in
            let work = state.work
            state.work = Work(isClosed: work.isClosed)
            return work
        }
    }

    /// Waits for work for a tenth of a second at most; the transfer thread only.
    func pause() {
        if wakeUp.wait(timeout: .milliseconds(100)) { wakeUp.signal() }
    }

    /// Makes room: the transfer is complete.
    func complete(_ id: TransferID) {
        _ = state.withLock { $0.incomplete.remove(id) }
    }
}
