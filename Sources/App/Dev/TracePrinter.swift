// Trees on their way to the screen: the pocket's loop hands them over and goes on.
// A thread of its own writes; a screen that stands still costs trees, never memory.
import Reactor
import Synchronization

/// Prints trees one after the other.
final class TracePrinter: Sendable {
    /// Trees that wait for the screen; later ones are dropped, and their number is
    /// printed once there is room.
    static let capacity = 1_000

    private let mailbox: Mailbox<String>
    private let thread: ThreadHandle
    /// Signalled when the thread has printed everything.
    private let finished: WakeUp
    private let write: @Sendable (String) -> Void
    private let dropped = Atomic<Int>(0)

    /// Starts the thread; `write` is called on it alone, and may block.
    init(write: @escaping @Sendable (String) -> Void = StandardOutput.write) throws(SystemError) {
        let mailbox = try Mailbox<String>(capacity: Self.capacity)
        let finished = try WakeUp()
        self.mailbox = mailbox
        self.finished = finished
        self.write = write
        thread = try ThreadHandle.start(name: "trees") {
            while true {
                let trees = mailbox.receive(timeout: nil)
                if !trees.isEmpty { write(trees.joined()) }
                if trees.isEmpty, mailbox.isClosed { return finished.signal() }
            }
        }
    }

    /// Leaves a tree to be printed; never blocks.
    func show(_ tree: String) {
        let lost = dropped.exchange(0, ordering: .relaxed)
        guard !mailbox.post(Self.line(lost) + tree) else { return }
        dropped.add(lost + 1, ordering: .relaxed)
    }

    private static func line(_ lost: Int) -> String {
        lost == 0
            ? ""
            : "(\(lost) traces were not printed: the screen was too slow; the pocket has them)\n"
    }

    /// Prints what waits and ends the thread; a screen that takes nothing for so long is left with
    /// what it has, and its thread to the end of the process.
    func stop(within timeout: Duration = .seconds(1)) {
        mailbox.close()
        guard finished.wait(timeout: timeout) else { return }
        thread.join()
        let lost = dropped.load(ordering: .relaxed)
        if lost > 0 { write(Self.line(lost)) }
    }
}
