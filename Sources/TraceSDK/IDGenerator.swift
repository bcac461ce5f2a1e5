// Identifiers from xoshiro256**: 256 bits of state, a few instructions an id, no system call.
// One generator per thread, seeded from the kernel. Never for secrets: the ids are public.

/// Makes trace and span ids; a value, so that a loop owns its own.
package struct IDGenerator: Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// Starts from 256 random bits; two generators with one seed yield the same ids.
    package init(seed: (UInt64, UInt64, UInt64, UInt64)) {
        // Why: all zeros is the one state that xoshiro never leaves.
        let isStuck = seed.0 | seed.1 | seed.2 | seed.3 == 0
        state = isStuck ? (0x9E37_79B9_7F4A_7C15, 0, 0, 0) : seed
    }

    /// Starts from another source; with `SystemRandomNumberGenerator` that is getrandom(2).
    package init(seededBy source: inout some RandomNumberGenerator) {
        self.init(seed: (source.next(), source.next(), source.next(), source.next()))
    }

    /// A new trace id, never all zeros, all 128 bits random: its root sets `TraceFlags.random`.
    package mutating func traceID() -> TraceID {
        while true {
            let id = TraceID(high: next(), low: next())
            if id.isValid { return id }
        }
    }

    /// A new span id, never all zeros.
    package mutating func spanID() -> SpanID {
        while true {
            let id = SpanID(bits: next())
            if id.isValid { return id }
        }
    }
}

extension IDGenerator: RandomNumberGenerator {
    /// The next 64 bits of xoshiro256** 1.0 (Blackman and Vigna).
    package mutating func next() -> UInt64 {
        let product = state.1 &* 5
        let result = (product << 7 | product >> 57) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3 << 45 | state.3 >> 19
        return result
    }
}
