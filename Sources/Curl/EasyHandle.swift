// One libcurl easy handle with what must live as long as it: header list and error text.
// The transfer thread only.

internal import CCurl

/// Owns a `CURL *`; reused for one transfer after another.
@safe final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?

    init() throws(TransferError) {
        guard let pointer = unsafe curl_easy_init() else {
            throw TransferError(phase: .other, message: "libcurl has no memory for a transfer")
        }
        unsafe self.pointer = pointer
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe curl_slist_free_all(headers)
        unsafe errorText.deallocate()
    }

    /// The pointer as a key; unique among the handles that live.
    var identity: UInt { unsafe UInt(bitPattern: pointer) }

    /// libcurl's own words about the last failure; only TLS ones are fit for a log.
    var lastErrorText: String { unsafe String(cString: errorText) }

    /// Forgets the last request and everything that it pointed to.
    func reset() {
        unsafe curl_easy_reset(pointer)
        unsafe curl_slist_free_all(headers)
        unsafe headers = nil
        unsafe errorText[0] = 0
    }

    /// Sets everything of a checked request but its receivers.
    func prepare(
        _ request: OutgoingRequest, target: RequestTarget, limits: TransferLimits
    ) throws(TransferError) {
        try unsafe check(ccurl_set_house_rules(pointer, limits.connectionLifetimeSeconds))
        try unsafe check(ccurl_set_error_buffer(pointer, errorText))
        try unsafe check(ccurl_set_url(pointer, request.url))
        try unsafe check(
            ccurl_set_timeouts(
                pointer, Self.milliseconds(request.timeout),
                Self.milliseconds(request.connectTimeout)))
        if request.acceptsGzip { try unsafe check(ccurl_accept_gzip(pointer)) }
        if target.isLoopback { try unsafe check(ccurl_never_proxy(pointer)) }
        if request.version == .http2 { try useHTTP2(isPlain: target.isPlain) }
        try setTLS(request.tls)
        try setMethod(of: request)
        try setHeaders(of: request)
    }

    private func useHTTP2(isPlain: Bool) throws(TransferError) {
        try unsafe check(ccurl_use_http2(pointer, isPlain ? 1 : 0))
        if isPlain, ccurl_can_reuse_plain_http2() == 0 {
            try unsafe check(ccurl_use_connection_once(pointer))
        }
    }

    private func setTLS(_ files: TLSFiles) throws(TransferError) {
        if let path = files.authorities { try unsafe check(ccurl_set_authorities(pointer, path)) }
        if let path = files.clientCertificate {
            try unsafe check(ccurl_set_client_certificate(pointer, path))
        }
        if let path = files.clientKey { try unsafe check(ccurl_set_client_key(pointer, path)) }
    }

    private func setMethod(of request: OutgoingRequest) throws(TransferError) {
        if request.method == "HEAD" { return try unsafe check(ccurl_use_head(pointer)) }
        try unsafe check(ccurl_set_size_limit(pointer, curl_off_t(request.maximumResponseBytes)))
        try unsafe check(ccurl_set_method(pointer, request.method))
    }

    private func setHeaders(of request: OutgoingRequest) throws(TransferError) {
        // Why: libcurl would wait up to a second for a 100 before bodies above 1 MiB, and would
        // call every body a form. An empty value takes a field of its own out.
        try append("Expect:")
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            try append("Content-Type:")
        }
        for (name, value) in request.headers {
            // Why: libcurl's spelling of a field that is sent with an empty value.
            try append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        try unsafe check(ccurl_set_headers(pointer, headers))
    }

    private func append(_ line: String) throws(TransferError) {
        guard let longer = unsafe curl_slist_append(headers, line) else {
            throw TransferError(phase: .other, message: "libcurl has no memory for a header")
        }
        unsafe headers = longer
    }

    private func check(_ code: CURLcode) throws(TransferError) {
        guard code != CURLE_OK else { return }
        throw TransferError(
            phase: .other, code: Int32(code.rawValue),
            message:
                "libcurl refused an option: \(unsafe String(cString: curl_easy_strerror(code)))")
    }

    /// Rounded up, so that no timeout becomes libcurl's 0 for "none"; at most 24 days.
    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        guard seconds < 2_147_483 else { return 2_147_483_000 }
        return Int(seconds) * 1_000
            + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
