// The mutex itself, at an address that never moves, with room behind it for what it guards.
import Glibc

/// A pthread mutex and raw memory for one value; the one owner is a `Locked`.
// Why one block: a lock is made for each span, and an allocation costs as much as ten lockings.
@safe
@usableFromInline struct LockedMutex: ~Copyable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    /// Where the value goes; the owner initializes and deinitializes it.
    @usableFromInline let room: UnsafeMutableRawPointer

    @usableFromInline init(roomFor bytes: Int, alignment: Int) {
        let offset =
            unsafe (MemoryLayout<pthread_mutex_t>.size + alignment - 1) / alignment * alignment
        let block = unsafe UnsafeMutableRawPointer.allocate(
            byteCount: offset + bytes,
            alignment: max(alignment, MemoryLayout<pthread_mutex_t>.alignment))
        unsafe mutex = block.bindMemory(to: pthread_mutex_t.self, capacity: 1)
        unsafe room = block + offset
        unsafe mutex.initialize(to: pthread_mutex_t())
        let status = unsafe pthread_mutex_init(mutex, nil)
        precondition(status == 0, "pthread_mutex_init cannot fail with default attributes")
    }

    @usableFromInline deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe UnsafeMutableRawPointer(mutex).deallocate()
    }

    @usableFromInline borrowing func lock() { unsafe pthread_mutex_lock(mutex) }

    @usableFromInline borrowing func unlock() { unsafe pthread_mutex_unlock(mutex) }
}
