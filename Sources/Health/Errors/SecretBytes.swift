// The character classes that `SecretScanner` tells apart. Pure, ASCII only.

extension UInt8 {
    var isLetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }

    /// A byte of a parameter's or header's name.
    var isNameByte: Bool { isLetterOrDigit || self == 0x5F || self == 0x2D }

    /// A byte of an API key, the stars included with which some providers shorten it.
    var isKeyByte: Bool { isNameByte || self == 0x2A }

    /// A byte of a bearer token: RFC 6750's b64token, and the stars.
    var isTokenByte: Bool {
        isKeyByte || self == 0x2E || self == 0x7E || self == 0x2B || self == 0x2F || self == 0x3D
    }

    var isQuote: Bool { self == 0x22 || self == 0x27 || self == 0x60 }

    /// A byte of an unquoted value: up to white space, a quote, or one of `& ; , ) } >`.
    var isValueByte: Bool {
        self > 0x20 && !isQuote && self != 0x26 && self != 0x3B && self != 0x2C && self != 0x29
            && self != 0x7D && self != 0x3E
    }

    /// A byte of a URL: up to white space, a quote, or one of `) < >`.
    var isURLByte: Bool {
        self > 0x20 && !isQuote && self != 0x29 && self != 0x3C && self != 0x3E
    }
}
