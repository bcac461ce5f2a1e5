// The body of an answer that is no 2xx: google.rpc.Status, of which only the words are of use.
// Any thread; pure.
import Wire

/// Reads why a receiver refused.
enum ErrorStatus {
    /// A longer text is a page, not a reason.
    private static let maximumTextBytes = 4_096

    /// Its words, empty where the body holds none. Not every receiver keeps to the specification,
    /// and what stands in front of one knows nothing of it: JSON and plain text count too.
    static func message(in body: [UInt8], as wire: WireProtocol) -> String {
        let words = wire == .httpJSON ? "" : status(body)
        guard words.isEmpty, body.count <= maximumTextBytes,
            let text = String(validating: body, as: UTF8.self)
        else { return words }
        // Why: a body that is no JSON may be plain text.
        if let json = try? JSONParser().parse(body) {
            return json["message"]?.string ?? json["error"]?.string ?? ""
        }
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D) ~= $0 }
        let trimmed = text.drop(while: \.isWhitespace)
        return isPlain && trimmed.first != "<" ? String(trimmed) : ""
    }

    private static func status(_ body: [UInt8]) -> String {
        do throws(ProtobufError) {
            var words = ""
            var reader = ProtobufReader(body)
            while let field = try reader.next() {
                if field.number == 2 { words = try reader.string(field) }
            }
            return words
        } catch {
            return ""
        }
    }

    /// The wait that a `RetryInfo` among the details asks for.
    static func retryDelay(in body: [UInt8]) -> Duration? {
        do throws(ProtobufError) {
            var delay: Duration?
            var status = ProtobufReader(body)
            while let field = try status.next() {
                guard field.number == 3 else { continue }
                delay = try retryInfo(status.message(field)) ?? delay
            }
            return delay
        } catch {
            return nil
        }
    }

    /// google.protobuf.Any around google.rpc.RetryInfo around google.protobuf.Duration.
    private static func retryInfo(_ reader: ProtobufReader) throws(ProtobufError) -> Duration? {
        var any = reader
        var isRetryInfo = false
        var info: ProtobufReader?
        while let field = try any.next() {
            switch field.number {
            case 1: isRetryInfo = try any.string(field).hasSuffix("/google.rpc.RetryInfo")
            case 2: info = try any.message(field)
            default: continue
            }
        }
        guard isRetryInfo, var info else { return nil }
        while let field = try info.next() {
            guard field.number == 1 else { continue }
            var seconds: Int64 = 0
            var nanoseconds: Int64 = 0
            var duration = try info.message(field)
            while let part = try duration.next() {
                switch part.number {
                case 1: seconds = Int64(bitPattern: try duration.varint(part))
                case 2: nanoseconds = Int64(bitPattern: try duration.varint(part))
                default: continue
                }
            }
            // Why: however odd the wait, the receiver says that it will take the spans later.
            guard seconds >= 0, (0..<1_000_000_000).contains(nanoseconds) else { return .zero }
            return .seconds(min(seconds, RetryAfter.maximumSeconds)) + .nanoseconds(nanoseconds)
        }
        return .zero
    }
}
