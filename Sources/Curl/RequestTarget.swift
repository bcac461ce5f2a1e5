// Where a request goes, as libcurl itself reads its URL: so our checks and its transfer agree.
// Any thread.

internal import CCurl

/// The authority of a URL without its user-info.
struct RequestTarget: Equatable, Sendable {
    /// The host as written; IPv6 in brackets.
    var host: String
    /// The port, the scheme's own where the URL names none.
    var port: String
    /// Whether the scheme is `http`.
    var isPlain: Bool

    /// Reads an absolute `http` or `https` URL; `nil` for anything else.
    init?(url: String) {
        // Why: libcurl takes one to three slashes, and so a path for a host.
        guard let separator = url.firstRange(of: "://"),
            url[separator.upperBound...].first != "/"
        else { return nil }
        guard let parsed = unsafe curl_url() else { return nil }
        defer { unsafe curl_url_cleanup(parsed) }
        guard unsafe curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = unsafe Self.part(CURLUPART_SCHEME, of: parsed),
            scheme == "http" || scheme == "https",
            let host = unsafe Self.part(CURLUPART_HOST, of: parsed), !host.isEmpty,
            let port = unsafe Self.part(CURLUPART_PORT, of: parsed)
        else { return nil }
        self.host = host
        self.port = port
        isPlain = scheme == "http"
    }

    /// For messages: `127.0.0.1:4318`.
    var authority: String { "\(host):\(port)" }

    /// Whether the host is this machine, so that no proxy may stand between (RFC 6761 section 6.3).
    var isLoopback: Bool {
        let name = host.lowercased()
        if name == "localhost" || name.hasSuffix(".localhost") || name == "[::1]" { return true }
        let octets = name.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127"
            && octets.allSatisfy { UInt8($0) != nil }
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        let flags = UInt32(CURLU_DEFAULT_PORT)
        guard unsafe curl_url_get(url, part, &text, flags) == CURLUE_OK,
            let text = unsafe text
        else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }
}
