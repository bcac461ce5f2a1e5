// What epoll carries for us: 64 bits that say which slot an event is for and which of its tenants.

/// Names one use of a slot, so that a late event for an earlier tenant is recognised.
package struct Ticket: Hashable, Sendable {
    /// The place in the owner's table.
    package let slot: UInt32
    /// Counts the tenants of that place.
    package let generation: UInt32

    /// Names the `generation`-th tenant of `slot`.
    package init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    /// Unpacks what `bits` packed.
    package init(bits: UInt64) {
        slot = UInt32(truncatingIfNeeded: bits)
        generation = UInt32(truncatingIfNeeded: bits >> 32)
    }

    /// Both numbers in the 64 bits of an epoll event.
    package var bits: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
}
