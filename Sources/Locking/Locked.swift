// A value behind a pthread mutex: the one lock of the house.
// Why: ThreadSanitizer of Swift 6.3.1 reports false races in Synchronization.Mutex, which it cannot
// see into; it knows pthread_mutex. Hold it for a few instructions, never across a system call.

/// A value that only one thread at a time can reach.
// Why inlinable: what is not specialized for its value copies and destroys it by way of its type's
// description, at several times the price of the lock.
@safe
@usableFromInline package struct Locked<Value: ~Copyable>: ~Copyable {
    @usableFromInline let mutex: LockedMutex
    @usableFromInline let value: UnsafeMutablePointer<Value>

    /// Takes the value in; from here on it is reached through `withLock` alone.
    @inlinable package init(_ initial: consuming sending Value) {
        mutex = LockedMutex(
            roomFor: MemoryLayout<Value>.size, alignment: MemoryLayout<Value>.alignment)
        unsafe value = mutex.room.initializeMemory(as: Value.self, to: initial)
    }

    @inlinable deinit {
        unsafe value.deinitialize(count: 1)
    }

    /// Runs the body with exclusive access; not reentrant, callable from any thread.
    @inlinable package borrowing func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        mutex.lock()
        defer { mutex.unlock() }
        return try unsafe body(&value.pointee)
    }
}

// Safety: the value moves in when the lock is made and is touched only under the mutex.
extension Locked: @unchecked Sendable where Value: ~Copyable {}
