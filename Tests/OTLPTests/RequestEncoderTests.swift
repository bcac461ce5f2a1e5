// From a batch to a request: the limit exactly and one byte past it, before compression.
import Gzip
import Testing
import Wire

@testable import OTLP

struct RequestEncoderTests {
    @Test func theLimitIsTheSpecifications() {
        #expect(RequestEncoder.maximumRequestBytes == 67_108_864)
    }

    @Test(arguments: [WireProtocol.httpProtobuf, .httpJSON, .grpc], [false, true])
    func theLimitCountsBeforeCompression(_ wire: WireProtocol, _ usesGzip: Bool) throws {
        let body = try request(of: 20)
        let size = wire == .httpJSON ? try OTLPTranscoder.json(body).count : body.count
        var exact = try RequestEncoder(wire: wire, usesGzip: usesGzip, maximumBytes: size)
        _ = try exact.encode(body)
        var less = try RequestEncoder(wire: wire, usesGzip: usesGzip, maximumBytes: size - 1)
        #expect(throws: RequestEncoder.Fault.tooLarge(bytes: size)) { try less.encode(body) }
    }

    @Test func whatIsTooLargeIsSplit() {
        let reply = ExportReply.tooLarge(reason: "too large")
        #expect(
            ExportVerdict.judge(reply, spans: 3, destination: .sample)
                == .split(reason: "too large"))
    }

    @Test func protobufIsSentAsItLies() throws {
        let body = try request(of: 20)
        var encoder = try RequestEncoder(wire: .httpProtobuf, usesGzip: false)
        #expect(try encoder.encode(body) == body)
    }

    @Test func compressionIsUndoneToTheSameBytes() throws {
        let body = try request(of: 20)
        var encoder = try RequestEncoder(wire: .httpProtobuf, usesGzip: true)
        for _ in 0..<2 {
            let packed = try encoder.encode(body)
            #expect(packed.count < body.count)
            #expect(try GzipFormat.inflate(packed.span, maximumBytes: body.count) == body)
        }
    }

    @Test func grpcFramesWhatItSends() throws {
        let body = try request(of: 20)
        var plain = try RequestEncoder(wire: .grpc, usesGzip: false)
        let frame = try plain.encode(body)
        #expect(Array(frame[..<5]) == [0, 0, 0, UInt8(body.count >> 8), UInt8(body.count & 0xFF)])
        #expect(Array(frame[5...]) == body)
        var packed = try RequestEncoder(wire: .grpc, usesGzip: true)
        let compressed = try packed.encode(body)
        #expect(compressed[0] == 1)
        #expect(try RPCFrame.unwrap(compressed, maximumBytes: 1 << 20) == body)
    }

    @Test func damagedBytesAreNoRequest() throws {
        var encoder = try RequestEncoder(wire: .httpJSON, usesGzip: false)
        let body = Array(try request(of: 20).dropLast())
        #expect(throws: RequestEncoder.Fault.notEncodable) { try encoder.encode(body) }
    }
}
