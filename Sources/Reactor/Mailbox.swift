// The only door into a thread that owns its data: many threads post, the owner takes all at once.
import Locking

/// A bounded queue of messages to one thread.
package final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        var closed = false
    }

    private let state = Locked(State())
    private let wakeUp: WakeUp
    private let capacity: Int

    /// A mailbox that holds at most `capacity` messages; throws where descriptors have run out.
    package init(capacity: Int) throws(SystemError) {
        precondition(capacity > 0, "a mailbox holds at least one message")
        self.capacity = capacity
        wakeUp = try WakeUp()
    }

    /// The eventfd that is readable while messages wait, for an epoll loop.
    package var descriptor: Int32 { wakeUp.descriptor }

    /// Whether `close` was called.
    package var isClosed: Bool { state.withLock { $0.closed } }

    /// How many messages wait.
    package var count: Int { state.withLock { $0.messages.count } }

    /// Leaves a message, from any thread, without blocking; false when it is full or closed.
    package func post(_ message: Message) -> Bool {
        let outcome = state.withLock { state -> (accepted: Bool, first: Bool) in
            guard !state.closed, state.messages.count < capacity else { return (false, false) }
            state.messages.append(message)
            return (true, state.messages.count == 1)
        }
        if outcome.first { wakeUp.signal() }
        return outcome.accepted
    }

    /// Takes everything that waits, in order; the owner's thread only.
    package func drain() -> [Message] {
        wakeUp.drain()
        return take().taken
    }

    /// Waits for messages up to the timeout (`nil`: for ever) and takes them; empty on timeout and
    /// once closed. The owner's thread only.
    package func receive(timeout: Duration?) -> [Message] {
        let deadline = timeout.map { MonotonicTime.now() + $0 }
        while true {
            wakeUp.drain()
            let (taken, closed) = take()
            guard taken.isEmpty, !closed else { return taken }
            // Why a loop: the signal of a message that was taken already may come after it.
            let rest = deadline.map { $0 - MonotonicTime.now() }
            if let rest, rest <= .zero { return [] }
            _ = wakeUp.wait(timeout: rest)
        }
    }

    /// What waits, and whether nothing can follow it, as of one moment.
    private func take() -> (taken: [Message], closed: Bool) {
        state.withLock { state in
            var taken: [Message] = []
            swap(&taken, &state.messages)
            return (taken, state.closed)
        }
    }

    /// Refuses all later messages and wakes the owner; what waits can still be taken.
    package func close() {
        state.withLock { $0.closed = true }
        wakeUp.signal()
    }
}
