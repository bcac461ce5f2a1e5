// Small makers that keep the tests readable.

import Health

/// A fixed, repeatable source of randomness.
struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// An outcome of the first provider.
func outcome(
    _ result: OutcomeClass = .ok, at unixMilliseconds: Int64 = noon,
    latencyMilliseconds: Int64 = 20,
    provider: Int = 0, message: String = "", trace: TraceReference? = nil
) -> Outcome {
    Outcome(
        provider: ProviderID(index: provider), result: result, source: .probe,
        unixMilliseconds: unixMilliseconds, latencyMicroseconds: latencyMilliseconds * 1000,
        message: message, trace: trace)
}

func window(of outcomes: [Outcome], now: Int64 = noon) -> SlidingWindow {
    var window = SlidingWindow()
    for outcome in outcomes { _ = window.record(outcome, nowUnixMilliseconds: now) }
    return window
}

/// A time in milliseconds since 1970 on the edge of a minute.
let noon: Int64 = 1_795_219_200_000
let minute: Int64 = 60_000
