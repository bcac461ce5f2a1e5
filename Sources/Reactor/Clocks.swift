// Time is injected: every room that needs it is handed a `Clocks` value.
import CLinux

/// A point on CLOCK_MONOTONIC, in nanoseconds since an arbitrary start.
@usableFromInline package struct MonotonicTime: Comparable, Hashable, Sendable {
    /// Nanoseconds since the clock's arbitrary start.
    @usableFromInline package var nanoseconds: UInt64

    /// Wraps a reading of the clock.
    @inlinable package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// The current reading of CLOCK_MONOTONIC.
    package static func now() -> MonotonicTime { .init(nanoseconds: clinux_monotonic()) }

    /// Earlier is less.
    @inlinable package static func < (left: Self, right: Self) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

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

    /// The time that many nanoseconds later; the clock's end is 584 years away.
    @inlinable package func advanced(byNanoseconds nanoseconds: UInt64) -> Self {
        Self(nanoseconds: self.nanoseconds &+ nanoseconds)
    }

    /// The time that passed from `earlier` to `later`.
    package static func - (later: Self, earlier: Self) -> Duration {
        .nanoseconds(Int64(bitPattern: later.nanoseconds &- earlier.nanoseconds))
    }
}

/// A point of civil time, in nanoseconds since 1970-01-01T00:00:00Z.
@usableFromInline package struct WallTime: Comparable, Hashable, Sendable {
    /// Nanoseconds since the Unix epoch.
    @usableFromInline package var unixNanoseconds: Int64

    /// Wraps nanoseconds since the Unix epoch.
    @inlinable package init(unixNanoseconds: Int64) { self.unixNanoseconds = unixNanoseconds }

    /// The current reading of CLOCK_REALTIME.
    package static func now() -> WallTime {
        .init(unixNanoseconds: Int64(truncatingIfNeeded: clinux_realtime()))
    }

    /// Earlier is less.
    @inlinable package static func < (left: Self, right: Self) -> Bool {
        left.unixNanoseconds < right.unixNanoseconds
    }
}

/// The two clocks that a room may be given: the system's, or a test's.
package struct Clocks: Sendable {
    private final class Injected: Sendable {
        let monotonic: @Sendable () -> MonotonicTime
        let wall: @Sendable () -> WallTime

        init(
            monotonic: @escaping @Sendable () -> MonotonicTime,
            wall: @escaping @Sendable () -> WallTime
        ) {
            self.monotonic = monotonic
            self.wall = wall
        }
    }

    // Why: the system's clocks are read on every request, and a closure would cost each reading an
    // indirect call and two reference counts.
    private let injected: Injected?

    private init() { injected = nil }

    /// Puts two readings together.
    package init(
        monotonic: @escaping @Sendable () -> MonotonicTime, wall: @escaping @Sendable () -> WallTime
    ) {
        injected = Injected(monotonic: monotonic, wall: wall)
    }

    /// The kernel's clocks.
    package static var system: Clocks { Clocks() }

    /// Reads the clock for durations and deadlines.
    package func monotonic() -> MonotonicTime {
        guard let injected else { return .now() }
        return injected.monotonic()
    }

    /// Reads the clock for timestamps.
    package func wall() -> WallTime {
        guard let injected else { return .now() }
        return injected.wall()
    }
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
