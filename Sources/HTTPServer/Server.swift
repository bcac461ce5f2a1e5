// The server: a listener, its loops, and the doors through which other threads reach them.
package import Reactor
import Synchronization

/// A running HTTP/1.1 server.
package final class Server: Sendable {
    private let state: SharedServerState
    private let threads: [ThreadHandle]

    /// Starts `loops` threads on a bound listener and returns once all of them serve; throws where
    /// one cannot. `makeApplication` runs once on each of them and gives the application that
    /// belongs to that loop.
    package init(
        listener: Listener, loops: Int, limits: ServerLimits, clocks: Clocks = .system,
        calls: SystemCalls = .kernel,
        makeApplication: @escaping @Sendable (Int) -> any LoopApplication
    ) throws(SystemError) {
        precondition(loops > 0, "a server has at least one loop")
        let state = try SharedServerState(
            listener: listener, loops: loops, limits: limits, clocks: clocks, calls: calls)
        self.state = state
        var threads: [ThreadHandle] = []
        do throws(SystemError) {
            // Why loop 0 last, and each awaited: it gives what it accepts to the others, and where
            // one of them had found no descriptor left, nobody would ever answer.
            for index in (0..<loops).reversed() {
                threads.append(
                    try ThreadHandle.start(name: "http-\(index)") {
                        Self.runLoop(state, index, makeApplication)
                    })
                try state.waitForLoop()
            }
        } catch {
            for mailbox in state.mailboxes { _ = mailbox.post(.stop) }
            for thread in threads { thread.join() }
            throw error
        }
        self.threads = threads
    }

    private static func runLoop(
        _ state: SharedServerState, _ index: Int,
        _ makeApplication: @Sendable (Int) -> any LoopApplication
    ) {
        do throws(SystemError) {
            let loop = try EventLoop(
                shared: state, index: index, application: makeApplication(index))
            state.loopBegan()
            loop.run()
        } catch {
            state.loopBegan(failure: error)
        }
        state.loopEnded()
    }

    /// The gauges of each loop.
    package var statistics: [LoopStatistics] { state.statistics }

    /// Gives something to every loop's application, on its own thread; false where a loop's mailbox
    /// was full or closed.
    @discardableResult
    package func deliver(_ message: any Sendable) -> Bool {
        state.mailboxes.reduce(true) { $1.post(.deliver(message)) && $0 }
    }

    /// Gives something to one loop's application.
    @discardableResult
    package func deliver(_ message: any Sendable, to loop: Int) -> Bool {
        state.mailboxes[loop].post(.deliver(message))
    }

    /// Stops accepting, closes what has no complete request, finishes what is in flight, and stops
    /// hard at the deadline; a loop whose handler blocks is left behind soon after. Returns the
    /// connections that had to be cut off; blocks until the loops have ended or were left behind.
    package func drain(within timeout: Duration) -> Int {
        for mailbox in state.mailboxes { _ = mailbox.post(.drain) }
        if !state.waitForLoops(timeout: timeout) {
            for mailbox in state.mailboxes { _ = mailbox.post(.stop) }
            // Why: a handler that never returns must not keep the process from ending.
            guard state.waitForLoops(timeout: ServerLimits.stopGrace) else {
                return state.abandonedConnections + state.openConnections
            }
        }
        for thread in threads { thread.join() }
        return state.abandonedConnections
    }
}
