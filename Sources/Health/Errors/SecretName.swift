// Whether a name is one under which people hand over secrets. Pure.

/// The kinds of names that a secret follows.
enum SecretName: Equatable {
    /// A parameter or JSON key that is an everyday word too: `key`, `token`.
    case parameter
    /// A name that is a secret's even in running text: `access_token`, `client-secret`, `password`.
    case field
    /// A request header, whose value runs to the end of the line.
    case header

    /// Recognises a name in any case; `nil` for a harmless one.
    init?(_ name: ArraySlice<UInt8>) {
        let text = String(decoding: name.suffix(64), as: UTF8.self).lowercased()
        if Self.headers.contains(text) {
            self = .header
        } else if Self.endings.contains(where: text.hasSuffix) {
            let isCompound = text.contains("_") || text.contains("-")
            self = isCompound || Self.plain.contains(text) ? .field : .parameter
        } else {
            return nil
        }
    }

    private static let headers: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key",
        "api_key", "apikey", "x-goog-api-key", "x-auth-token",
    ]
    private static let plain: Set<String> = ["secret", "password", "passwd", "pwd"]
    private static let endings = [
        "key", "token", "secret", "password", "passwd", "pwd", "signature", "credential",
        "credentials",
    ]
}
