// When one provider is probed: soon and spread at the start, then at its interval, jittered.
// Pure; randomness comes in with a seed, so that a timetable can be foretold.

/// The due times of one provider's probes, as distances from the start of the schedule.
struct ProbeTimetable: Sendable {
    /// The first probes of all providers are spread over at most this time.
    static let longestSpread = Duration.seconds(5)
    /// Time added to the spread by each provider.
    static let spreadPerProvider = Duration.milliseconds(250)
    /// Longest time from one to the next of the first three probes, before jitter: with the spread
    /// and a timeout of 10 s each, the third falls within 30 s.
    static let longestEarlyInterval = Duration.seconds(8)
    /// How many probes are early.
    static let earlyProbes = 3

    private let interval: Duration
    private var generator: SplitMix64
    private var issued = 0
    private var due: Duration

    /// The timetable of the provider at `place` among `count` probed ones.
    init(place: Int, of count: Int, interval: Duration, seed: UInt64) {
        self.interval = interval
        generator = SplitMix64(state: seed)
        let spread = min(Self.longestSpread, Self.spreadPerProvider * count)
        let share = Double.random(in: 0..<1, using: &generator)
        due = spread * ((Double(place) + share) / Double(max(1, count)))
    }

    /// The next due time; never before `now`, so that a slow provider is not asked in bursts.
    mutating func next(now: Duration) -> Duration {
        if issued > 0 {
            let isEarly = issued < Self.earlyProbes
            let step = isEarly ? min(interval, Self.longestEarlyInterval) : interval
            due = max(now, due + step * Double.random(in: 0.9...1.1, using: &generator))
        }
        issued += 1
        return due
    }
}

/// The SplitMix64 generator: small, fast and repeatable; not for secrets.
struct SplitMix64: RandomNumberGenerator, Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
