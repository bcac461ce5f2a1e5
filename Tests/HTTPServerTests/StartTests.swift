// A server that has started serves with all of its loops; one that cannot says so.
import Glibc
import HTTPServer
import Locking
import Reactor
import Testing

struct StartTests {
    private func server(
        _ plan: FaultPlan, loops: Int, journal: Journal = Journal(),
        made: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws -> (server: Server, port: UInt16) {
        let listener = try Listener(port: 0, calls: plan.calls)
        let server = try Server(
            listener: listener, loops: loops, limits: ServerLimits(), calls: plan.calls
        ) { index in
            made(index)
            return NotingApplication(routes: TestRoutes.all(), journal: journal)
        }
        return (server, listener.port)
    }

    @Test func nobodyIsAcceptedBeforeEveryLoopServes() throws {
        let plan = FaultPlan()
        defer { plan.end() }
        let order = Locked<[Int]>([])
        let (server, _) = try server(plan, loops: 3) { index in order.withLock { $0.append(index) }
        }
        #expect(order.withLock { $0 } == [2, 1, 0])
        _ = server.drain(within: .seconds(20))
    }

    /// Each loop begins by watching its mailbox; that of loop 0 then watches the listener.
    @Test(arguments: [0, 1, 2, 3])
    func aLoopThatCannotStartIsAnErrorOfTheWholeServer(_ failing: Int) throws {
        let plan = FaultPlan()
        defer { plan.end() }
        let real = [FaultPlan.Outcome](repeating: .real, count: failing)
        plan.change { $0.scripts[.control] = real + [.error(EMFILE)] }
        let error = #expect(throws: SystemError.self) { try server(plan, loops: 3) }
        #expect(error == SystemError(call: "epoll_ctl add", code: EMFILE))
        #expect(plan.isUsedUp(.control))
    }
}
