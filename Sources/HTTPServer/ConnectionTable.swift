// The connections of one loop: a slab with a free list, and one first-in-first-out list of
// deadlines per phase. All waits of a phase last equally long, so each list is sorted by itself:
// no heap.
import Reactor

/// Owns the slots; confined to its loop's thread.
@safe
final class ConnectionTable {
    private let slots: UnsafeMutablePointer<Connection>
    private var free: [Int32] = []
    private var used = 0
    private var heads = [Int32](repeating: -1, count: Phase.allCases.count)
    private var tails = [Int32](repeating: -1, count: Phase.allCases.count)
    private(set) var count = 0
    let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        unsafe slots = .allocate(capacity: capacity)
    }

    deinit {
        unsafe slots.deinitialize(count: used)
        unsafe slots.deallocate()
    }

    subscript(slot: Int) -> Connection {
        _read { yield unsafe slots[slot] }
        _modify { yield unsafe &slots[slot] }
    }

    /// Whether a ticket still names the tenant of its slot.
    func holds(_ ticket: Ticket) -> Bool {
        let slot = Int(ticket.slot)
        guard slot < used else { return false }
        return unsafe slots[slot].isOpen && slots[slot].generation == ticket.generation
    }

    func ticket(of slot: Int) -> Ticket {
        Ticket(slot: UInt32(slot), generation: self[slot].generation)
    }

    /// Takes a slot for a new connection; nil when all are taken.
    func open(descriptor: Int32) -> Int? {
        let slot: Int
        if let reused = free.popLast() {
            slot = Int(reused)
        } else {
            guard used < capacity else { return nil }
            slot = used
            unsafe (slots + slot).initialize(to: Connection())
            used += 1
        }
        self[slot].descriptor = descriptor
        count += 1
        return slot
    }

    /// Gives a slot back; its generation rises, so that late events are recognised.
    func release(_ slot: Int) {
        unlink(slot)
        let generation = self[slot].generation &+ 1
        self[slot] = Connection()
        self[slot].generation = generation
        free.append(Int32(slot))
        count -= 1
    }

    /// Enters a phase: the connection goes to the end of that phase's list.
    func enter(_ phase: Phase, _ slot: Int, at time: MonotonicTime, for timeout: Duration?) {
        unlink(slot)
        self[slot].phase = phase
        self[slot].phaseBegan = time
        extend(slot, at: time, for: timeout)
    }

    /// Gives the current phase a new deadline.
    func extend(_ slot: Int, at time: MonotonicTime, for timeout: Duration?) {
        unlink(slot)
        guard let timeout else {
            self[slot].deadline = MonotonicTime(nanoseconds: .max)
            return
        }
        self[slot].deadline = time + timeout
        let list = self[slot].phase.rawValue
        self[slot].previous = tails[list]
        if tails[list] >= 0 {
            self[Int(tails[list])].next = Int32(slot)
        } else {
            heads[list] = Int32(slot)
        }
        tails[list] = Int32(slot)
    }

    private func unlink(_ slot: Int) {
        let list = self[slot].phase.rawValue
        let (previous, next) = (self[slot].previous, self[slot].next)
        guard previous >= 0 || next >= 0 || heads[list] == Int32(slot) else { return }
        if previous >= 0 { self[Int(previous)].next = next } else { heads[list] = next }
        if next >= 0 { self[Int(next)].previous = previous } else { tails[list] = previous }
        self[slot].previous = -1
        self[slot].next = -1
    }

    /// The first connection of a phase, which has waited longest.
    func oldest(in phase: Phase) -> Int? {
        let head = heads[phase.rawValue]
        return head < 0 ? nil : Int(head)
    }

    /// The next connection of the same phase; nil after the last.
    func following(_ slot: Int) -> Int? {
        let next = self[slot].next
        return next < 0 ? nil : Int(next)
    }

    /// When the next wait of any phase ends.
    var nextDeadline: MonotonicTime? {
        var earliest: MonotonicTime?
        for head in heads where head >= 0 {
            let deadline = self[Int(head)].deadline
            earliest = min(earliest ?? deadline, deadline)
        }
        return earliest
    }

    /// The slots in use now; allocates, for shutdown only.
    var openSlots: [Int] { (0..<used).filter { self[$0].isOpen } }
}
