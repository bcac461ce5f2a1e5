// An attribute's value (OTLP `AnyValue`).
// Any thread.

internal import Wire

/// One value of any kind that OTLP knows.
package indirect enum PocketValue: Equatable, Sendable {
    case empty
    case string(String)
    case boolean(Bool)
    case integer(Int64)
    case double(Double)
    case bytes([UInt8])
    case array([PocketValue])
    case map([PocketAttribute])

    /// The value as people read it: strings bare, arrays in brackets.
    package var text: String {
        switch self {
        case .empty: "null"
        case .string(let value): value
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .double(let value): Self.decimal(value)
        case .bytes(let value): "\(value.count) bytes"
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .map(let members):
            "{" + members.map { "\($0.key)=\($0.value.text)" }.joined(separator: ",") + "}"
        }
    }

    /// The value of either kind of number.
    package var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    private static func decimal(_ value: Double) -> String {
        var bytes: [UInt8] = []
        Decimal.append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
