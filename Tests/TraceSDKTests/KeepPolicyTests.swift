// What is kept although no sampler chose it, and not more of it than allowed.
import Testing
import TraceSDK

struct KeepPolicyTests {
    private let policy = KeepPolicy(slowerThanNanoseconds: 1_000, maximumPerSecond: 3)

    @Test(
        arguments: [
            (false, 1_000, nil), (false, 1_001, .slow), (true, 0, .error), (true, 5_000, .error),
        ] as [(Bool, UInt64, KeepPolicy.Reason?)])
    func keepsWhatFailedOrWasSlow(
        _ failed: Bool, _ duration: UInt64, _ reason: KeepPolicy.Reason?
    ) {
        let given = policy.reason(
            hasFailed: failed, durationNanoseconds: duration, nowNanoseconds: 7)
        #expect(given == reason)
        #expect(policy.kept(.error) == (reason == .error ? 1 : 0))
        #expect(policy.kept(.slow) == (reason == .slow ? 1 : 0))
    }

    @Test func keepsUpToItsRateInEachSecondAndNotOneMore() {
        func keep(at nanoseconds: UInt64) -> Bool {
            policy.reason(hasFailed: true, durationNanoseconds: 0, nowNanoseconds: nanoseconds)
                != nil
        }
        let first = (0..<3).map { keep(at: 5_000_000_000 + $0) }
        #expect(first == [true, true, true])
        #expect(!keep(at: 5_999_999_999))
        #expect(keep(at: 6_000_000_000))
        // Why: the clock of another loop may have been read a little earlier.
        #expect(keep(at: 5_999_999_999) && keep(at: 6_000_000_001) && !keep(at: 5_999_999_999))
        #expect(policy.kept(.error) == 6 && policy.refusedCount == 2)
    }

    @Test func aRateOfNothingKeepsNothing() {
        let none = KeepPolicy(slowerThanNanoseconds: 0, maximumPerSecond: 0)
        #expect(
            none.reason(hasFailed: true, durationNanoseconds: 1, nowNanoseconds: 0) == nil)
        #expect(none.refusedCount == 1)
    }

    @Test func manyThreadsShareOneRate() async {
        let kept = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<100).count { _ in
                        policy.reason(
                            hasFailed: true, durationNanoseconds: 0, nowNanoseconds: 9) != nil
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(kept == 3 && policy.refusedCount == 797)
    }
}
