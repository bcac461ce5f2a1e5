// An answer before it is on the wire: so that every route can be tested without a socket.
// Any thread.

package import HTTPCore

/// Status, media type and body of one answer.
package struct PocketReply: Sendable {
    /// The status.
    package var status: Status
    /// The media type of the body.
    package var contentType: StaticString
    /// The body.
    package var body: [UInt8]

    /// Makes an answer.
    package init(status: Status = .ok, contentType: StaticString, body: [UInt8] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}
