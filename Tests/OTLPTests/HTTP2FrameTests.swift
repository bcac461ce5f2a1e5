// OTLP over gRPC through real libcurl, against frames of HTTP/2 that are written here by hand: what
// a library's server never sends. The books are held to their law in every row.
import Curl
import Reactor
import Testing

@testable import OTLP

struct HTTP2FrameTests {
    private let rig: ExporterRig
    private let transfers: TransferThread

    init() throws {
        rig = try ExporterRig()
        transfers = try TransferThread(library: try CurlLibrary())
    }

    /// Frames behind the SETTINGS that every server begins with.
    struct Row: Sendable, CustomTestStringConvertible {
        let what: String
        let frames: [UInt8]
        /// Why the four spans were lost; `nil` where they arrive, in this request or the next.
        var failure: String?
        var isRepeated = false
        var testDescription: String { what }
    }

    private static let settings = frame(type: 4)

    private static func frame(
        type: UInt8, flags: UInt8 = 0, stream: UInt8 = 0, _ payload: [UInt8] = []
    ) -> [UInt8] {
        [0, 0, UInt8(payload.count), type, flags, 0, 0, 0, stream] + payload
    }

    /// A head that ends the stream: an indexed `:status`, then plain fields (RFC 7541).
    private static func head(_ status: [UInt8] = [0x88], _ fields: (String, String)...) -> [UInt8] {
        var block = status
        for (name, value) in fields {
            block += [0, UInt8(name.utf8.count)] + Array(name.utf8)
            block += [UInt8(value.utf8.count)] + Array(value.utf8)
        }
        return frame(type: 1, flags: 0x5, stream: 1, block)
    }

    private static func status(_ code: String) -> [UInt8] {
        [0x08, UInt8(code.utf8.count)] + Array(code.utf8)
    }

    private static func reset(_ code: UInt8) -> Row {
        Row(
            what: "RST_STREAM \(code)", frames: frame(type: 3, stream: 1, [0, 0, 0, code]),
            isRepeated: true)
    }

    private static let accepted = head([0x88], ("grpc-status", "0"))

    @Test(arguments: [
        Row(what: "trailers only", frames: accepted),
        Row(
            what: "trailers only, away", frames: head([0x88], ("grpc-status", "14")),
            isRepeated: true),
        Row(
            what: "trailers only, refused",
            frames: head([0x88], ("grpc-status", "3"), ("grpc-message", "no%21")),
            failure: "INVALID_ARGUMENT"),
        Row(what: "no status", frames: head(), failure: "UNKNOWN"),
        Row(
            what: "a status that is no number", frames: head([0x88], ("grpc-status", "x")),
            failure: "UNKNOWN"),
        Row(what: "HTTP 400", frames: head([0x8C]), failure: "INTERNAL"),
        Row(what: "HTTP 404", frames: head([0x8D]), failure: "UNIMPLEMENTED"),
        Row(what: "HTTP 500", frames: head([0x8E]), failure: "UNKNOWN"),
        Row(what: "HTTP 401", frames: head(status("401")), failure: "UNAUTHENTICATED"),
        Row(what: "HTTP 403", frames: head(status("403")), failure: "PERMISSION_DENIED"),
        Row(what: "HTTP 429", frames: head(status("429")), isRepeated: true),
        Row(what: "HTTP 503", frames: head(status("503")), isRepeated: true),
        // PROTOCOL_ERROR, INTERNAL_ERROR, REFUSED_STREAM, CANCEL, ENHANCE_YOUR_CALM.
        reset(1), reset(2), reset(7), reset(8), reset(11),
        Row(
            what: "GOAWAY", frames: frame(type: 7, [0, 0, 0, 0, 0, 0, 0, 0]), isRepeated: true),
    ])
    func whatALibrarysServerNeverSends(_ row: Row) throws {
        defer { transfers.shutdown() }
        let receiver = try LoopbackReceiver([
            // Why after the spans' name: a stream that is not open yet has no answer.
            .speak(Self.settings + row.frames, after: "sample"),
            .speak(Self.settings + Self.accepted, after: "sample"),
        ])
        defer { receiver.stop() }
        let exporter = try rig.exporter(
            over: transfers,
            to: .sample(.grpc, host: "127.0.0.1", port: receiver.port, path: ""))
        rig.record(4)
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        #expect(receiver.received.count == (row.isRepeated ? 2 : 1))
        #expect(receiver.received.allSatisfy { $0.head.hasPrefix("PRI * HTTP/2.0\r\n") })
        let account = exporter.account
        expectLaw(account)
        #expect(account.exported == (row.failure == nil ? 4 : 0), "\(rig.log.text)")
        #expect(account.failures.map(\.reason) == (row.failure.map { [$0] } ?? []))
        _ = exporter.shutdown(timeout: .seconds(5))
    }
}
