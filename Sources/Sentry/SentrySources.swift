// What a client is handed instead of asking the system: clocks, ids, and the scrubbing of texts.
// Any thread; a value of closures.

internal import Wire

/// Clocks, ids and scrubbing.
package struct SentrySources: Sendable {
    /// Monotonic nanoseconds, for pauses and bounds.
    package var monotonicNanoseconds: @Sendable () -> UInt64
    /// Unix nanoseconds, for `sent_at`.
    package var wallUnixNanoseconds: @Sendable () -> Int64
    /// 128 random bits.
    package var identifier: @Sendable () -> (high: UInt64, low: UInt64)
    /// Takes secrets out of a text.
    package var scrub: @Sendable (String) -> String

    /// Puts the closures together.
    package init(
        monotonicNanoseconds: @escaping @Sendable () -> UInt64,
        wallUnixNanoseconds: @escaping @Sendable () -> Int64,
        identifier: @escaping @Sendable () -> (high: UInt64, low: UInt64),
        scrub: @escaping @Sendable (String) -> String
    ) {
        self.monotonicNanoseconds = monotonicNanoseconds
        self.wallUnixNanoseconds = wallUnixNanoseconds
        self.identifier = identifier
        self.scrub = scrub
    }
}

/// An event's id: a random UUID (version 4) without hyphens.
enum SentryIdentifier {
    static func text(high: UInt64, low: UInt64) -> String {
        var bytes: [UInt8] = []
        Hex.append(high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000, to: &bytes)
        Hex.append(low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
