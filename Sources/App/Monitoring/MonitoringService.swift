// Monitoring as one thing to start and to stop: store, monitor and probes in the one right order.
// Any thread may call it; only `stop` waits.
package import Health
import Locking
package import Reactor

/// The probes, the monitor that judges them, and the store that remembers.
package final class MonitoringService: Sendable {
    /// Takes outcomes and publishes boards.
    package let monitor: HealthMonitor
    /// Keeps evidence; its `report` is what `/health` and `/metrics` show.
    package let store: any HealthStore
    private let schedule: ProbeSchedule
    private let monotonic: @Sendable () -> MonotonicTime
    private let probing = Locked<Task<Void, Never>?>(nil)
    private let probesEnded: WakeUp

    /// Starts the monitor and waits for its first board; probes begin with `startProbing`.
    /// `keys` holds the provider keys that are set, by variable; `seed` jitters the schedule.
    package init(
        registry: ProviderRegistry, keys: [String: ProviderCredential], store: any HealthStore,
        runner: any ProbeRunner, seed: UInt64, clocks: Clocks,
        events: HealthMonitorEvents = HealthMonitorEvents()
    ) throws(SystemError) {
        self.store = store
        monotonic = clocks.monotonic
        probesEnded = try WakeUp()
        let monitor = try HealthMonitor(
            registry: registry, isConfigured: ProbeSchedule.configured(registry, keys: keys),
            store: store, clocks: clocks, events: events)
        self.monitor = monitor
        schedule = ProbeSchedule(
            registry: registry, keys: keys, runner: runner, seed: seed, now: clocks.monotonic,
            record: { monitor.record($0) })
    }

    /// Begins to probe; to be called once.
    package func startProbing() {
        let task = Task { [schedule, probesEnded] in
            await schedule.run()
            probesEnded.signal()
        }
        probing.withLock { $0 = task }
    }

    /// Cancels the probes, folds and saves what is known, and closes the store, all of it within
    /// the time allowed. The transfer thread must still run; outcomes recorded later are dropped.
    package func stop(within limit: Duration) {
        let deadline = monotonic() + limit
        let task = probing.withLock { task in
            defer { task = nil }
            return task
        }
        if let task {
            task.cancel()
            _ = probesEnded.wait(timeout: remaining(deadline))
        }
        monitor.stop(within: remaining(deadline))
        store.close(within: remaining(deadline))
    }

    private func remaining(_ deadline: MonotonicTime) -> Duration {
        max(.zero, deadline - monotonic())
    }
}
