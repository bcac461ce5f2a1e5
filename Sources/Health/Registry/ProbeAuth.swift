// How a probe shows its key. Pure.

/// The `auth` of a probe: `none`, `bearer`, or `header:<Name>`.
package enum ProbeAuth: Sendable, Equatable {
    /// No key is sent.
    case none
    /// `Authorization: Bearer <key>`.
    case bearer
    /// The key alone as the value of the named header.
    case header(String)

    /// Reads the text of the providers file; `nil` for anything but the three forms.
    /// Whether the header's name is a token is the registry's to judge.
    package init?(_ text: String) {
        switch text {
        case "none": self = .none
        case "bearer": self = .bearer
        default:
            let prefix = "header:"
            guard text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count else { return nil }
            self = .header(String(text.dropFirst(prefix.count)))
        }
    }

    /// Whether a key goes out with the request.
    package var sendsCredential: Bool { self != .none }
}
