// Locked under real threads: what it holds is touched by one at a time.
import Glibc
import Locking
import Testing

private final class Counter: Sendable {
    let count = Locked(0)
}

struct LockedTests {
    @Test func countsEveryIncrementOfManyTasks() async {
        let counter = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 { counter.count.withLock { $0 += 1 } }
                }
            }
        }
        #expect(counter.count.withLock { $0 } == 80_000)
    }

    @Test func releasesTheLockWhenTheBodyThrows() {
        struct Refusal: Error {}
        let counter = Counter()
        #expect(throws: Refusal.self) {
            try counter.count.withLock { (_: inout Int) throws(Refusal) -> Void in throw Refusal() }
        }
        counter.count.withLock { $0 = 7 }
        #expect(counter.count.withLock { $0 } == 7)
    }
}
