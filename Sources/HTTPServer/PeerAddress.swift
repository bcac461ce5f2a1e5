// Who is at the other end of a connection, asked once when it is accepted.
import Reactor

/// The address and port of a client; trivial to copy.
package struct PeerAddress: Sendable {
    /// Bytes of the longest IPv6 address as text.
    package static let capacity = 46

    private var text = InlineArray<46, UInt8>(repeating: 0)
    /// Bytes of the address as text; 0 where it is not known.
    package private(set) var count = 0
    /// The client's port; 0 where it is not known.
    package private(set) var port: UInt16 = 0

    /// No address.
    package init() {}

    /// The peer of a connected socket; an IPv4 client of a dual-stack socket is shown as IPv4.
    init(of descriptor: Int32, calls: SystemCalls) {
        var buffer = [CChar](repeating: 0, count: Self.capacity)
        let result = unsafe calls.peer(
            calls.context, descriptor, &buffer, Int32(buffer.count))
        guard result >= 0 else { return }
        port = UInt16(truncatingIfNeeded: result)
        for byte in buffer.prefix(while: { $0 != 0 }) {
            text[count] = UInt8(bitPattern: byte)
            count += 1
        }
    }

    /// Runs the body with the address as text.
    package func withText(_ body: (Span<UInt8>) -> Void) {
        body(text.span.extracting(first: count))
    }
}
