// What a response of HTTP/2 means as the end of a gRPC call: status and words from its trailers, or
// from its head where it has no body.
// Any thread; pure.
import Curl
import Reactor
import Wire

/// Reads the end of a call.
enum RPCReply {
    /// The reply of a response; its body at most `maximumBytes` after inflation.
    static func read(
        _ response: OutgoingResponse, maximumBytes: Int, now: WallTime
    ) -> ExportReply {
        // Why the last: a field of the trailers stands behind one of the head.
        let code = response.headers.last { $0.name == "grpc-status" }.flatMap { Int($0.value) }
        let words = response.headers.last { $0.name == "grpc-message" }?.value ?? ""
        let details = response.headers.last { $0.name == "grpc-status-details-bin" }?.value
        let delay = details.flatMap { Base64.decode($0) }.flatMap(ErrorStatus.retryDelay)
        guard let code else {
            return isRPC(response)
                ? readCutOff(response, maximumBytes: maximumBytes) : readPlain(response, now: now)
        }
        let status = RPCStatus(rawValue: code) ?? .unknown
        let message = percentDecoded(words)
        guard status == .ok else {
            return .rpc(status: status, message: message, retryAfter: delay, body: [])
        }
        do throws(RPCFrame.Fault) {
            let body = try RPCFrame.unwrap(response.body, maximumBytes: maximumBytes)
            return .rpc(status: .ok, message: message, retryAfter: nil, body: body)
        } catch {
            guard error != .tooLarge else {
                return .unanswered(
                    label: "response_too_large",
                    reason: "the response is larger than \(maximumBytes) bytes",
                    isRetryable: false)
            }
            // Why: the status says that the spans arrived; what cannot be read objects to nothing.
            return .rpc(status: .ok, message: message, retryAfter: nil, body: [])
        }
    }

    private static func isRPC(_ response: OutgoingResponse) -> Bool {
        response.status == 200
            && response.header("content-type")?.hasPrefix("application/grpc") == true
    }

    /// What a receiver of gRPC answered, as far as it came. Why it is not final: libcurl before 8.0
    /// loses the trailers where the receiver is about to close the connection, as every one does
    /// that is restarted. A message that is whole says that the call went well, since one that
    /// failed has none.
    private static func readCutOff(
        _ response: OutgoingResponse, maximumBytes: Int
    ) -> ExportReply {
        let cutOff = ExportReply.unanswered(
            label: "receive", reason: "the response ended before its gRPC status",
            isRetryable: true)
        guard !response.body.isEmpty else { return cutOff }
        do throws(RPCFrame.Fault) {
            let body = try RPCFrame.unwrap(response.body, maximumBytes: maximumBytes)
            return .rpc(status: .ok, message: "", retryAfter: nil, body: body)
        } catch {
            return cutOff
        }
    }

    /// What something in front of the receiver answered, which speaks HTTP but no gRPC.
    private static func readPlain(_ response: OutgoingResponse, now: WallTime) -> ExportReply {
        // Why: gRPC has no status for it, and what is too large for a proxy fits in parts.
        if response.status == 413 {
            return .answered(status: 413, retryAfter: nil, body: response.body)
        }
        let status =
            response.status == 200 ? .unknown : RPCStatus.mapping(httpStatus: response.status)
        return .rpc(
            status: status, message: "HTTP \(response.status) without a gRPC status",
            retryAfter: RetryAfter.read(response, now: now), body: [])
    }

    /// `%` and two digits are a byte; anything else stands for itself, as gRPC asks of readers.
    static func percentDecoded(_ text: String) -> String {
        String(decoding: PercentCoding.decoded(text.utf8.span), as: UTF8.self)
    }
}
