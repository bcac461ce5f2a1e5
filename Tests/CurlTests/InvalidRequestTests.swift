// Requests that are refused before libcurl sees them, each with its reason.
import Curl
import Testing

/// Requests that never leave the machine.
struct InvalidRequestTests {
    @Test(arguments: [
        "", "/relative", "example.com", "ftp://example.com/", "file:///etc/passwd", "http://",
        "http:///path", "http:/path", "http:path", "http://exa mple/", "http://example.com/a b",
        "http://a\r\nHost: b/",
        "http://example.com/\u{0}", "http://example.com:99999/", "http://[::1/", "gopher://x/",
    ])
    func aURLMustBeAbsoluteHTTP(url: String) async throws {
        let error = try await refusal(OutgoingRequest(url: url))
        #expect(error.message == "the URL is not an absolute http or https URL")
    }

    @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\r", "\n", "a\u{0}b", "a\u{1B}b", "a\u{7F}"])
    func aHeaderValueCannotBecomeAnotherHeader(value: String) async throws {
        let error = try await refusal(
            OutgoingRequest(url: "http://127.0.0.1:1/", headers: [("X-Test", value)]))
        #expect(error.message == "the value of the header x-test has a control character")
    }

    @Test(arguments: ["", "a b", "a:", "a\r\nb", "é", "a(b)"])
    func aHeaderNameMustBeAToken(name: String) async throws {
        let error = try await refusal(
            OutgoingRequest(url: "http://127.0.0.1:1/", headers: [(name, "1")]))
        #expect(error.message == "a header name is not a token")
    }

    @Test(arguments: ["Content-Length", "transfer-encoding"])
    func framingIsNotTheCallersBusiness(name: String) async throws {
        let error = try await refusal(
            OutgoingRequest(url: "http://127.0.0.1:1/", headers: [(name, "5")]))
        #expect(error.message == "\(name.lowercased()) belongs to the transfer, not to its caller")
    }

    @Test(arguments: ["", "GET /", "GE\r\nT", String(repeating: "A", count: 33)])
    func aMethodMustBeAToken(method: String) async throws {
        let error = try await refusal(OutgoingRequest(method: method, url: "http://127.0.0.1:1/"))
        #expect(error.message == "the method is not a token")
    }

    @Test func timeoutsMustBeAboveZero() async throws {
        for (total, connect) in [(0, 1), (1, 0), (-1, 1), (1, -1)] {
            let error = try await refusal(
                OutgoingRequest(
                    url: "http://127.0.0.1:1/", timeout: .seconds(total),
                    connectTimeout: .seconds(connect)))
            #expect(error.message == "a timeout must be above zero")
        }
    }

    @Test func headersAndURLAreBoundedExactly() async throws {
        let base = "http://127.0.0.1:1/"
        let path = String(repeating: "a", count: 8_192 - base.utf8.count)
        let fields = Array(repeating: (name: "X-A", value: "b"), count: 64)
        let fitting = OutgoingRequest(url: base + path, headers: fields)
        #expect(try await error(fitting).phase == .connect)
        let long = try await refusal(OutgoingRequest(url: base + path + "a"))
        #expect(long.message == "the URL is longer than 8192 bytes")
        let many = try await refusal(
            OutgoingRequest(url: base, headers: fields + [(name: "X-A", value: "b")]))
        #expect(many.message == "more than 64 header fields")
    }

    private func refusal(_ request: OutgoingRequest) async throws -> TransferError {
        let error = try await error(request)
        #expect(error.phase == .invalidRequest)
        return error
    }

    private func error(_ request: OutgoingRequest) async throws -> TransferError {
        let transfers = try TransferThread(library: try CurlLibrary())
        defer { transfers.shutdown() }
        guard case .failure(let error) = await transfers.send(request) else {
            throw TransferError(phase: .other, message: "the request was answered")
        }
        return error
    }
}
