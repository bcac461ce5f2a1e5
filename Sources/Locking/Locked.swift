// A value behind a pthread mutex: the one lock of the house.
// Why: ThreadSanitizer of Swift 6.3.1 reports false races in Synchronization.Mutex, which it cannot
// see into; it knows pthread_mutex. Hold it for a few instructions, never across a system call.
import Glibc

/// A value that only one thread at a time can reach.
@safe
package struct Locked<Value: ~Copyable>: ~Copyable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    /// Takes the value in; from here on it is reached through `withLock` alone.
    package init(_ initial: consuming sending Value) {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        let status = unsafe pthread_mutex_init(mutex, nil)
        precondition(status == 0, "pthread_mutex_init cannot fail with default attributes")
        unsafe value = .allocate(capacity: 1)
        unsafe value.initialize(to: initial)
    }

    deinit {
        unsafe value.deinitialize(count: 1)
        unsafe value.deallocate()
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deinitialize(count: 1)
        unsafe mutex.deallocate()
    }

    /// Runs the body with exclusive access; not reentrant, callable from any thread.
    package borrowing func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try unsafe body(&value.pointee)
    }
}

// Safety: the value moves in when the lock is made and is touched only under the mutex.
extension Locked: @unchecked Sendable where Value: ~Copyable {}
