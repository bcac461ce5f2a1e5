// The endpoint mistakes that everybody makes once, each with its remedy in the one line that says
// what went wrong.
import Testing

@testable import OTLP

struct ExportAdviceTests {
    private func reason(_ reply: ExportReply, _ destination: ExportDestination) -> String {
        switch ExportVerdict.judge(reply, spans: 1, destination: destination) {
        case .lost(_, let reason), .retry(let reason, _), .split(let reason): reason
        case .accepted: "accepted"
        }
    }

    private func reason(_ status: Int, _ destination: ExportDestination) -> String {
        reason(.answered(status: status, retryAfter: nil, body: []), destination)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let status: Int
        let destination: ExportDestination
        let remedy: String
        var testDescription: String { "\(status) at \(destination.displayURL)" }
    }

    @Test(arguments: [
        Mistake(
            status: 404, destination: .sample(port: 3200),
            remedy: "port 3200 is where Tempo answers queries; spans go to port 4318"),
        Mistake(
            status: 404, destination: .sample(path: "/v1/traces/v1/traces"),
            remedy: "the path is doubled; write the endpoint without /v1/traces"),
        Mistake(
            status: 404,
            destination: .sample(
                host: "tempo-prod-04.grafana.net", port: 443, path: "/tempo/v1/traces",
                isEncrypted: true),
            remedy: "Grafana Cloud answers queries there; spans go to "
                + "https://otlp-gateway-<region>.grafana.net/otlp"),
        Mistake(
            status: 404, destination: .sample(path: "/"),
            remedy: "spans are taken at /v1/traces below a receiver's base address"),
        Mistake(
            status: 404, destination: .sample,
            remedy: "nothing takes spans at this path; is it the base address of a receiver?"),
        Mistake(
            status: 405, destination: .sample,
            remedy: "something answers there but takes no POST; is it an address for queries?"),
        Mistake(
            status: 415, destination: .sample,
            remedy: "it does not take application/x-protobuf; "
                + "OTEL_EXPORTER_OTLP_PROTOCOL=http/json may suit it"),
        Mistake(
            status: 415, destination: .sample(.httpJSON),
            remedy: "it does not take application/json; "
                + "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf may suit it"),
        Mistake(
            status: 307, destination: .sample,
            remedy: "redirects are not followed; write the address that it leads to"),
        Mistake(
            status: 300, destination: .sample,
            remedy: "redirects are not followed; write the address that it leads to"),
        Mistake(
            status: 399, destination: .sample,
            remedy: "redirects are not followed; write the address that it leads to"),
        Mistake(
            status: 400, destination: .sample(port: 4317),
            remedy: "port 4317 is where OTLP over gRPC is served; use port 4318, or "
                + "OTEL_EXPORTER_OTLP_PROTOCOL=grpc"),
        Mistake(
            status: 400, destination: .sample(.httpJSON, port: 4317),
            remedy: "port 4317 is where OTLP over gRPC is served; use port 4318, or "
                + "OTEL_EXPORTER_OTLP_PROTOCOL=grpc"),
        Mistake(
            status: 407, destination: .sample(credentials: ["GRAFANA_TEMPO_API_KEY"]),
            remedy: "the proxy that the environment names wants a credential of its own, as in "
                + "http_proxy=http://user:password@host:port"),
        Mistake(
            status: 400, destination: .sample(port: 443),
            remedy: "port 443 is where TLS is spoken; write https://"),
        Mistake(
            status: 401, destination: .sample,
            remedy: "it wants a credential and none is set: GRAFANA_TEMPO_USERNAME with "
                + "GRAFANA_TEMPO_API_KEY, or OTEL_EXPORTER_OTLP_HEADERS"),
        Mistake(
            status: 403, destination: .sample(credentials: ["GRAFANA_TEMPO_API_KEY"]),
            remedy: "it refused the credential of GRAFANA_TEMPO_API_KEY"),
    ])
    func aStatusNamesTheMistake(_ row: Mistake) {
        let expected = "HTTP \(row.status) at \(row.destination.displayURL): \(row.remedy)"
        #expect(reason(row.status, row.destination) == expected)
    }

    @Test func aBrokenAnswerOfTheWrongPortNamesTheRightOne() {
        let cut = ExportReply.unanswered(
            label: "receive", reason: "the response of tempo:4317 was cut off", isRetryable: true)
        #expect(
            reason(cut, .sample(port: 4317))
                == "the response of tempo:4317 was cut off: port 4317 is where OTLP over gRPC is "
                + "served; use port 4318, or OTEL_EXPORTER_OTLP_PROTOCOL=grpc")
        #expect(reason(cut, .sample(.grpc, port: 4318)).hasSuffix("=http/protobuf"))
        #expect(reason(cut, .sample) == "the response of tempo:4317 was cut off")
        #expect(reason(cut, .sample(port: 443)).hasSuffix("write https://"))
    }

    @Test func anEndpointThatIsJustAwayGetsNoAdvice() {
        for label in ["connect", "dns", "timeout"] {
            let away = ExportReply.unanswered(label: label, reason: "away", isRetryable: true)
            #expect(reason(away, .sample(port: 4317)) == "away")
            #expect(reason(away, .sample(port: 3200)) == "away")
        }
    }

    @Test(arguments: [
        ("TLS with a:1 failed: wrong version number", "write http://, or use the port of https"),
        (
            "TLS with a:1 failed: self-signed certificate",
            "authorities to trust are set with OTEL_EXPORTER_OTLP_CERTIFICATE"
        ),
    ])
    func aFailedHandshakeNamesTheWayOut(_ words: String, _ remedy: String) {
        let reply = ExportReply.unanswered(label: "tls", reason: words, isRetryable: true)
        #expect(reason(reply, .sample).hasSuffix(remedy))
    }

    @Test func theReceiversOwnWordsStandBeforeTheRemedy() {
        // google.rpc.Status { message: "no org\nid" }
        let body: [UInt8] = [0x12, 9] + Array("no org\nid".utf8)
        let reply = ExportReply.answered(status: 401, retryAfter: nil, body: body)
        let text = reason(reply, .sample(credentials: ["OTEL_EXPORTER_OTLP_HEADERS"]))
        #expect(
            text == "HTTP 401 at http://tempo:4318/v1/traces: no org id: "
                + "it refused the credential of OTEL_EXPORTER_OTLP_HEADERS")
        let json = ExportReply.answered(
            status: 400, retryAfter: nil, body: Array(#"{"code":3,"message":"bad"}"#.utf8))
        #expect(reason(json, .sample(.httpJSON)).hasSuffix("/v1/traces: bad"))
        for length in 0..<body.count {
            let cut = ExportReply.answered(
                status: 500, retryAfter: nil, body: Array(body[..<length]))
            #expect(reason(cut, .sample) == "HTTP 500 at http://tempo:4318/v1/traces")
        }
    }

    @Test(
        arguments: [
            (
                RPCStatus.unimplemented, ExportDestination.sample(.grpc, port: 4317, path: ""),
                "gRPC may be spoken there, but not OTLP's trace service"
            ),
            (
                .permissionDenied, .sample(.grpc, port: 4317, path: ""),
                "it wants a credential and none is set: GRAFANA_TEMPO_USERNAME with "
                    + "GRAFANA_TEMPO_API_KEY, or OTEL_EXPORTER_OTLP_HEADERS"
            ),
            (
                .unimplemented, .sample(.grpc, port: 3200, path: ""),
                "port 3200 is where Tempo answers queries; spans go to port 4317"
            ),
            (
                .unknown, .sample(.grpc, port: 4318, path: ""),
                "port 4318 is where OTLP over HTTP is served; use port 4317, or "
                    + "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"
            ),
            (.internal, .sample(.grpc, port: 4317, path: ""), nil),
        ] as [(RPCStatus, ExportDestination, String?)])
    func aStatusOfGRPCNamesTheMistake(
        _ status: RPCStatus, _ destination: ExportDestination, _ remedy: String?
    ) {
        let reply = ExportReply.rpc(status: status, message: "", retryAfter: nil, body: [])
        let said = "gRPC \(status.name) at \(destination.displayURL)"
        #expect(reason(reply, destination) == said + (remedy.map { ": \($0)" } ?? ""))
    }

    @Test func aCredentialThatGRPCRefusedIsNamed() {
        let reply = ExportReply.rpc(
            status: .unauthenticated, message: "no", retryAfter: nil, body: [])
        #expect(
            reason(reply, .sample(.grpc, port: 4317, path: "", credentials: ["A", "B"]))
                == "gRPC UNAUTHENTICATED at http://tempo:4317: no: it refused the credential of "
                + "A, B")
    }
}
