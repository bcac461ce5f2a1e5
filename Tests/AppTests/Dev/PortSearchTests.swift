// A taken port makes a newcomer's server move up, and give up after its bound.
import Glibc
import HTTPServer
import Reactor
import Testing

@testable import App

struct PortSearchTests {
    @Test func aFreePortIsTaken() throws {
        let free = try Listener(port: 0, loopbackOnly: true).port
        #expect(try PortSearch.listen(from: free, loopbackOnly: true).port == free)
    }

    @Test func aTakenPortMovesUpAndTheSearchIsBoundedExactly() throws {
        var taken = try Self.consecutiveListeners(PortSearch.maximumAttempts)
        let first = taken[0].port
        #expect(throws: SystemError(call: "bind", code: EADDRINUSE)) {
            try PortSearch.listen(from: first, loopbackOnly: true)
        }
        taken.removeLast()
        let found = try PortSearch.listen(from: first, loopbackOnly: true)
        #expect(Int(found.port) == Int(first) + PortSearch.maximumAttempts - 1)
    }

    @Test func aPortThatMayNotBeHadIsRefusedAtOnce() throws {
        let taken = try? Listener(port: 65_535, loopbackOnly: true)
        #expect(throws: SystemError(call: "bind", code: EADDRINUSE)) {
            try PortSearch.listen(from: 65_535, loopbackOnly: true)
        }
        _ = taken
    }

    /// Listeners on ports in a row, wherever the machine has so many free.
    private static func consecutiveListeners(_ count: Int) throws -> [Listener] {
        for base in stride(from: 20_000, to: 60_000, by: 101) {
            let listeners = (0..<count).compactMap {
                // Why: a port of the row that is taken makes the row short, and the next is tried.
                try? Listener(port: UInt16(base + $0), loopbackOnly: true)
            }
            if listeners.count == count { return listeners }
        }
        throw SystemError(call: "bind", code: EADDRINUSE)
    }
}
