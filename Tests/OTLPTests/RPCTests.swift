// gRPC without a network: frames, trailers, statuses, and what each means for a batch.
import Gzip
import Reactor
import Testing
import Wire

@testable import Curl
@testable import OTLP

struct RPCTests {
    private let now = WallTime(unixNanoseconds: 784_111_777_000_000_000)

    private func response(
        _ headers: [(String, String)], status: Int = 200, body: [UInt8] = []
    ) -> OutgoingResponse {
        OutgoingResponse(
            status: status, headers: headers.map { (name: $0.0, value: $0.1) }, body: body,
            durationNanoseconds: 1, peerAddress: nil, peerPort: nil, reusedConnection: false)
    }

    private func verdict(_ response: OutgoingResponse, limit: Int = 4 << 20) -> ExportVerdict {
        .judge(
            RPCReply.read(response, maximumBytes: limit, now: now), spans: 10,
            destination: .sample(.grpc, port: 4317, path: ""))
    }

    /// google.rpc.Status with a RetryInfo, as `grpc-status-details-bin` carries it.
    private func details(seconds: Int64, type: String = "google.rpc.RetryInfo") -> String {
        var status: [UInt8] = []
        Protobuf.appendVarint(field: 1, 8, to: &status)
        let any = Protobuf.beginMessage(field: 3, to: &status)
        Protobuf.appendString(field: 1, "type.googleapis.com/\(type)", to: &status)
        let info = Protobuf.beginMessage(field: 2, to: &status)
        let delay = Protobuf.beginMessage(field: 1, to: &status)
        Protobuf.appendVarint(field: 1, UInt64(bitPattern: seconds), to: &status)
        Protobuf.appendVarint(field: 2, 500_000_000, to: &status)
        for message in [delay, info, any] { Protobuf.endMessage(message, in: &status) }
        var text: [UInt8] = []
        Base64.append(status.span, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    @Test(arguments: RPCStatus.allCases)
    func theStatusTable(_ status: RPCStatus) {
        let reply = response([("grpc-status", "\(status.rawValue)"), ("grpc-message", "a%20b")])
        let judged = verdict(reply)
        switch status {
        case .ok: #expect(judged == .accepted(rejected: 0, message: ""))
        case .cancelled, .deadlineExceeded, .aborted, .outOfRange, .unavailable, .dataLoss:
            let reason = "gRPC \(status.name) at http://tempo:4317: a b"
            #expect(judged == .retry(reason: reason, after: nil))
        default:
            guard case .lost(let label, let reason) = judged else {
                Issue.record("\(judged)")
                return
            }
            #expect(label == status.name && reason.contains("\(status.name) at http"))
        }
    }

    @Test func exhaustionIsRetriedOnlyWhereTheReceiverSaysWhen() {
        let text = details(seconds: 3)
        let reply = response([("grpc-status", "8"), ("grpc-status-details-bin", text)])
        let reason = "gRPC RESOURCE_EXHAUSTED at http://tempo:4317"
        let wait = Duration.seconds(3) + .milliseconds(500)
        #expect(verdict(reply) == .retry(reason: reason, after: wait))
        let unpadded = String(text.prefix { $0 != "=" })
        let bare = response([("grpc-status", "8"), ("grpc-status-details-bin", unpadded)])
        #expect(verdict(bare) == .retry(reason: reason, after: wait))
        let other = details(seconds: 3, type: "google.rpc.DebugInfo")
        let silent = response([("grpc-status", "8"), ("grpc-status-details-bin", other)])
        #expect(verdict(silent) == .lost(label: "RESOURCE_EXHAUSTED", reason: reason))
        let long = response([
            ("grpc-status", "14"), ("grpc-status-details-bin", details(seconds: 4_000)),
        ])
        guard case .retry(_, let bounded) = verdict(long) else {
            Issue.record("unavailable is retried")
            return
        }
        #expect(bounded == ExportVerdict.maximumRetryAfter)
    }

    @Test(
        arguments: [
            (86_400, ExportVerdict.maximumRetryAfter), (86_401, ExportVerdict.maximumRetryAfter),
            (Int64.max, ExportVerdict.maximumRetryAfter), (-1, .zero), (Int64.min, .zero),
        ] as [(Int64, Duration)])
    func anAbsurdWaitIsStillAPromise(_ seconds: Int64, _ wait: Duration) {
        let reply = response([
            ("grpc-status", "8"), ("grpc-status-details-bin", details(seconds: seconds)),
        ])
        let reason = "gRPC RESOURCE_EXHAUSTED at http://tempo:4317"
        #expect(verdict(reply) == .retry(reason: reason, after: wait))
    }

    @Test func aMessageAboveTheReceiversLimitIsSplit() {
        let words = "grpc: received message larger than max (5000000 vs. 4194304)"
        let reply = response([("grpc-status", "8"), ("grpc-message", words)])
        #expect(
            verdict(reply)
                == .split(reason: "gRPC RESOURCE_EXHAUSTED at http://tempo:4317: \(words)"))
    }

    @Test(arguments: [
        (400, RPCStatus.internal), (401, .unauthenticated), (403, .permissionDenied),
        (404, .unimplemented), (429, .unavailable), (502, .unavailable), (503, .unavailable),
        (504, .unavailable), (500, .unknown), (200, .unknown),
    ])
    func aResponseWithoutAStatusIsMapped(_ http: Int, _ status: RPCStatus) {
        guard
            case .rpc(let read, let message, _, _) = RPCReply.read(
                response([], status: http), maximumBytes: 1, now: now)
        else {
            Issue.record("a response is a reply")
            return
        }
        #expect(read == status && message == "HTTP \(http) without a gRPC status")
    }

    @Test(arguments: [
        ("7", Duration.seconds(7)), ("Sun, 06 Nov 1994 08:49:47 GMT", .seconds(10)),
        ("301", ExportVerdict.maximumRetryAfter), ("soon", nil),
    ])
    func aProxysRetryAfterIsFollowed(_ text: String, _ wait: Duration?) {
        for http in [429, 502, 503, 504] {
            let words = "HTTP \(http) without a gRPC status"
            let reply = response([("retry-after", text)], status: http)
            let reason = "gRPC UNAVAILABLE at http://tempo:4317: \(words)"
            #expect(verdict(reply) == .retry(reason: reason, after: wait))
        }
        let final = response([("retry-after", text)], status: 500)
        guard case .lost("UNKNOWN", _) = verdict(final) else {
            Issue.record("a wait does not make a final status another")
            return
        }
    }

    @Test func whatIsTooLargeForAProxyIsSplit() {
        let page = response([], status: 413, body: Array("<html>too large</html>".utf8))
        #expect(verdict(page) == .split(reason: "HTTP 413 at http://tempo:4317"))
        let said = response([("grpc-status", "13")], status: 413)
        guard case .lost("INTERNAL", _) = verdict(said) else {
            Issue.record("a gRPC status counts before the HTTP status")
            return
        }
    }

    @Test func aTrailerCountsBeforeAHeader() {
        let reply = response([("grpc-status", "0"), ("grpc-status", "14")])
        guard case .retry = verdict(reply) else {
            Issue.record("the trailer says unavailable")
            return
        }
        #expect(RPCStatus(rawValue: 17) == nil)
        guard case .lost(let label, _) = verdict(response([("grpc-status", "17")])) else {
            Issue.record("an unknown status is final")
            return
        }
        #expect(label == "UNKNOWN")
    }

    @Test func partialSuccessIsReadFromItsFrame() throws {
        let message: [UInt8] = [0x0A, 7, 0x08, 3, 0x12, 3] + Array("old".utf8)
        let ok = [("grpc-status", "0")]
        let plain = RPCFrame.wrap(message, isCompressed: false)
        #expect(
            verdict(response(ok, body: plain)) == .accepted(rejected: 3, message: "old"))
        var compressed: [UInt8] = []
        try GzipFormat.compress(message.span, into: &compressed)
        let packed = RPCFrame.wrap(compressed, isCompressed: true)
        #expect(
            verdict(response(ok, body: packed)) == .accepted(rejected: 3, message: "old"))
        for length in 0..<plain.count {
            #expect(
                verdict(response(ok, body: Array(plain[..<length])))
                    == .accepted(rejected: 0, message: ""))
        }
    }

    @Test func anAnswerThatLostItsTrailersIsJudgedByItsMessage() {
        let head = [("content-type", "application/grpc+proto")]
        let message: [UInt8] = [0x0A, 7, 0x08, 3, 0x12, 3] + Array("old".utf8)
        let whole = RPCFrame.wrap(message, isCompressed: false)
        #expect(verdict(response(head, body: whole)) == .accepted(rejected: 3, message: "old"))
        for length in 0..<whole.count {
            let reason = "the response ended before its gRPC status"
            #expect(
                verdict(response(head, body: Array(whole[..<length])))
                    == .retry(reason: reason, after: nil))
        }
        guard case .lost("UNKNOWN", _) = verdict(response([("content-type", "text/html")])) else {
            Issue.record("what speaks no gRPC has taken no spans")
            return
        }
    }

    @Test func anInflatedReplyIsBounded() throws {
        var compressed: [UInt8] = []
        try GzipFormat.compress([UInt8](repeating: 0, count: 1_000).span, into: &compressed)
        let packed = RPCFrame.wrap(compressed, isCompressed: true)
        let reply = response([("grpc-status", "0")], body: packed)
        #expect(verdict(reply, limit: 1_000) == .accepted(rejected: 0, message: ""))
        guard case .lost(let label, _) = verdict(reply, limit: 999) else {
            Issue.record("one byte more is too large")
            return
        }
        #expect(label == "response_too_large")
    }

    @Test(arguments: [
        ("", ""), ("a%20b", "a b"), ("%E4%BD%A0", "你"), ("100%", "100%"), ("%zz", "%zz"),
        ("%4", "%4"), ("a+b", "a+b"),
    ])
    func messagesArePercentDecoded(_ text: String, _ decoded: String) {
        #expect(RPCReply.percentDecoded(text) == decoded)
    }
}
