// The bounds of a request head.

/// How large a request head may be.
package struct HeadLimits: Equatable, Sendable {
    /// Bytes of the request line without its line end; RFC 9112 section 3 wants at least 8,000.
    package var requestLine = 8192
    /// Bytes of the whole head.
    package var head = 16384
    /// Field lines.
    package var fields = 100

    /// The defaults of the contract.
    package init(requestLine: Int = 8192, head: Int = 16384, fields: Int = 100) {
        self.requestLine = requestLine
        self.head = head
        self.fields = fields
    }
}
