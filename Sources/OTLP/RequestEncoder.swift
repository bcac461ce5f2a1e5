// From the bytes of a batch to the bytes of a request: transcoded, compressed, framed.
// One thread at a time, behind a lock in the transport; keeps zlib's memory between requests.
import Gzip
import Wire

/// Encodes requests for one way of speaking OTLP.
struct RequestEncoder: ~Copyable {
    /// The longest request before compression (OTLP specification: it MUST NOT be sent).
    static let maximumRequestBytes = 64 << 20

    private let wire: WireProtocol
    private let maximumBytes: Int
    private var compressor: GzipCompressor?

    /// Throws where zlib lacks memory.
    init(
        wire: WireProtocol, usesGzip: Bool, maximumBytes: Int = Self.maximumRequestBytes
    ) throws(GzipError) {
        self.wire = wire
        self.maximumBytes = maximumBytes
        compressor = usesGzip ? try GzipCompressor() : nil
    }

    /// Why a batch cannot be sent as it is.
    enum Fault: Error, Equatable { case tooLarge(bytes: Int), notEncodable }

    /// The body of the request for a batch, which is protobuf.
    mutating func encode(_ batch: [UInt8]) throws(Fault) -> [UInt8] {
        var message = batch
        if wire == .httpJSON {
            do throws(ProtobufError) {
                message = try OTLPTranscoder.json(batch)
            } catch {
                throw .notEncodable
            }
        }
        guard message.count <= maximumBytes else { throw .tooLarge(bytes: message.count) }
        let isCompressed = compressor != nil
        if isCompressed {
            var compressed: [UInt8] = []
            compressor?.compress(message.span, into: &compressed)
            message = compressed
        }
        return wire == .grpc ? RPCFrame.wrap(message, isCompressed: isCompressed) : message
    }
}
