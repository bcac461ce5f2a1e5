// What Swift's tasks sleep with, opened before anybody connects. Main thread, at start.
import Reactor

/// The timers of Swift's own thread pool.
enum TaskTimers {
    /// Long enough that the sleep is not over before it is begun, on a busy machine too.
    private static let sleep = Duration.milliseconds(20)

    /// Lets a task sleep, after which the pool has the descriptors that it needs.
    // Why: it opens them at the first sleep, and ends the process with SIGILL where none are left.
    // That is not for a crowd of clients to bring about.
    static func open() throws(SystemError) {
        let slept = try WakeUp()
        Task.detached {
            // Why: nobody has this task to cancel it.
            try? await Task.sleep(for: sleep)
            slept.signal()
        }
        _ = slept.wait(timeout: nil)
    }
}
