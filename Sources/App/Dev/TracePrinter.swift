// Trees on their way to the screen: the pocket's loop hands them over and goes on.
// A thread of its own writes; a screen that stands still costs trees, never memory.
import Reactor
import Synchronization

/// Prints trees one after the other.
final class TracePrinter: Sendable {
    /// Trees that wait for the screen; later ones are dropped and counted.
    static let capacity = 1_000

    private let mailbox: Mailbox<String>
    private let thread: ThreadHandle
    private let dropped: Atomic<Int>

    /// Starts the thread; `write` is called on it alone, and may block.
    init(write: @escaping @Sendable (String) -> Void = StandardOutput.write) throws(SystemError) {
        let mailbox = try Mailbox<String>(capacity: Self.capacity)
        self.mailbox = mailbox
        dropped = Atomic(0)
        thread = try ThreadHandle.start(name: "trees") {
            while true {
                let trees = mailbox.receive(timeout: nil)
                if !trees.isEmpty { write(trees.joined()) }
                if trees.isEmpty, mailbox.isClosed { return }
            }
        }
    }

    /// Trees that the screen was too slow for.
    var droppedTrees: Int { dropped.load(ordering: .relaxed) }

    /// Leaves a tree to be printed; never blocks.
    func show(_ tree: String) {
        guard !mailbox.post(tree) else { return }
        dropped.add(1, ordering: .relaxed)
    }

    /// Prints what waits and ends the thread.
    func stop() {
        mailbox.close()
        thread.join()
    }
}
