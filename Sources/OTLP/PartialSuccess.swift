// The body of a 2xx answer, opentelemetry/proto/collector/trace/v1/trace_service.proto.
// Any thread; pure.
import Wire

/// What the receiver took exception to although it accepted the request.
struct PartialSuccess: Hashable, Sendable {
    /// Spans it refused, 0 or more.
    var rejectedSpans: Int
    /// Its words, perhaps empty.
    var message: String

    /// `nil` where nothing was objected to, and where the body cannot be read: the status alone
    /// decides that the spans arrived.
    static func parse(_ body: [UInt8], as wire: WireProtocol) -> PartialSuccess? {
        let found = wire == .httpJSON ? parseJSON(body) : parseProtobuf(body)
        guard let found, found.rejectedSpans > 0 || !found.message.isEmpty else { return nil }
        return found
    }

    private static func parseProtobuf(_ body: [UInt8]) -> PartialSuccess? {
        var found: PartialSuccess?
        do throws(ProtobufError) {
            var response = ProtobufReader(body)
            while let field = try response.next() {
                guard field.number == 1 else { continue }
                var partial = PartialSuccess(rejectedSpans: 0, message: "")
                var reader = try response.message(field)
                while let inner = try reader.next() {
                    switch inner.number {
                    case 1:
                        partial.rejectedSpans = Int(
                            clamping: Int64(bitPattern: try reader.varint(inner)))
                    case 2: partial.message = try reader.string(inner)
                    default: continue
                    }
                }
                partial.rejectedSpans = max(0, partial.rejectedSpans)
                found = partial
            }
        } catch {
            return nil
        }
        return found
    }

    /// proto3 JSON writes 64-bit integers as strings, and readers take numbers too.
    private static func parseJSON(_ body: [UInt8]) -> PartialSuccess? {
        // Why: an answer that is no JSON objects to nothing that could be told.
        guard let response = try? JSONParser().parse(body),
            let partial = response["partialSuccess"] ?? response["partial_success"]
        else { return nil }
        let rejected = partial["rejectedSpans"] ?? partial["rejected_spans"]
        let count = rejected?.integer ?? rejected?.string.flatMap { Int64($0) } ?? 0
        let message = partial["errorMessage"] ?? partial["error_message"]
        return PartialSuccess(
            rejectedSpans: max(0, Int(clamping: count)), message: message?.string ?? "")
    }
}
