// What a line carries beside its message. Keys are made safe here: a dot in a key voids a whole
// push to Loki, and some names would change a line's time.

/// A key and a value of a line.
package struct LogField: Sendable, Hashable {
    /// What a value can be.
    package enum Value: Sendable, Hashable {
        case text(String)
        case whole(Int64)
        case real(Double)
        case flag(Bool)
    }

    /// The key: `[a-z0-9_]`, at most `LogLimits.keyBytes` bytes, not one of the line's own.
    package let key: String
    /// The value.
    package let value: Value

    /// Makes a field from any text as key: upper case is lowered, everything else outside
    /// `[a-z0-9_]` becomes `_`, and a reserved name gets `field_` in front.
    package init(_ key: String, _ value: Value) {
        self.key = Self.safeKey(key)
        self.value = value
    }

    /// Makes a field whose key is safe already.
    init(safeKey: String, _ value: Value) {
        key = safeKey
        self.value = value
    }

    /// Names with a meaning of their own: the line's keys, and what log shippers read as its time.
    static let reserved: Set<String> = [
        "timestamp", "level", "message", "logger", "service", "environment", "trace_id", "span_id",
        "trace_sampled", "cut", "http_method", "http_path", "http_route", "http_status",
        "duration_ms", "request_id", "time", "ts", "datetime", "date", "dt", "epoch", "unix",
        "utc", "when", "at", "t", "tm", "msec", "logtime", "msg", "severity",
    ]

    static func safeKey(_ text: String) -> String {
        let bytes = text.utf8.prefix(LogLimits.keyBytes - 8).map { byte in
            switch byte {
            case 0x61...0x7A, 0x30...0x39: byte
            case 0x41...0x5A: byte | 0x20
            default: UInt8(ascii: "_")
            }
        }
        let key = String(decoding: bytes, as: UTF8.self)
        return key.isEmpty || reserved.contains(key) ? "field_" + key : key
    }
}
