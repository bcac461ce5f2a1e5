// The pocket Tempo over real sockets: what is posted to one port is found at the other.
import Curl
import HTTPServer
import Locking
import PocketTempo
import Reactor
import Testing
import Wire

@testable import App

struct PocketServerTests {
    private let transfers: TransferThread
    private let server: PocketServer
    private let trees = Trees()

    init() throws {
        transfers = try TransferThread(library: try CurlLibrary())
        let trees = self.trees
        server = try PocketServer(
            TracePocket { trees.add($0) },
            receivingOn: try Listener(port: 0, loopbackOnly: true),
            queriesOn: try Listener(port: 0, loopbackOnly: true))
    }

    @Test func aPostedTraceIsPrintedAndFound() async throws {
        let posted = try await post(Self.request, type: "application/x-protobuf")
        #expect(posted.status == 200)
        #expect(posted.body.isEmpty)
        #expect(posted.header("content-type") == "application/x-protobuf")
        #expect(trees.all == ["GET /health 0ms SERVER trace_id=\(Self.traceID)\n"])

        for path in [
            "/api/traces?service=gatewayz-api", "/api/search",
            "/api/search?q=%7Bresource.service.name%3D%22gatewayz-api%22%7D&limit=5",
            "/api/search?tags=service.name%3Dgatewayz-api",
        ] {
            let found = try await get(path)
            #expect(found.status == 200)
            let traces = try JSONParser().parse(found.body)["traces"]?.elements
            #expect(traces?.map { $0["traceID"]?.string } == [Self.traceID], "\(path)")
        }
        let trace = try await get("/api/traces/\(Self.traceID)")
        #expect(trace.status == 200)
        #expect(try JSONParser().parse(trace.body)["batches"]?.elements?.count == 1)
        stop()
    }

    @Test func bothPortsSayWhatTheyDoNotServe() async throws {
        #expect(try await get("/ready").body == Array("ready\n".utf8))
        #expect(try await get("/api/traces/\(String(repeating: "0", count: 31))1").status == 404)
        #expect(try await get("/api/traces/nonsense").status == 400)
        #expect(try await get("/v1/traces").status == 404)
        #expect(try await get("/api/search?q=nonsense").status == 400)
        #expect(try await post([0xFF], type: "application/x-protobuf").status == 400)
        #expect(try await post([], type: "text/plain").status == 415)
        stop()
    }

    private func get(_ path: String) async throws -> OutgoingResponse {
        try await transfers.send(
            OutgoingRequest(url: "http://127.0.0.1:\(server.queryPort)\(path)")
        ).get()
    }

    private func post(_ body: [UInt8], type: String) async throws -> OutgoingResponse {
        try await transfers.send(
            OutgoingRequest(
                method: "POST", url: "http://127.0.0.1:\(server.receivingPort)/v1/traces",
                headers: [("Content-Type", type)], body: body)
        ).get()
    }

    private func stop() {
        server.stop(within: .seconds(5))
        transfers.shutdown()
    }

    private static let traceID = "4bf92f3577b34da6a3ce929d0e0e4736"

    /// One SERVER span of the service gatewayz-api.
    private static let request: [UInt8] = {
        var bytes: [UInt8] = []
        message(1, &bytes) { bytes in
            message(1, &bytes) { bytes in
                message(1, &bytes) { bytes in
                    Protobuf.appendString(field: 1, "service.name", to: &bytes)
                    message(2, &bytes) {
                        Protobuf.appendString(field: 1, "gatewayz-api", to: &$0)
                    }
                }
            }
            message(2, &bytes) { bytes in
                message(2, &bytes) { bytes in
                    let id: [UInt8] = [
                        0x4B, 0xF9, 0x2F, 0x35, 0x77, 0xB3, 0x4D, 0xA6, 0xA3, 0xCE, 0x92, 0x9D,
                        0x0E, 0x0E, 0x47, 0x36,
                    ]
                    Protobuf.appendBytes(field: 1, id.span, to: &bytes)
                    Protobuf.appendBytes(field: 2, [0, 0, 0, 0, 0, 0, 0, 1].span, to: &bytes)
                    Protobuf.appendString(field: 5, "GET /health", to: &bytes)
                    Protobuf.appendVarint(field: 6, 2, to: &bytes)
                }
            }
        }
        return bytes
    }()

    private static func message(
        _ field: Int, _ bytes: inout [UInt8], _ content: (inout [UInt8]) -> Void
    ) {
        let message = Protobuf.beginMessage(field: field, to: &bytes)
        content(&bytes)
        Protobuf.endMessage(message, in: &bytes)
    }
}

/// Trees that were told.
private final class Trees: Sendable {
    private let texts = Locked<[String]>([])

    var all: [String] { texts.withLock { $0 } }

    func add(_ text: String) {
        texts.withLock { $0.append(text) }
    }
}
