// `client.address` and `network.peer.address` of the client that the last request came from. Nearly
// all requests of a loop come through the same proxy. Confined to its loop's thread.
import HTTPServer
import OTLP
import Wire

/// The last peer's address and its encoded attributes.
struct PeerFields: ~Copyable {
    private var address = ByteSink(capacity: PeerAddress.capacity)
    private let fields = SpanTemplates(capacity: 1)

    /// Writes the two attributes of an address that is the client's own.
    mutating func append(_ peer: PeerAddress, to encoder: inout SpanEncoder) {
        peer.withText { text in
            if !address.equals(text) {
                address.removeAll()
                address.append(bytes: text)
                fields.replace {
                    $0.attribute("client.address", text)
                    $0.attribute("network.peer.address", text)
                }
            }
        }
        encoder.append(0, of: fields)
    }
}
