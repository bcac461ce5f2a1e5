// OTLP/HTTP (OpenTelemetry protocol 1.x, section "OTLP/HTTP"): one export request to its reply.
// Any thread. Pure; nothing of a request that is refused reaches the store.

internal import Gzip
internal import HTTPCore
internal import Wire

/// Answers `POST /v1/traces`.
package struct ExportReceiver: Sendable {
    private static let mediaType: StaticString = "application/x-protobuf"

    private let limits: PocketLimits
    private let decoder: ExportDecoder

    /// Makes a receiver; it keeps no state between requests.
    package init(limits: PocketLimits = PocketLimits()) {
        self.limits = limits
        decoder = ExportDecoder(limits: limits)
    }

    /// The reply to a request and the spans that it brought: 200 with the count of rejected spans
    /// where there were any, 400 for malformed protobuf or gzip, 413 beyond a limit, 415 for
    /// another media type or encoding.
    package func receive(
        contentType: String?, contentEncoding: String?, body: [UInt8]
    ) -> (reply: PocketReply, spans: [PocketSpan]) {
        guard Self.essence(of: contentType) == "\(Self.mediaType)" else {
            return refuse(.unsupportedMediaType, "send application/x-protobuf")
        }
        guard body.count <= limits.maximumRequestBytes else {
            return refuse(
                .contentTooLarge, "a request has at most \(limits.maximumRequestBytes) bytes")
        }
        switch contentEncoding?.lowercased() {
        case nil, "", "identity":
            return decode(body)
        case "gzip":
            do throws(GzipError) {
                return decode(
                    try GzipFormat.inflate(
                        body.span, maximumBytes: limits.maximumInflatedBytes))
            } catch .tooLarge {
                return refuse(
                    .contentTooLarge, "\(GzipError.tooLarge(limit: limits.maximumInflatedBytes))")
            } catch {
                return refuse(.badRequest, "\(error)")
            }
        default:
            return refuse(.unsupportedMediaType, "send gzip or no content encoding")
        }
    }

    private func decode(_ message: [UInt8]) -> (reply: PocketReply, spans: [PocketSpan]) {
        do throws(ProtobufError) {
            let export = try decoder.decode(message)
            return (accept(rejectedSpans: export.rejectedSpans), export.spans)
        } catch {
            return refuse(.badRequest, "\(error)")
        }
    }

    /// An `ExportTraceServiceResponse`: empty, or with a partial success.
    private func accept(rejectedSpans: Int) -> PocketReply {
        var body: [UInt8] = []
        if rejectedSpans > 0 {
            let partial = Protobuf.beginMessage(field: 1, to: &body)
            Protobuf.appendVarint(field: 1, UInt64(rejectedSpans), to: &body)
            Protobuf.appendString(
                field: 2, literal: "a span needs a trace id of 16 bytes and a span id of 8",
                to: &body)
            Protobuf.endMessage(partial, in: &body)
        }
        return PocketReply(contentType: Self.mediaType, body: body)
    }

    /// A `google.rpc.Status` with code 3, INVALID_ARGUMENT.
    private func refuse(
        _ status: Status, _ message: String
    ) -> (reply: PocketReply, spans: [PocketSpan]) {
        var body: [UInt8] = []
        Protobuf.appendVarint(field: 1, 3, to: &body)
        Protobuf.appendString(field: 2, message, to: &body)
        return (PocketReply(status: status, contentType: Self.mediaType, body: body), [])
    }

    /// A media type without its parameters, in lower case.
    private static func essence(of contentType: String?) -> String? {
        contentType?.prefix { $0 != ";" && $0 != " " }.lowercased()
    }
}
