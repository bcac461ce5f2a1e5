// The transfer thread's loop: take work, move transfers, tell the outcomes, wait.
// Made and used on the transfer thread; the inbox is the only thing it shares.

internal import CCurl
internal import Reactor

/// Everything that the transfer thread owns.
final class TransferEngine {
    private let inbox: TransferInbox
    private let limits: TransferLimits
    private let multi: MultiHandle
    private var running: [UInt: Transfer] = [:]
    private var handles: [TransferID: EasyHandle] = [:]
    private var idleHandles: [EasyHandle] = []

    init(inbox: TransferInbox, limits: TransferLimits) throws(SystemError) {
        self.inbox = inbox
        self.limits = limits
        multi = try MultiHandle(limits: limits)
    }

    /// Runs until the inbox is closed; every transfer has had its outcome then.
    func run() {
        while true {
            let work = inbox.take()
            for submission in work.submissions { begin(submission) }
            for id in work.cancelled { cancel(id) }
            if work.isClosed { return cancelAll() }
            do throws(TransferError) {
                try multi.perform()
                while let ended = multi.nextEnded() { end(ended.identity, ended.code) }
                try multi.wait(alsoFor: inbox.descriptor)
            } catch {
                failAll(error)
                // Why: a libcurl that fails at once again must not keep a core busy.
                inbox.pause()
            }
        }
    }

    private func begin(_ submission: Submission) {
        do throws(TransferError) {
            let target = try RequestCheck.target(of: submission.request, limits: limits)
            let handle = try freeHandle()
            let transfer = try Transfer(
                submission, target: target, handle: handle, limits: limits)
            try multi.add(handle)
            running[handle.identity] = transfer
            handles[submission.id] = handle
        } catch {
            tell(submission, .failure(error))
        }
    }

    private func freeHandle() throws(TransferError) -> EasyHandle {
        if let handle = idleHandles.popLast() { return handle }
        return try EasyHandle()
    }

    private func end(_ identity: UInt, _ code: CURLcode) {
        guard let transfer = running[identity] else {
            preconditionFailure("libcurl ends only transfers that were begun")
        }
        finish(transfer, transfer.outcome(code))
    }

    private func cancel(_ id: TransferID) {
        guard let handle = handles[id], let transfer = running[handle.identity] else {
            return
        }
        finish(
            transfer,
            .failure(TransferError(phase: .cancelled, message: "the request was cancelled")))
    }

    private func cancelAll() {
        failAll(TransferError(phase: .cancelled, message: "the program is shutting down"))
    }

    private func failAll(_ error: TransferError) {
        for transfer in Array(running.values) { finish(transfer, .failure(error)) }
    }

    private func finish(
        _ transfer: Transfer, _ outcome: Result<OutgoingResponse, TransferError>
    ) {
        multi.remove(transfer.handle)
        running[transfer.handle.identity] = nil
        handles[transfer.submission.id] = nil
        transfer.handle.reset()
        if idleHandles.count < limits.maximumIdleHandles { idleHandles.append(transfer.handle) }
        tell(transfer.submission, outcome)
    }

    private func tell(
        _ submission: Submission, _ outcome: Result<OutgoingResponse, TransferError>
    ) {
        inbox.complete(submission.id)
        submission.completion(outcome)
    }
}
