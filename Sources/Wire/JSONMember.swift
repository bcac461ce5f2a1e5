// A member of a JSON object.
// Any thread.

/// One name and value of a JSON object.
package struct JSONMember: Equatable, Sendable {
    /// The name, unescaped.
    package var key: String
    /// The value.
    package var value: JSONValue

    /// Makes a member.
    package init(key: String, value: JSONValue) {
        self.key = key
        self.value = value
    }
}
