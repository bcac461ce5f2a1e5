// A request that this program sends.
// Any thread. It may carry credentials, so printing it shows neither headers nor query.

/// One HTTP request with its bounds.
package struct OutgoingRequest: Sendable {
    /// The method, a token of RFC 9110 section 9.1 in its exact case.
    package var method: String
    /// An absolute `http` or `https` URL.
    package var url: String
    /// Header fields in order; framing fields are libcurl's and refused here.
    package var headers: [(name: String, value: String)]
    /// The body; a `POST`, `PUT` or `PATCH` without one sends `Content-Length: 0`.
    package var body: [UInt8]
    /// From the transfer's begin to the response's last byte; above zero.
    package var timeout: Duration
    /// From the transfer's begin to the established connection; above zero.
    package var connectTimeout: Duration
    /// The longest response body, counted after decompression.
    package var maximumResponseBytes: Int
    /// Whether to ask for gzip and to decompress it.
    package var acceptsGzip: Bool
    /// The HTTP that is spoken; HTTP/1.1 unless told otherwise.
    package var version: HTTPVersion
    /// The keys of an `https` connection; the system's authorities unless told otherwise.
    package var tls: TLSFiles

    /// Makes a request; 10 s in all, 5 s to connect and 1 MiB of response unless told otherwise.
    package init(
        method: String = "GET", url: String, headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], timeout: Duration = .seconds(10),
        connectTimeout: Duration = .seconds(5), maximumResponseBytes: Int = 1 << 20,
        acceptsGzip: Bool = false, version: HTTPVersion = .http1, tls: TLSFiles = TLSFiles()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.maximumResponseBytes = maximumResponseBytes
        self.acceptsGzip = acceptsGzip
        self.version = version
        self.tls = tls
    }

    /// Whether a body is sent, be it an empty one.
    var hasBody: Bool {
        method != "HEAD" && (!body.isEmpty || ["POST", "PUT", "PATCH"].contains(method))
    }
}

extension OutgoingRequest: CustomStringConvertible, CustomReflectable {
    /// The method alone: the URL may hold user-info and keys in its query.
    package var description: String { "\(method) request" }

    /// Keeps `dump` and string interpolation of enclosing values from showing credentials.
    package var customMirror: Mirror { Mirror(self, children: ["method": method]) }
}
