// A provider's key on its way from the environment to the one request that needs it.
// Pure. Never prints what it holds.

/// A provider's API key; it describes and mirrors itself as `***`.
package struct ProviderCredential: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The key itself: for the request that sends it and for nothing else.
    package let secret: String

    /// Wraps a key as read from the environment.
    package init(_ secret: String) {
        self.secret = secret
    }

    /// Three stars, whatever the key.
    package var description: String { "***" }
    /// Three stars, whatever the key.
    package var debugDescription: String { "***" }
    /// A mirror without children, so that `dump` shows nothing either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
