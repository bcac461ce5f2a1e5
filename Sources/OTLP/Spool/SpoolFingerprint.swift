// For whom spooled spans are, so that staging's are never sent to production's receiver.
// Any thread; a value.

/// Stands for an environment and an endpoint in the head of every file; says nothing about either.
package struct SpoolFingerprint: Hashable, Sendable {
    /// The 64 bits that are written.
    let bits: UInt64

    /// `endpoint` is the URL without user-info and query: nothing of a credential goes into it.
    package init(environment: String, endpoint: String) {
        // Why: FNV-1a is the same in every build and on every machine, which Hasher is not; a zero
        // byte stands between the two texts, so that neither can grow into the other.
        var bits: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in Array(environment.utf8) + [0] + Array(endpoint.utf8) {
            bits = (bits ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        self.bits = bits
    }

    init(bits: UInt64) { self.bits = bits }
}
