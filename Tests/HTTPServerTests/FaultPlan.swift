// A kernel that fails as it is told: stands between a server and its system calls, by script or by
// dice, and keeps account of every descriptor.
import Glibc
import Locking
import Reactor
import Synchronization

/// What the calls of one server under test come to.
final class FaultPlan: Sendable {
    enum Call: Int, CaseIterable {
        case wait, control, accept, peer, receive, send, shutdownWrite, resetOnClose, close
        case openSpare, bind
    }

    enum Outcome {
        /// The call fails with this errno; `close` closes all the same, as Linux does.
        case error(Int32)
        /// A read or a write of at most so many bytes.
        case atMost(Int)
        case real
    }

    struct State {
        var scripts: [Call: [Outcome]] = [:]
        var always: [Call: Outcome] = [:]
        var counts: [Call: Int] = [:]
        var open: Set<Int32> = []
        var accepted: [Int32] = []
        /// Bytes that the server has read.
        var received = 0
        /// Descriptors that were closed without being open: somebody else's by now.
        var strayCloses = 0
        /// Of a thousand calls, how many fail; and the state of the dice.
        var permille: UInt64 = 0
        var dice: UInt64 = 0
        /// SO_SNDBUF of every accepted connection.
        var sendBuffer: Int32?
        /// SO_RCVBUF of the listener, from which its connections have it.
        var receiveBuffer: Int32?
    }

    private static let plans = Locked<[UInt: FaultPlan]>([:])
    private static let identifiers = Atomic<UInt>(1)

    private let identifier = identifiers.wrappingAdd(1, ordering: .relaxed).newValue
    private let state = Locked(State())

    init() { Self.plans.withLock { $0[identifier] = self } }

    /// Why not in a deinit: the registry keeps it alive until the test says that it is over.
    func end() { Self.plans.withLock { _ = $0.removeValue(forKey: identifier) } }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
    func script(_ call: Call, _ outcomes: Outcome...) { change { $0.scripts[call] = outcomes } }
    func count(_ call: Call) -> Int { state.withLock { $0.counts[call] ?? 0 } }
    var open: Set<Int32> { state.withLock { $0.open } }
    var accepted: [Int32] { state.withLock { $0.accepted } }
    /// Bytes that the last accepted connection has received and the server has not read.
    var unreadBytes: Int {
        guard let descriptor = accepted.last else { return 0 }
        var room = [UInt8](repeating: 0, count: 262_144)
        let flags = Int32(MSG_PEEK | MSG_DONTWAIT)
        return unsafe recv(descriptor, &room, room.count, flags)
    }
    var received: Int { state.withLock { $0.received } }
    var strayCloses: Int { state.withLock { $0.strayCloses } }

    /// Whether every outcome of a script was used.
    func isUsedUp(_ call: Call) -> Bool { state.withLock { $0.scripts[call]?.isEmpty ?? true } }

    private static func outcome(_ context: UInt, _ call: Call) -> Outcome {
        guard let plan = plans.withLock({ $0[context] }) else { return .real }
        return plan.state.withLock { state in
            state.counts[call, default: 0] += 1
            if let next = state.scripts[call]?.first {
                state.scripts[call]?.removeFirst()
                return next
            }
            if let always = state.always[call] { return always }
            guard state.permille > 0 else { return .real }
            return Dice.roll(call, &state)
        }
    }

    private static func note(_ context: UInt, _ body: (inout State) -> Void) {
        plans.withLock { $0[context] }?.change(body)
    }

    private static func run(_ context: UInt, _ call: Call, _ real: () -> Int32) -> Int32 {
        if case .error(let code) = outcome(context, call) { return -code }
        return real()
    }

    private static func move(
        _ context: UInt, _ call: Call, _ count: Int, _ real: (Int) -> Int
    ) -> Int {
        switch outcome(context, call) {
        case .error(let code): -Int(code)
        case .atMost(let most): real(min(most, count))
        case .real: real(count)
        }
    }

    private static func opened(_ context: UInt, _ call: Call, _ real: () -> Int32) -> Int32 {
        let descriptor = run(context, call, real)
        guard descriptor >= 0 else { return descriptor }
        note(context) { state in
            state.open.insert(descriptor)
            guard call == .accept else { return }
            state.accepted.append(descriptor)
            if var size = state.sendBuffer {
                unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, 4)
            }
        }
        return descriptor
    }

    private static func closed(_ context: UInt, _ descriptor: Int32) -> Int32 {
        // Why before the call: the number may be somebody else's right after it.
        note(context) { state in
            if state.open.remove(descriptor) == nil { state.strayCloses += 1 }
        }
        let result = SystemCalls.kernel.close(0, descriptor)
        if case .error(let code) = outcome(context, .close) { return -code }
        return result
    }

    /// The table to hand to a server.
    var calls: SystemCalls {
        var calls = SystemCalls.kernel
        calls.context = identifier
        unsafe calls.wait = { context, poller, events, capacity, timeout in
            FaultPlan.run(context, .wait) {
                unsafe SystemCalls.kernel.wait(0, poller, events, capacity, timeout)
            }
        }
        calls.control = { context, poller, operation, descriptor, events, data in
            // EPOLL_CTL_DEL needs nothing that could be missing.
            guard operation != 2 else {
                return SystemCalls.kernel.control(0, poller, operation, descriptor, events, data)
            }
            return FaultPlan.run(context, .control) {
                SystemCalls.kernel.control(0, poller, operation, descriptor, events, data)
            }
        }
        calls.accept = { context, listener in
            FaultPlan.opened(context, .accept) { SystemCalls.kernel.accept(0, listener) }
        }
        unsafe calls.peer = { context, descriptor, text, capacity in
            FaultPlan.run(context, .peer) {
                unsafe SystemCalls.kernel.peer(0, descriptor, text, capacity)
            }
        }
        unsafe calls.receive = { context, descriptor, bytes, count in
            let received = FaultPlan.move(context, .receive, count) {
                unsafe SystemCalls.kernel.receive(0, descriptor, bytes, $0)
            }
            FaultPlan.note(context) { $0.received += max(received, 0) }
            return received
        }
        unsafe calls.send = { context, descriptor, bytes, count in
            FaultPlan.move(context, .send, count) {
                unsafe SystemCalls.kernel.send(0, descriptor, bytes, $0)
            }
        }
        replaceTheRest(&calls)
        return calls
    }

    private func replaceTheRest(_ calls: inout SystemCalls) {
        calls.shutdownWrite = { context, descriptor in
            FaultPlan.run(context, .shutdownWrite) {
                SystemCalls.kernel.shutdownWrite(0, descriptor)
            }
        }
        calls.resetOnClose = { context, descriptor in
            FaultPlan.run(context, .resetOnClose) {
                SystemCalls.kernel.resetOnClose(0, descriptor)
            }
        }
        calls.close = { context, descriptor in FaultPlan.closed(context, descriptor) }
        calls.openSpare = { context in
            FaultPlan.opened(context, .openSpare) { SystemCalls.kernel.openSpare(0) }
        }
        calls.bind = { context, isDualStack, port, isLoopbackOnly in
            let descriptor = FaultPlan.run(context, .bind) {
                SystemCalls.kernel.bind(0, isDualStack, port, isLoopbackOnly)
            }
            FaultPlan.note(context) { state in
                guard descriptor >= 0, var size = state.receiveBuffer else { return }
                unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
            }
            return descriptor
        }
    }
}

/// Failures as a kernel might deal them.
private enum Dice {
    static let failures: [FaultPlan.Call: [FaultPlan.Outcome]] = [
        .wait: [.error(EINTR)],
        .control: [.error(ENOMEM), .error(ENOSPC)],
        .accept: [
            .error(EINTR), .error(ECONNABORTED), .error(EPROTO), .error(EMFILE), .error(ENOBUFS),
        ],
        .peer: [.error(ENOTCONN)],
        .receive: [
            .error(EINTR), .error(EAGAIN), .error(ECONNRESET), .atMost(1), .atMost(7), .atMost(40),
        ],
        .send: [
            .error(EINTR), .error(EAGAIN), .error(EPIPE), .error(ENOBUFS), .atMost(1), .atMost(99),
        ],
        .shutdownWrite: [.error(ENOTCONN)],
        .resetOnClose: [.error(EINVAL)],
        .close: [.error(EINTR), .error(EIO)],
        .openSpare: [.error(EMFILE)],
    ]

    static func roll(_ call: FaultPlan.Call, _ state: inout FaultPlan.State) -> FaultPlan.Outcome {
        guard next(&state.dice) % 1000 < state.permille, let choices = failures[call] else {
            return .real
        }
        return choices[Int(next(&state.dice) % UInt64(choices.count))]
    }

    private static func next(_ state: inout UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
