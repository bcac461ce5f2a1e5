// Where error events go: `https://<key>[:<secret>]@<host>[:<port>][<path>]/<project>`.
// Any thread; a value. It prints as three stars: whoever has it can fill the project.

/// A data source name, taken apart.
package struct SentryDSN: Hashable, Sendable {
    /// The longest one read, in bytes.
    package static let maximumBytes = 2_048

    let publicKey: String
    let secretKey: String?
    /// Where envelopes are posted.
    let envelopeURL: String
    /// Host and port, which may be shown.
    package let authority: String

    /// Reads a data source name, or says what is wrong with it.
    package init(_ text: String) throws(SentryDSNComplaint) {
        guard text.utf8.count <= Self.maximumBytes,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !#""<>\^`{|}"#.utf8.contains($0) })
        else { throw .forbiddenCharacter }
        guard let separator = text.firstRange(of: "://") else { throw .notAURL }
        let scheme = text[..<separator.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { throw .notAURL }
        let rest = text[separator.upperBound...]
        guard !rest.contains("?"), !rest.contains("#") else { throw .notAURL }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let (keys, authority) = try Self.split(rest[..<slash])
        var path = rest[slash...]
        while path.last == "/" { path.removeLast() }
        guard let last = path.lastIndex(of: "/"), path.index(after: last) < path.endIndex else {
            throw .noProject
        }
        let project = path[path.index(after: last)...]
        publicKey = String(keys[0])
        secretKey = keys.count > 1 && !keys[1].isEmpty ? String(keys[1]) : nil
        self.authority = String(authority)
        envelopeURL = "\(scheme)://\(authority)\(path[..<last])/api/\(project)/envelope/"
    }

    private static func split(
        _ text: Substring
    ) throws(SentryDSNComplaint) -> (keys: [Substring], authority: Substring) {
        guard let at = text.lastIndex(of: "@") else { throw .noKey }
        let authority = text[text.index(after: at)...]
        let keys = text[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let key = keys.first, !key.isEmpty, keys.allSatisfy({ $0.utf8.allSatisfy(isKeyByte) })
        else { throw .noKey }
        guard let host = authority.first, host != ":" else { throw .noHost }
        return (keys, authority)
    }

    /// Why so few: the key becomes part of a header's comma-separated list.
    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }
}

extension SentryDSN: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Three stars, whatever the text.
    package var description: String { "***" }

    /// Three stars, whatever the text.
    package var debugDescription: String { "***" }

    /// A mirror without children, so that `dump` shows nothing either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a text is no data source name.
package enum SentryDSNComplaint: Error, Hashable, Sendable, CaseIterable {
    case forbiddenCharacter, notAURL, noKey, noHost, noProject

    /// What is wrong, to follow the name of the variable.
    package var sentence: String {
        switch self {
        case .forbiddenCharacter: "has a character that a DSN cannot have, or is too long"
        case .notAURL: "is no https:// address of the form that Sentry shows"
        case .noKey: "names no key in front of an @"
        case .noHost: "names no host"
        case .noProject: "names no project behind its host"
        }
    }

    /// What to write instead.
    package var remedy: String {
        "Copy it whole from the project's Client Keys: https://<key>@<host>/<project>."
    }
}
