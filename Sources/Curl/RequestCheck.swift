// What may be sent at all: judged before libcurl sees it, so that no caller's text can become
// another header or another request.
// Any thread. Pure but for libcurl's URL parser.

/// The judgement over one request.
enum RequestCheck {
    /// The target of a request that may be sent, or the reason why it may not.
    static func target(
        of request: OutgoingRequest, limits: TransferLimits
    ) throws(TransferError) -> RequestTarget {
        guard isToken(request.method), request.method.utf8.count <= 32 else {
            throw invalid("the method is not a token")
        }
        guard request.url.utf8.count <= limits.maximumURLBytes else {
            throw invalid("the URL is longer than \(limits.maximumURLBytes) bytes")
        }
        guard request.url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            let target = RequestTarget(url: request.url)
        else { throw invalid("the URL is not an absolute http or https URL") }
        guard request.timeout > .zero, request.connectTimeout > .zero else {
            throw invalid("a timeout must be above zero")
        }
        guard request.maximumResponseBytes >= 0 else {
            throw invalid("the response limit must not be negative")
        }
        guard request.headers.count <= limits.maximumRequestHeaders else {
            throw invalid("more than \(limits.maximumRequestHeaders) header fields")
        }
        for header in request.headers { try check(header) }
        return target
    }

    private static func check(
        _ header: (name: String, value: String)
    ) throws(TransferError) {
        guard isToken(header.name) else { throw invalid("a header name is not a token") }
        let name = header.name.lowercased()
        guard name != "content-length", name != "transfer-encoding" else {
            throw invalid("\(name) belongs to the transfer, not to its caller")
        }
        guard header.value.utf8.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }) else {
            throw invalid("the value of the header \(name) has a control character")
        }
    }

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
                default: false
                }
            }
    }

    private static func invalid(_ message: String) -> TransferError {
        TransferError(phase: .invalidRequest, message: message)
    }
}
