// How long each wait of a connection may last, worked out once: the deadline of a wait is then one
// addition. Immutable.
import Reactor

/// Nanoseconds per phase; `UInt64.max` for a wait without an end.
struct PhaseTimeouts {
    private var nanoseconds = InlineArray<8, UInt64>(repeating: .max)

    init(_ limits: ServerLimits) {
        for phase in Phase.allCases {
            let timeout: Duration? =
                switch phase {
                case .opened, .head: limits.headerTimeout
                case .idle: limits.idleTimeout
                case .body:
                    min(ServerLimits.bodyJudgement, limits.bodyGrace, limits.bodyTimeout)
                case .writing: limits.writeTimeout
                case .lingering: ServerLimits.lingerTimeout
                case .deferred: nil
                }
            guard let timeout else { continue }
            nanoseconds[phase.rawValue] = UInt64(max(timeout.wholeNanoseconds, 0))
        }
    }

    subscript(phase: Phase) -> UInt64 { nanoseconds[phase.rawValue] }
}
