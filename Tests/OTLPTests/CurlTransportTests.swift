// The exporter over real libcurl against real sockets.
import Curl
import Reactor
import Testing
import TraceSDK

@testable import OTLP

struct CurlTransportTests {
    private let rig: ExporterRig
    private let transfers: TransferThread

    init() throws {
        rig = try ExporterRig()
        transfers = try TransferThread(library: try CurlLibrary())
    }

    private func exporter(
        port: UInt16, attemptTimeout: Duration = .seconds(10)
    ) throws -> Exporter {
        var options = CurlTransport.Options()
        options.headers = [
            ("Authorization", "Basic c2VjcmV0"), ("X-Scope-OrgID", "one"),
            ("Content-Length", "1"), ("content-encoding", "br"),
        ]
        return try rig.exporter(
            over: transfers, to: .sample(host: "127.0.0.1", port: port), options: options
        ) { $0.attemptTimeout = attemptTimeout }
    }

    private func record(_ count: Int) { rig.record(count, valueBytes: 1_000) }

    /// A port that nobody listens on.
    private static func freePort() throws -> UInt16 {
        let receiver = try LoopbackReceiver()
        receiver.stop()
        return receiver.port
    }

    @Test func sendsWhatTheSpecificationAsksFor() throws {
        defer { transfers.shutdown() }
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        let exporter = try exporter(port: receiver.port)
        record(1_300)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        let received = receiver.received
        let counts = try received.map { try spans(ofRequest: $0.body).count }
        #expect(counts.sorted() == [276, 512, 512])
        let head = try #require(received.first?.head)
        #expect(head.hasPrefix("POST /v1/traces HTTP/1.1\r\n"))
        for field in [
            "Content-Type: application/x-protobuf", "Authorization: Basic c2VjcmV0",
            "X-Scope-OrgID: one",
            "User-Agent: gatewayz-otel/1.0 OTel-OTLP-Exporter-Swift/1.0.0",
        ] {
            #expect(head.contains("\r\n\(field)\r\n"))
        }
        #expect(!head.contains("content-encoding"))
        // An export is no part of any trace.
        #expect(!head.lowercased().contains("traceparent"))
        #expect(!head.lowercased().contains("baggage"))
        #expect(exporter.state == .ok)
        expectLaw(exporter)
        #expect(exporter.shutdown(timeout: .seconds(5)).account.exported == 1_300)
    }

    @Test func aUserAgentThatIsGivenIsTheOnlyOne() throws {
        defer { transfers.shutdown() }
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        var options = CurlTransport.Options()
        options.headers = [("user-agent", "mine")]
        let exporter = try rig.exporter(
            over: transfers, to: .sample(host: "127.0.0.1", port: receiver.port), options: options)
        record(1)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        let lines = receiver.received.first?.head.split(separator: "\r\n") ?? []
        let agents = lines.filter { $0.lowercased().hasPrefix("user-agent:") }
        #expect(agents == ["user-agent: mine"])
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func deliversOnceTheReceiverIsThere() throws {
        defer { transfers.shutdown() }
        let port = try Self.freePort()
        let exporter = try exporter(port: port)
        record(3)
        #expect(try !exporter.forceFlush(timeout: .milliseconds(500)))
        guard case .failing(let reason) = exporter.state else {
            Issue.record("not failing but \(exporter.state)")
            return
        }
        #expect(reason.contains("127.0.0.1:\(port)") && reason.contains("Connection refused"))
        #expect(exporter.account.queued + exporter.account.inFlight == 3)
        let receiver = try LoopbackReceiver(port: port)
        defer { receiver.stop() }
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(try spans(ofRequest: receiver.received.first?.body ?? []).count == 3)
        #expect(receiver.received.count == 1)
        expectLaw(exporter)
        #expect(rig.log.events == [.stateChanged(.failing(reason: reason)), .stateChanged(.ok)])
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func sendsAgainAfterAnAnswerThatWasCutOff() throws {
        defer { transfers.shutdown() }
        let receiver = try LoopbackReceiver([.breakOff, .status("503 Service Unavailable")])
        defer { receiver.stop() }
        let exporter = try exporter(port: receiver.port)
        record(2)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        let bodies = receiver.received.map(\.body)
        #expect(bodies.count == 3 && bodies[0] == bodies[1] && bodies[1] == bodies[2])
        #expect(exporter.account.exported == 2)
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func anAnswerThatCannotBeDecodedCountsByItsStatus() throws {
        defer { transfers.shutdown() }
        let headers = ["Content-Encoding: gzip"]
        let receiver = try LoopbackReceiver([
            .answer("400 Bad Request", headers: headers, body: Array("no gzip".utf8)),
            .answer("200 OK", headers: headers, body: Array("no gzip".utf8)),
        ])
        defer { receiver.stop() }
        let exporter = try exporter(port: receiver.port)
        record(2)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        record(3)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(receiver.received.count == 2 && exporter.account.exported == 3)
        #expect(exporter.account.failures == [SpanAccount.Failure(reason: "400", count: 2)])
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aReceiverThatHangsIsLeftAfterTheTimeout() throws {
        defer { transfers.shutdown() }
        let receiver = try LoopbackReceiver([.hang])
        defer { receiver.stop() }
        let exporter = try exporter(port: receiver.port, attemptTimeout: .milliseconds(200))
        record(2)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(receiver.received.count == 2 && exporter.account.exported == 2)
        guard case .stateChanged(.failing(let reason))? = rig.log.events.first else {
            Issue.record("no failure among \(rig.log.events)")
            return
        }
        #expect(reason.contains("did not answer"))
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func shutdownLeavesAReceiverThatHangs() throws {
        defer { transfers.shutdown() }
        let receiver = try LoopbackReceiver([.hang])
        defer { receiver.stop() }
        let exporter = try exporter(port: receiver.port)
        record(600)
        let start = ContinuousClock.now
        let summary = exporter.shutdown(timeout: .milliseconds(300))
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(summary.abandonedSpans == 600)
        expectLaw(summary.account)
    }

    @Test func neverFollowsARedirect() throws {
        defer { transfers.shutdown() }
        let receiver = try LoopbackReceiver([.status("307 Go\r\nLocation: /elsewhere")])
        defer { receiver.stop() }
        let exporter = try exporter(port: receiver.port)
        record(1)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(receiver.received.count == 1)
        #expect(
            exporter.account.failures == [SpanAccount.Failure(reason: "307", count: 1)])
        _ = exporter.shutdown(timeout: .seconds(5))
    }
}
