// A complete response to a request of this program.
// Any thread. Its bytes come from a stranger: bounded, but not judged.

/// One whole HTTP response.
package struct OutgoingResponse: Sendable {
    /// The status code, 100 to 599 and whatever else a server makes up.
    package var status: Int
    /// The last response's fields in order, names in lower case; trailers too.
    package var headers: [(name: String, value: String)]
    /// The body, decompressed where the request asked for that.
    package var body: [UInt8]
    /// From the transfer's begin (name resolution included) to the last byte.
    package var durationNanoseconds: UInt64
    /// The address that answered, a proxy's where there was one.
    package var peerAddress: String?
    /// The port that answered.
    package var peerPort: Int?
    /// Whether a kept connection served.
    package var reusedConnection: Bool

    /// The value of the first field of that lower-case name.
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}
