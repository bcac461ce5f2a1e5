// The mutex itself, at an address that never moves.
import Glibc

/// A pthread mutex; the one owner is a `Locked`.
@safe
@usableFromInline struct LockedMutex: ~Copyable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    @usableFromInline init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        let status = unsafe pthread_mutex_init(mutex, nil)
        precondition(status == 0, "pthread_mutex_init cannot fail with default attributes")
    }

    @usableFromInline deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deinitialize(count: 1)
        unsafe mutex.deallocate()
    }

    @usableFromInline borrowing func lock() { unsafe pthread_mutex_lock(mutex) }

    @usableFromInline borrowing func unlock() { unsafe pthread_mutex_unlock(mutex) }
}
