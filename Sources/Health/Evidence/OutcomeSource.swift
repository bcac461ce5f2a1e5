// Where evidence comes from. Pure. The raw values are stored on disk: never renumber them.

/// Who made the attempt: this service's own probe, or the gateway that reported real traffic.
package enum OutcomeSource: UInt8, CaseIterable, Sendable {
    case probe = 0
    case gateway = 1

    /// The name in JSON bodies and metric labels.
    package var name: StaticString {
        switch self {
        case .probe: "probe"
        case .gateway: "gateway"
        }
    }
}
