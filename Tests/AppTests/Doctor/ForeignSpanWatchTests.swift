// The hourly search against a real pocket Tempo, and against nobody.
import Curl
import HTTPServer
import Locking
import PocketTempo
import Reactor
import Testing

@testable import App

struct ForeignSpanWatchTests {
    private final class Sleeps: Sendable {
        private let taken = Locked<[Duration]>([])
        let most: Int

        init(most: Int) { self.most = most }

        var all: [Duration] { taken.withLock { $0 } }

        func sleep(_ duration: Duration) throws {
            let count = taken.withLock { taken in
                taken.append(duration)
                return taken.count
            }
            if count >= most { throw CancellationError() }
        }
    }

    private let transfers: TransferThread

    init() throws {
        transfers = try TransferThread(library: try CurlLibrary())
    }

    /// What the watch knows and how long it slept, after some searches.
    private func watched(
        _ variables: [String: String], searches: Int, lookingLaterBy late: Duration = .zero
    ) async throws -> (spans: Int?, sleeps: [Duration])? {
        var process = ["TEMPO_OTLP_HTTP_ENDPOINT": "http://tempo:4318"]
        process.merge(variables) { $1 }
        let configuration = try StartupConfiguration.load(.process(process)).get()
        let sleeps = Sleeps(most: searches)
        let capture = try LogCapture()
        defer { _ = capture.finish() }
        let noon = MonotonicTime(nanoseconds: 43_200_000_000_000)
        let time = Locked(noon)
        let clocks = Clocks(
            monotonic: { time.withLock { $0 } }, wall: { WallTime.now() })
        let watch = ForeignSpanWatch(
            configuration, transfers: transfers, log: capture.system.log, clocks: clocks,
            sleep: { try sleeps.sleep($0) })
        guard let watch else { return nil }
        await watch.run()
        time.withLock { $0 = noon + late }
        return (watch.foreignSpans, sleeps.all)
    }

    @Test func nobodyIsAskedLessAndLessOften() async throws {
        let nobody = try Listener(port: 0, loopbackOnly: true).port
        let result = try await watched(
            ["TEMPO_QUERY_URL": "http://127.0.0.1:\(nobody)"], searches: 8)
        #expect(result?.spans == nil)
        #expect(
            result?.sleeps.map(\.components.seconds)
                == [60, 120, 240, 480, 960, 1_920, 3_600, 3_600])
    }

    @Test func anAnswerIsKnownAndTheNextIsAskedForInAnHour() async throws {
        let pocket = try PocketServer(
            TracePocket(), receivingOn: Listener(port: 0, loopbackOnly: true),
            queriesOn: Listener(port: 0, loopbackOnly: true))
        defer { pocket.stop(within: .seconds(1)) }
        let result = try await watched(
            ["TEMPO_QUERY_URL": "http://127.0.0.1:\(pocket.queryPort)"], searches: 2)
        #expect(result?.spans == 0)
        #expect(result?.sleeps == [.seconds(3_600), .seconds(3_600)])
    }

    @Test func anAnswerCountsForTwoHours() async throws {
        let pocket = try PocketServer(
            TracePocket(), receivingOn: Listener(port: 0, loopbackOnly: true),
            queriesOn: Listener(port: 0, loopbackOnly: true))
        defer { pocket.stop(within: .seconds(1)) }
        let query = ["TEMPO_QUERY_URL": "http://127.0.0.1:\(pocket.queryPort)"]
        let still = try await watched(query, searches: 1, lookingLaterBy: .seconds(7_200))
        #expect(still?.spans == 0)
        let over = try await watched(query, searches: 1, lookingLaterBy: .seconds(7_201))
        #expect(over != nil)
        #expect(over?.spans == nil)
    }

    @Test(arguments: [
        ["TEMPO_ENABLED": "false"],
        ["ENVIRONMENT_GUARD": "block", "SENTRY_ENVIRONMENT": "staging"],
        ["TEMPO_OTLP_HTTP_ENDPOINT": "https://otlp-gateway-eu.grafana.net/otlp"],
    ])
    func nothingIsSearchedWhereNothingIsSentOrNobodyIsKnown(
        variables: [String: String]
    ) async throws {
        let result = try await watched(variables, searches: 1)
        #expect(result == nil)
    }
}
