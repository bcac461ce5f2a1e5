// Reads exported bytes back as a receiver would, through Wire's own reader.
import Wire

/// What a receiver reads, as nested fields, through Wire's own reader.
struct DecodedMessage {
    private(set) var fields: [ProtobufField] = []
    private let reader: ProtobufReader

    init(_ bytes: [UInt8]) throws { try self.init(ProtobufReader(bytes)) }

    init(_ reader: ProtobufReader) throws {
        self.reader = reader
        var cursor = reader
        while let field = try cursor.next() { fields.append(field) }
    }

    func all(_ number: Int) -> [ProtobufField] { fields.filter { $0.number == number } }
    func messages(_ number: Int) throws -> [DecodedMessage] {
        try all(number).map { try DecodedMessage(reader.message($0)) }
    }
    func message(_ number: Int) throws -> DecodedMessage? { try messages(number).first }
    func text(_ number: Int) throws -> String? {
        try all(number).first.map { try reader.string($0) }
    }
    func bytes(_ number: Int) throws -> [UInt8]? {
        try all(number).first.map { Array(reader.bytes[try reader.range(of: $0)]) }
    }
    func varint(_ number: Int) throws -> UInt64? {
        try all(number).first.map { try reader.varint($0) }
    }
    func fixed64(_ number: Int) throws -> UInt64? {
        try all(number).first.map { try reader.fixed64($0) }
    }
    func fixed32(_ number: Int) throws -> UInt32? {
        try all(number).first.map { try reader.fixed32($0) }
    }

    /// The attributes of a field, each as `key=value`.
    func attributes(_ number: Int) throws -> [String] {
        try messages(number).map { pair in
            let value = try pair.message(2).map { try $0.anyValue() } ?? "none"
            return "\(try pair.text(1) ?? "none")=\(value)"
        }
    }

    private func anyValue() throws -> String {
        if let text = try text(1) { return text }
        if let flag = try varint(2) { return flag == 1 ? "true" : "false" }
        if let number = try varint(3) { return "\(Int64(bitPattern: number))" }
        if let number = try fixed64(4) { return "\(Double(bitPattern: number))" }
        if let array = try message(5) {
            return "[" + (try array.messages(1).map { try $0.anyValue() }).joined(separator: ",")
                + "]"
        }
        return "none"
    }
}
