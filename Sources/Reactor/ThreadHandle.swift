// Plain pthreads: each long-lived part of the program that owns data runs on one.
import CLinux
import Glibc
import Locking

/// A running thread that can be waited for.
package final class ThreadHandle: Sendable {
    private final class Start {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private let identifier: Locked<pthread_t?>

    private init(_ identifier: pthread_t) { self.identifier = Locked(identifier) }

    // Why: a thread that nobody will join keeps its stack until it is let go.
    deinit {
        identifier.withLock { identifier in
            if let identifier { pthread_detach(identifier) }
        }
    }

    /// Starts a thread; its name is cut at the kernel's 15 characters.
    package static func start(
        name: String, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) -> ThreadHandle {
        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
        var identifier = pthread_t()
        let status = unsafe pthread_create(
            &identifier, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                unsafe String(start.name.prefix(15)).withCString { unsafe clinux_name_thread($0) }
                start.body()
                return nil
            }, start.toOpaque())
        guard status == 0 else {
            unsafe start.release()
            throw SystemError(call: "pthread_create", code: status)
        }
        return ThreadHandle(identifier)
    }

    /// Waits until the thread's body has returned; later calls return at once.
    package func join() {
        let taken = identifier.withLock { identifier -> pthread_t? in
            defer { identifier = nil }
            return identifier
        }
        guard let taken else { return }
        pthread_join(taken, nil)
    }
}
