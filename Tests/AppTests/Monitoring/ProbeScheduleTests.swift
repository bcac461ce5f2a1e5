// The schedule with a runner that answers at once and a clock that is moved by sleeping.

import Health
import Locking
import Reactor
import Testing

@testable import App

struct ProbeScheduleTests {
    private func schedule(
        _ registry: ProviderRegistry, keys: [String: ProviderCredential] = [:],
        runner: any ProbeRunner, clock: SleepingClock = SleepingClock(),
        record: @escaping @Sendable (Outcome) -> Void = { _ in }
    ) -> ProbeSchedule {
        ProbeSchedule(
            registry: registry, keys: keys, runner: runner, seed: 1, now: { clock.now },
            sleep: { try await clock.sleep($0) }, record: record)
    }

    @Test func recordsEveryOutcomeUntilItIsCancelled() async throws {
        let runner = CountingRunner(limit: 100)
        let recorded = try Mailbox<Outcome>(capacity: 1000)
        let clock = SleepingClock()
        let schedule = schedule(
            try registry("alpha"), runner: runner, clock: clock,
            record: { _ = recorded.post($0) })
        let task = Task { await schedule.run() }
        await runner.reachedLimit()
        task.cancel()
        await task.value
        #expect(recorded.drain().count == 99)
        // 99 waits: the spread, two early ones of about 8 s, then about 60 s each.
        let hours = clock.now - MonotonicTime(nanoseconds: 0)
        #expect(hours > .seconds(96 * 54) && hours < .seconds(99 * 66))
    }

    @Test func leavesOutProvidersWithoutTheirKeyOrWithoutAProbe() throws {
        let registry = try ProviderRegistry([
            Provider(name: "google"), Provider(name: "open", probe: Probe(url: "http://h/")),
            Provider(
                name: "keyed", probe: Probe(url: "http://h/", auth: .bearer, apiKeyVariable: "A")),
            Provider(
                name: "keyless",
                probe: Probe(url: "http://h/", auth: .bearer, apiKeyVariable: "B")),
        ])
        let keys = ["A": ProviderCredential("secret")]
        #expect(ProbeSchedule.configured(registry, keys: keys) == [true, true, true, false])
        #expect(schedule(registry, keys: keys, runner: CountingRunner(limit: 1)).count == 2)
    }

    @Test func handsEachProbeItsOwnKey() async throws {
        let registry = try ProviderRegistry([
            Provider(
                name: "keyed", probe: Probe(url: "http://h/", auth: .bearer, apiKeyVariable: "A"))
        ])
        let runner = CountingRunner(limit: 1)
        let schedule = schedule(registry, keys: ["A": ProviderCredential("secret")], runner: runner)
        let task = Task { await schedule.run() }
        await runner.reachedLimit()
        task.cancel()
        await task.value
        #expect(runner.orders.first?.credential?.secret == "secret")
        #expect(runner.orders.first?.name == "keyed")
        #expect(runner.orders.first?.provider == ProviderID(index: 0))
    }

    @Test func neverHasTwoProbesOfOneProviderInFlight() async throws {
        let runner = CountingRunner(limit: 300)
        let schedule = schedule(try registry("a", "b", "c"), runner: runner)
        let task = Task { await schedule.run() }
        await runner.reachedLimit()
        task.cancel()
        await task.value
        #expect(runner.mostInFlightOfOneProvider == 1)
        #expect(Set(runner.orders.map(\.name)) == ["a", "b", "c"])
    }

    @Test func endsAtOnceWithNothingToProbe() async throws {
        await schedule(try ProviderRegistry([]), runner: CountingRunner(limit: 1)).run()
    }

    @Test func endsWhileItSleeps() async throws {
        let schedule = ProbeSchedule(
            registry: try registry("alpha"), keys: [:], runner: CountingRunner(limit: 1), seed: 1,
            now: { MonotonicTime(nanoseconds: 0) },
            sleep: { _ in try await Task.sleep(for: .seconds(3600)) }, record: { _ in })
        let task = Task { await schedule.run() }
        task.cancel()
        await task.value
    }
}

/// A clock that stands still but for sleeping, which moves it on at once.
final class SleepingClock: Sendable {
    private let time = Locked(MonotonicTime(nanoseconds: 0))

    var now: MonotonicTime { time.withLock { $0 } }

    func sleep(_ duration: Duration) async throws {
        try Task.checkCancellation()
        time.withLock { $0 = $0 + duration }
        await Task.yield()
    }
}

/// A runner that answers at once; its last probe waits until it is cancelled and has no outcome.
final class CountingRunner: ProbeRunner {
    private struct State {
        var orders: [ProbeOrder] = []
        var inFlight: [String: Int] = [:]
        var most = 0
    }

    private let state = Locked(State())
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    var orders: [ProbeOrder] { state.withLock { $0.orders } }
    var mostInFlightOfOneProvider: Int { state.withLock { $0.most } }

    func reachedLimit() async {
        while orders.count < limit { await Task.yield() }
    }

    func run(_ order: ProbeOrder) async -> Outcome? {
        let number = state.withLock { state in
            state.orders.append(order)
            state.inFlight[order.name, default: 0] += 1
            state.most = max(state.most, state.inFlight[order.name] ?? 0)
            return state.orders.count
        }
        defer { state.withLock { $0.inFlight[order.name, default: 0] -= 1 } }
        await Task.yield()
        guard number < limit else {
            // Why: it ends by being cancelled, as a real probe at shutdown does.
            try? await Task.sleep(for: .seconds(3600))
            return nil
        }
        return outcome(provider: order.provider.index)
    }
}
