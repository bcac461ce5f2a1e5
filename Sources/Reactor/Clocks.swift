// Time is injected: every room that needs it is handed a `Clocks` value.
import CLinux

/// A point on CLOCK_MONOTONIC, in nanoseconds since an arbitrary start.
package struct MonotonicTime: Comparable, Hashable, Sendable {
    /// Nanoseconds since the clock's arbitrary start.
    package var nanoseconds: UInt64

    /// Wraps a reading of the clock.
    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// The current reading of CLOCK_MONOTONIC.
    package static func now() -> MonotonicTime { .init(nanoseconds: clinux_monotonic()) }

    /// Earlier is less.
    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The time `duration` later, or earlier where it is negative; stops at the clock's ends.
    package static func + (time: Self, duration: Duration) -> Self {
        let change = duration.wholeNanoseconds
        let magnitude = change.magnitude
        if change < 0 {
            return Self(nanoseconds: time.nanoseconds - min(time.nanoseconds, magnitude))
        }
        let (sum, overflow) = time.nanoseconds.addingReportingOverflow(magnitude)
        return Self(nanoseconds: overflow ? .max : sum)
    }

    /// The time that passed from `earlier` to `later`.
    package static func - (later: Self, earlier: Self) -> Duration {
        .nanoseconds(Int64(bitPattern: later.nanoseconds &- earlier.nanoseconds))
    }
}

/// A point of civil time, in nanoseconds since 1970-01-01T00:00:00Z.
package struct WallTime: Comparable, Hashable, Sendable {
    /// Nanoseconds since the Unix epoch.
    package var unixNanoseconds: Int64

    /// Wraps nanoseconds since the Unix epoch.
    package init(unixNanoseconds: Int64) { self.unixNanoseconds = unixNanoseconds }

    /// The current reading of CLOCK_REALTIME.
    package static func now() -> WallTime {
        .init(unixNanoseconds: Int64(truncatingIfNeeded: clinux_realtime()))
    }

    /// Earlier is less.
    package static func < (left: Self, right: Self) -> Bool {
        left.unixNanoseconds < right.unixNanoseconds
    }
}

/// The two clocks that a room may be given: the system's, or a test's.
package struct Clocks: Sendable {
    /// Reads the clock for durations and deadlines.
    package var monotonic: @Sendable () -> MonotonicTime
    /// Reads the clock for timestamps.
    package var wall: @Sendable () -> WallTime

    /// Puts two readings together.
    package init(
        monotonic: @escaping @Sendable () -> MonotonicTime, wall: @escaping @Sendable () -> WallTime
    ) {
        self.monotonic = monotonic
        self.wall = wall
    }

    /// The kernel's clocks.
    package static let system = Clocks(
        monotonic: { MonotonicTime.now() }, wall: { WallTime.now() })
}

extension Duration {
    /// Nanoseconds, cut at the ends of Int64 (292 years).
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }

    /// Milliseconds rounded up and kept within what poll(2) takes; never negative.
    package var pollMilliseconds: Int32 {
        let nanoseconds = wholeNanoseconds
        guard nanoseconds > 0 else { return 0 }
        return Int32(min((nanoseconds - 1) / 1_000_000 + 1, Int64(Int32.max)))
    }
}
