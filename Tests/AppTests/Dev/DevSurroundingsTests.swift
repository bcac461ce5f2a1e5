// All that surrounds the server in `dev`, twice on one machine.
import Curl
import Health
import Locking
import Reactor
import Testing

@testable import App

struct DevSurroundingsTests {
    @Test func aSecondOneMovesUpAndBothServe() async throws {
        let transfers = try TransferThread(library: try CurlLibrary())
        let first = try DevSurroundings(clocks: .system) { _ in }
        let second = try DevSurroundings(
            receivingPort: first.receivingPort, queryPort: first.queryPort, clocks: .system
        ) { _ in }
        #expect(second.receivingPort > first.receivingPort)
        #expect(second.queryPort > first.queryPort)
        #expect(second.endpoint == "http://127.0.0.1:\(second.receivingPort)")
        for surroundings in [first, second] {
            let ready = await transfers.send(
                OutgoingRequest(url: "http://127.0.0.1:\(surroundings.queryPort)/ready"))
            #expect(try ready.get().status == 200)
            let registry = try ProvidersFile.read(surroundings.providersFile, name: "dev").get()
            #expect(registry.providers.count == 3)
        }
        first.stop()
        second.stop()
        let gone = await transfers.send(
            OutgoingRequest(url: "http://127.0.0.1:\(first.queryPort)/ready"))
        #expect(throws: TransferError.self) { try gone.get() }
        transfers.shutdown()
    }
}
