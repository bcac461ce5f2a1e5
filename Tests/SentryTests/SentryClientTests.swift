// The client against a peer that accepts and says nothing, one that is not there, and real bounds.
import Curl
import HTTPServer
import Locking
import Reactor
import Testing

@testable import Sentry

struct SentryClientTests {
    private final class Clock: Sendable {
        let now = Locked<UInt64>(0)
    }

    private let transfers: TransferThread
    private let clock = Clock()

    init() throws {
        transfers = try TransferThread(library: try CurlLibrary())
    }

    private func client(port: UInt16, _ limits: SentryLimits = SentryLimits()) throws
        -> SentryClient
    {
        let clock = self.clock
        return SentryClient(
            dsn: try SentryDSN("http://key@127.0.0.1:\(port)/1"),
            identity: SentryIdentity(
                environment: "staging", release: "1", serverName: "s", clientName: "us",
                clientVersion: "1"),
            transfers: transfers,
            sources: SentrySources(
                monotonicNanoseconds: { clock.now.withLock { $0 } }, wallUnixNanoseconds: { 0 },
                identifier: { (1, 2) }, scrub: { $0 }),
            limits: limits)
    }

    private let event = SentryEvent(
        level: .error, type: "t", message: "m", culprit: "c", unixNanoseconds: 0)

    @Test func aPeerThatHangsCostsEventsAndNothingElse() throws {
        // Why no server: the kernel accepts for a listener, and nobody ever reads.
        let silent = try Listener(port: 0, loopbackOnly: true)
        let client = try client(port: silent.port)
        for _ in 0..<65 { client.capture(event) }
        #expect(client.counts.waiting == 65)
        #expect(client.counts.dropped == [:])
        client.capture(event)
        #expect(client.counts.dropped == [.queueFull: 1])
        transfers.shutdown()
        #expect(client.counts.waiting == 0)
        #expect(client.counts.dropped == [.queueFull: 1, .network: 65])
    }

    @Test func aMinuteTakesSoManyAndNotOneMore() throws {
        var limits = SentryLimits()
        limits.maximumEventsPerMinute = 3
        let silent = try Listener(port: 0, loopbackOnly: true)
        let client = try client(port: silent.port, limits)
        clock.now.withLock { $0 = 100_000_000_000 }
        for _ in 0..<4 { client.capture(event) }
        #expect(client.counts.dropped == [.tooMany: 1])
        clock.now.withLock { $0 += 60_000_000_000 }
        client.capture(event)
        #expect(client.counts.dropped == [.tooMany: 1])
        #expect(client.counts.waiting == 4)
        transfers.shutdown()
    }

    @Test func stoppingWaitsForWhatIsLeftAndRefusesTheRest() throws {
        let nobody = try Listener(port: 0, loopbackOnly: true).port
        let client = try client(port: nobody)
        client.capture(event)
        let idle = try WakeUp()
        client.stop { idle.signal() }
        #expect(idle.wait(timeout: .seconds(20)))
        client.capture(event)
        #expect(client.counts.dropped == [.network: 1, .stopping: 1])
        #expect(client.counts.waiting == 0)
        let again = try WakeUp()
        client.stop { again.signal() }
        #expect(again.wait(timeout: .seconds(20)))
        transfers.shutdown()
    }
}
