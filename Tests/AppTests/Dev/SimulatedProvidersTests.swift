// The simulated providers, asked over HTTP as the probes ask them.
import Curl
import HTTPCore
import Health
import Reactor
import Testing
import Wire

@testable import App

struct SimulatedProvidersTests {
    @Test func theirStoryIsTheSameEveryTime() {
        #expect(
            (1...3).allSatisfy {
                SimulatedProvider.steady.behaviour(ofRequest: $0)
                    == SimulatedProvider.Behaviour(delay: .zero, status: .ok)
            })
        #expect(SimulatedProvider.slow.behaviour(ofRequest: 1).delay == .milliseconds(800))
        let story = (1...10).map { SimulatedProvider.failing.behaviour(ofRequest: $0) }
        #expect(story.map(\.status.code) == [500, 500, 503, 500, 200, 500, 500, 503, 500, 200])
        #expect(
            story.map { $0.delay > SimulatedProvider.probeTimeout }
                == [false, false, false, false, true, false, false, false, false, true])
    }

    @Test func eachAnswersAsItsNameSays() async throws {
        let transfers = try TransferThread(library: try CurlLibrary())
        let providers = try SimulatedProviders(clocks: .system)
        defer {
            providers.stop()
            transfers.shutdown()
        }
        let urls = providers.addresses.map { "http://127.0.0.1:\($0.port)/v1/models" }
        let steady = try await transfers.send(OutgoingRequest(url: urls[0])).get()
        #expect(steady.status == 200)
        #expect(steady.header("content-type") == "application/json")
        #expect(try JSONParser().parse(steady.body)["data"]?.elements == [])

        let slow = try await transfers.send(OutgoingRequest(url: urls[1])).get()
        #expect(slow.status == 200)
        #expect(slow.durationNanoseconds >= 800_000_000)

        var statuses: [Int] = []
        for _ in 0..<4 {
            let response = try await transfers.send(OutgoingRequest(url: urls[2])).get()
            #expect(
                try JSONParser().parse(response.body)["error"]?["type"] == .string("server_error"))
            statuses.append(response.status)
        }
        #expect(statuses == [500, 500, 503, 500])
        let late = await transfers.send(
            OutgoingRequest(url: urls[2], timeout: .milliseconds(200)))
        #expect(throws: TransferError.self) { try late.get() }
    }

    @Test func theirRegistryIsReadLikeEveryOther() throws {
        let providers = try SimulatedProviders(clocks: .system)
        defer { providers.stop() }
        let registry = try ProvidersFile.read(providers.providersFile, name: "dev").get()
        #expect(registry.providers.map(\.name) == ["steady", "slow", "failing"])
        #expect(
            registry.providers.map { $0.probe?.url }
                == providers.addresses.map { "http://127.0.0.1:\($0.port)/v1/models" })
    }

    @Test func stoppingDoesNotWaitForAnswersThatWerePutOff() async throws {
        let transfers = try TransferThread(library: try CurlLibrary())
        let providers = try SimulatedProviders(clocks: .system)
        let url = "http://127.0.0.1:\(providers.addresses[1].port)/v1/models"
        async let answer = transfers.send(OutgoingRequest(url: url))
        providers.stop()
        _ = await answer
        #expect(transfers.incompleteCount == 0)
        transfers.shutdown()
    }
}
