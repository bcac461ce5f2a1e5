// The response table of OTLP over HTTP, every row against a real receiver through real libcurl: how
// often the batch is sent, where its spans are counted, what is told, which state is shown.
import Curl
import Gzip
import Reactor
import Testing
import TraceSDK
import Wire

@testable import OTLP

struct ResponseTableTests {
    private let rig: ExporterRig
    private let transfers: TransferThread

    init() throws {
        rig = try ExporterRig()
        transfers = try TransferThread(library: try CurlLibrary())
    }

    private func exporter(
        port: UInt16, _ wire: WireProtocol = .httpProtobuf, timeout: Duration = .seconds(10),
        host: String = "127.0.0.1"
    ) throws -> Exporter {
        try rig.exporter(over: transfers, to: .sample(wire, host: host, port: port)) {
            $0.attemptTimeout = timeout
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let behaviour: LoopbackReceiver.Behaviour
        /// Requests until the batch of four spans is done with.
        var requests = 1
        var exported = 4
        var rejected = 0
        var failure: String?
        /// The words of the last failure's line, or of the receiver's objection.
        var told: String?
        var testDescription: String { "\(behaviour)".prefix(60) + " \(failure ?? "")" }
    }

    private static func partial(_ rejected: UInt8, _ message: String) -> [UInt8] {
        var body: [UInt8] = []
        let success = Protobuf.beginMessage(field: 1, to: &body)
        Protobuf.appendVarint(field: 1, UInt64(rejected), to: &body)
        Protobuf.appendString(field: 2, message, to: &body)
        Protobuf.endMessage(success, in: &body)
        return body
    }

    /// google.rpc.Status with words.
    private static func status(_ message: String) -> [UInt8] {
        var body: [UInt8] = []
        Protobuf.appendVarint(field: 1, 3, to: &body)
        Protobuf.appendString(field: 2, message, to: &body)
        return body
    }

    private static func lost(_ status: String, _ told: String? = nil) -> Row {
        Row(
            behaviour: .status(status), exported: 0, failure: String(status.prefix(3)),
            told: told)
    }

    private static func again(_ behaviour: LoopbackReceiver.Behaviour, _ told: String) -> Row {
        Row(behaviour: behaviour, requests: 2, told: told)
    }

    @Test(arguments: [
        Row(behaviour: .status("200 OK")), Row(behaviour: .status("202 Accepted")),
        Row(behaviour: .answer("200 OK", body: partial(0, ""))),
        Row(behaviour: .answer("200 OK", body: partial(0, "old clock")), told: "0 old clock"),
        Row(
            behaviour: .answer("200 OK", body: partial(3, "too old")), exported: 1, rejected: 3,
            told: "3 too old"),
        Row(behaviour: .answer("200 OK", body: Array("<html>".utf8))),
        Row(
            behaviour: .answer(
                "200 OK", headers: ["Content-Type: application/json"], body: Array("{}".utf8))),
        again(.status("429 Too Many Requests"), "HTTP 429"),
        again(.status("502 Bad Gateway"), "HTTP 502"),
        again(.status("503 Service Unavailable"), "HTTP 503"),
        again(.status("504 Gateway Timeout"), "HTTP 504"),
        again(.close, "cut off"), again(.breakOff, "cut off"),
        Row(behaviour: .reset, requests: 1, told: nil),
        again(.noise(Array("SSH-2.0-x\r\n".utf8)), "cut off"),
        lost("301 Moved\r\nLocation: /x", "redirects are not followed"),
        lost("307 Moved\r\nLocation: http://127.0.0.1:1/", "redirects are not followed"),
        lost("400 Bad Request"), lost("401 Unauthorized", "none is set"),
        lost("403 Forbidden", "none is set"), lost("404 Not Found", "nothing takes spans"),
        lost("405 Method Not Allowed", "takes no POST"),
        lost("415 Unsupported", "it does not take application/x-protobuf"),
        lost("422 Unprocessable"), lost("500 Internal"), lost("501 Not"), lost("505 Version"),
        Row(
            behaviour: .answer("400 Bad", body: status("bad span\r\nid")), exported: 0,
            failure: "400", told: "/v1/traces: bad span  id"),
    ])
    func everyRow(_ row: Row) throws { try expect(row, .httpProtobuf) }

    private static func json(_ status: String, _ body: String) -> LoopbackReceiver.Behaviour {
        .answer(status, headers: ["Content-Type: application/json"], body: Array(body.utf8))
    }

    @Test(arguments: [
        Row(behaviour: json("200 OK", "{}")), Row(behaviour: .status("204 No Content")),
        Row(
            behaviour: json(
                "200 OK", #"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}"#),
            exported: 1, rejected: 3, told: "3 too old"),
        Row(
            behaviour: json("200 OK", #"{"partialSuccess":{"errorMessage":"old clock"}}"#),
            told: "0 old clock"),
        Row(behaviour: .answer("200 OK", body: partial(3, "not in JSON"))),
        again(json("429 Slow", #"{"code":8,"message":"slow"}"#), "slow"),
        again(json("502 Bad", "<html>"), "HTTP 502"), again(.status("503 Away"), "HTTP 503"),
        again(.status("504 Late"), "HTTP 504"),
        Row(
            behaviour: json("400 Bad", #"{"code":3,"message":"bad span\r\nid"}"#), exported: 0,
            failure: "400", told: "/v1/traces: bad span  id"),
        lost("401 Unauthorized", "none is set"), lost("404 Not Found", "nothing takes spans"),
        lost("415 Unsupported", "it does not take application/json"), lost("500 Internal"),
    ])
    func everyRowOfJSON(_ row: Row) throws { try expect(row, .httpJSON) }

    private func expect(_ row: Row, _ wire: WireProtocol) throws {
        defer { transfers.shutdown() }
        let receiver = try LoopbackReceiver([row.behaviour])
        defer { receiver.stop() }
        let exporter = try exporter(port: receiver.port, wire)
        rig.record(4)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        let account = exporter.account
        expectLaw(account)
        #expect(receiver.received.count == row.requests)
        #expect(account.exported == row.exported && account.rejected == row.rejected)
        #expect(account.failures.map(\.reason) == (row.failure.map { [$0] } ?? []))
        #expect(account.failed == (row.failure == nil ? 0 : 4))
        if let told = row.told { #expect(rig.log.text.contains(told), "\(rig.log.text)") }
        let isOK = row.failure == nil
        #expect((exporter.state == .ok) == isOK)
        let summary = exporter.shutdown(timeout: .seconds(5))
        #expect(summary.deliveredSpans == 0 && summary.abandonedSpans == 0)
        expectLaw(exporter)
    }

    @Test func tooLargeIsSentInParts() throws {
        defer { transfers.shutdown() }
        let tooLarge = LoopbackReceiver.Behaviour.status("413 Content Too Large")
        let receiver = try LoopbackReceiver([tooLarge, tooLarge, tooLarge])
        defer { receiver.stop() }
        let exporter = try exporter(port: receiver.port)
        rig.record(4)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        let counts = try receiver.received.map { try spans(ofRequest: $0.body).count }
        #expect(counts == [4, 2, 1, 1, 2])
        #expect(exporter.account.exported == 3)
        #expect(
            exporter.account.failures == [SpanAccount.Failure(reason: "too_large", count: 1)])
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func theReceiversWaitIsKeptInBothForms() throws {
        defer { transfers.shutdown() }
        let receiver = try LoopbackReceiver([
            .answer("429 Slow", headers: ["Retry-After: 1"], body: []),
            .answer(
                "503 Away",
                headers: [
                    "Date: Sun, 06 Nov 1994 08:49:36 GMT",
                    "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT",
                ], body: []),
        ])
        defer { receiver.stop() }
        let exporter = try exporter(port: receiver.port)
        rig.record(1)
        let start = ContinuousClock.now
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(ContinuousClock.now - start >= .seconds(2))
        #expect(receiver.received.count == 3 && exporter.account.exported == 1)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test(arguments: [(4 << 20, true), (4 << 20 + 1, false)])
    func anAnswerHasALimit(_ bytes: Int, _ isTaken: Bool) throws {
        try expect(.answer("200 OK", body: [UInt8](repeating: 0, count: bytes)), isTaken: isTaken)
    }

    @Test(arguments: [(4 << 20, true), (4 << 20 + 1, false)])
    func theLimitCountsAfterInflation(_ bytes: Int, _ isTaken: Bool) throws {
        var body: [UInt8] = []
        try GzipFormat.compress([UInt8](repeating: 0, count: bytes).span, into: &body)
        #expect(body.count < 100_000)
        try expect(
            .answer("200 OK", headers: ["Content-Encoding: gzip"], body: body), isTaken: isTaken)
    }

    private func expect(_ answer: LoopbackReceiver.Behaviour, isTaken: Bool) throws {
        defer { transfers.shutdown() }
        let receiver = try LoopbackReceiver([answer])
        defer { receiver.stop() }
        let exporter = try exporter(port: receiver.port)
        rig.record(1)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(exporter.account.exported == (isTaken ? 1 : 0))
        #expect(
            exporter.account.failures.map(\.reason) == (isTaken ? [] : ["response_too_large"]))
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .seconds(5))
    }

    @Test func aNameThatDoesNotResolveIsTriedAgain() async throws {
        defer { transfers.shutdown() }
        let exporter = try exporter(port: 4318, host: "nothing.invalid")
        rig.record(2)
        exporter.requestFlush()
        try await eventually { exporter.state != .starting }
        #expect(
            exporter.state == .failing(reason: "could not resolve nothing.invalid"))
        #expect(exporter.account.queued + exporter.account.inFlight == 2)
        #expect(exporter.shutdown(timeout: .seconds(1)).abandonedSpans == 2)
        expectLaw(exporter)
    }

    @Test func aGRPCPortSpokenToInHTTPIsRecognised() async throws {
        defer { transfers.shutdown() }
        // What a server of HTTP/2 sends first: its SETTINGS frame.
        let settings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]
        let receiver = try LoopbackReceiver(
            Array(repeating: .noise(settings), count: 50))
        defer { receiver.stop() }
        let exporter = try exporter(port: receiver.port)
        rig.record(1)
        exporter.requestFlush()
        try await eventually { !rig.log.events.isEmpty }
        #expect(rig.log.text.contains("the response of 127.0.0.1:\(receiver.port) was cut off"))
        _ = exporter.shutdown(timeout: .zero)
    }
}
