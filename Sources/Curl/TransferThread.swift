// Every outgoing request of the program: one thread, one libcurl multi handle.
// Callable from any thread; never blocks but in `shutdown`.

internal import Glibc
internal import Locking
package import Reactor

/// Sends requests and tells their outcomes.
package final class TransferThread: Sendable {
    private let inbox: TransferInbox
    private let thread: ThreadHandle
    private let limits: TransferLimits

    /// Starts the thread; throws where a thread, a descriptor or memory is lacking. The library is
    /// the proof that libcurl has been started.
    package init(
        library: CurlLibrary, limits: TransferLimits = TransferLimits()
    ) throws(SystemError) {
        let inbox = try TransferInbox(capacity: limits.maximumTransfers)
        let started = try WakeUp()
        let failure = Locked<SystemError?>(nil)
        thread = try ThreadHandle.start(name: "transfer") {
            // Why: a request must not wait until a batch of a hundred kilobytes has been copied.
            ThreadHandle.giveWay()
            Self.blockBrokenPipes()
            do throws(SystemError) {
                let engine = try TransferEngine(inbox: inbox, limits: limits)
                started.signal()
                engine.run()
            } catch {
                failure.withLock { $0 = error }
                started.signal()
            }
        }
        self.inbox = inbox
        self.limits = limits
        _ = started.wait(timeout: nil)
        if let error = failure.withLock({ $0 }) { throw error }
    }

    deinit {
        shutdown()
    }

    /// Requests that are waiting or running, for metrics.
    package var incompleteCount: Int { inbox.incompleteCount }

    /// Sends a request. The completion is called exactly once: on the transfer thread, where it
    /// must not block, or on the caller's before this returns when the request is refused at once
    /// (too many transfers: `other`; after `shutdown`: `cancelled`).
    @discardableResult
    package func send(
        _ request: OutgoingRequest,
        completion: @escaping @Sendable (Result<OutgoingResponse, TransferError>) -> Void
    ) -> TransferID {
        let id = inbox.nextID()
        submit(Submission(id: id, request: request, completion: completion))
        return id
    }

    /// Sends a request and waits for its outcome; cancelling the task cancels the transfer.
    package func send(
        _ request: OutgoingRequest
    ) async -> Result<OutgoingResponse, TransferError> {
        let id = inbox.nextID()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                submit(Submission(id: id, request: request) { continuation.resume(returning: $0) })
                // Why: a task that was cancelled before the submission cancelled an unknown id.
                if Task.isCancelled { inbox.cancel(id) }
            }
        } onCancel: {
            inbox.cancel(id)
        }
    }

    /// Ends a transfer with phase `cancelled`; one that is complete already is left alone.
    package func cancel(_ id: TransferID) {
        inbox.cancel(id)
    }

    /// Cancels everything and waits for the thread to end; later requests are refused. Not from a
    /// completion.
    package func shutdown() {
        inbox.close()
        thread.join()
    }

    private func submit(_ submission: Submission) {
        switch inbox.submit(submission) {
        case .accepted: break
        case .full:
            submission.completion(
                .failure(
                    TransferError(
                        phase: .other,
                        message: "more than \(limits.maximumTransfers) requests at once")))
        case .closed:
            submission.completion(
                .failure(TransferError(phase: .cancelled, message: "the program is shutting down")))
        }
    }

    /// Why: OpenSSL writes without MSG_NOSIGNAL, and a peer that hung up must not end the process.
    private static func blockBrokenPipes() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
