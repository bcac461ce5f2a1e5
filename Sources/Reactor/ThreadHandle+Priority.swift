// Which thread goes first where there are fewer cores than threads.
internal import Glibc

extension ThreadHandle {
    /// What background threads add to their niceness: a third of a loop's share at most.
    package static let backgroundNiceness: Int32 = 5

    /// Lets the calling thread give way to those that answer requests; other threads are left as
    /// they are. What the kernel refuses is no loss: the thread then runs as before.
    package static func giveWay() {
        // Why: on Linux the id 0 is the calling thread, not its process (man 2 setpriority).
        _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, backgroundNiceness)
    }
}
