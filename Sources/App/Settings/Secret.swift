// A text that must not be seen: keys, tokens, headers, data source names.
// It prints as three stars everywhere, and putting it into a string literal does not compile.

/// A text that can be used but not printed.
package struct Secret: Hashable, Sendable {
    private let text: String

    /// Hides `text`.
    package init(_ text: String) {
        self.text = text
    }

    /// The text itself: only for the wire, never for a log, a page or an error.
    package func reveal() -> String { text }

    /// How many bytes of UTF-8 the text has, which a report may show.
    package var byteCount: Int { text.utf8.count }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Three stars, whatever the text.
    package var description: String { "***" }

    /// Three stars, whatever the text.
    package var debugDescription: String { "***" }

    /// A mirror without children, so that `dump` shows nothing either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension DefaultStringInterpolation {
    /// Not to be called: a secret inside a string is a mistake that the compiler should find.
    @available(*, unavailable, message: "a Secret must not become part of a string")
    package mutating func appendInterpolation(_ secret: Secret) {}

    /// Not to be called: a secret inside a string is a mistake that the compiler should find.
    @available(*, unavailable, message: "a Secret must not become part of a string")
    package mutating func appendInterpolation(_ secret: Secret?) {}
}
