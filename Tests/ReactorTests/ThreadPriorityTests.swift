// A thread that gives way does so alone.
import Glibc
import Locking
import Reactor
import Testing

struct ThreadPriorityTests {
    /// What a thread of its own found.
    private final class Found: Sendable {
        let niceness = Locked<Int32>(-1)
    }

    @Test func onlyTheCallingThreadGivesWay() throws {
        let before = getpriority(Int32(PRIO_PROCESS.rawValue), 0)
        let found = Found()
        let thread = try ThreadHandle.start(name: "background") {
            ThreadHandle.giveWay()
            found.niceness.withLock { $0 = getpriority(Int32(PRIO_PROCESS.rawValue), 0) }
        }
        thread.join()
        let niceness = found.niceness.withLock { $0 }
        #expect(niceness == max(before, ThreadHandle.backgroundNiceness))
        #expect(getpriority(Int32(PRIO_PROCESS.rawValue), 0) == before)
    }
}
