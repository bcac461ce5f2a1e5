// The two spans of a request, encoded when they end into the loop's own buffer. The stable HTTP
// semantic conventions (v1.44, HTTP server span) say which attributes and when.
import HTTPCore
import HTTPServer
import OTLP
import TraceSDK

/// What an instance adds to its spans, by settings.
struct SpanStyle: Sendable {
    /// Adds the old `http.method`, `http.status_code` and `http.target` that dashboards read.
    var addsOldAttributes = false
    /// Believes what a proxy in front says of the client.
    var trustsForwarded = false
}

/// What a span of a request says about its trace, besides who it is.
struct RequestSpanTrace {
    /// The vendors' state, empty for nearly every request.
    var state = TraceState()
    /// Why it is exported although no sampler chose it.
    var reason: KeepPolicy.Reason?
    /// The caller's span, where it is linked to.
    var caller: SpanContext?
}

/// Writes request spans.
enum RequestSpans {
    /// Longest text taken from a request into one attribute, in bytes.
    static let textLimit = 1024
    /// Longest `provider` of a provider that is not known, in bytes.
    static let providerLimit = 64

    /// Writes the SERVER span of a request; of one that did not parse only who sent it is known.
    static func encodeServer(
        _ request: borrowing Request, _ trace: RequestTrace, route: GatewayRoute?,
        status: Status?, endMonotonicNanoseconds: UInt64, style: SpanStyle,
        about: RequestSpanTrace?, usual: RequestSpanTemplates,
        last: inout LastRequest, into encoder: inout SpanEncoder
    ) {
        let end = trace.unixNanoseconds(atMonotonic: endMonotonicNanoseconds)
        encoder.begin(
            SpanHead(
                traceID: trace.traceID, spanID: trace.spanID, flags: trace.flags,
                parentSpanID: trace.parentSpanID, parentIsRemote: trace.parentSpanID.isValid,
                role: .server, startUnixNanoseconds: trace.startUnixNanoseconds,
                endUnixNanoseconds: end))
        encode(about, into: &encoder)
        if status == nil { encodeNoReply(isCutOff: trace.isCutOff, into: &encoder) }
        guard request.isParsed else {
            encoder.name("HTTP")
            encoder.attribute("http.request.method", "_OTHER")
            encoder.attribute("url.scheme", "http")
            if let status { encodeStatus(status, into: &encoder) }
            if style.addsOldAttributes { encodeOld("_OTHER", status, into: &encoder) }
            encodePeer(request, style, &last.peers, into: &encoder)
            encoder.end()
            return
        }
        if let route, status == .ok, request.method == .get, request.minorVersion == 1,
            !trace.isSecure
        {
            usual.appendServer(route, to: &encoder)
        } else {
            encodeFacts(
                route?.template, request.method, status, request.minorVersion,
                isSecure: trace.isSecure, style, into: &encoder)
        }
        if !last.describes(request) {
            last.texts.replace { encodeTexts(request, style, &last.authorities, into: &$0) }
        }
        encoder.append(0, of: last.texts)
        encodePeer(request, style, &last.peers, into: &encoder)
        encoder.end()
    }

    /// The name and what a request has in common with all others of its kind.
    static func encodeFacts(
        _ route: StaticString?, _ method: Method, _ status: Status?, _ minorVersion: Int,
        isSecure: Bool, _ style: SpanStyle, into encoder: inout SpanEncoder
    ) {
        let shown: StaticString = method == .other ? "HTTP" : method.name
        if let route {
            encoder.name(shown, route)
            encoder.attribute("http.route", route)
        } else {
            encoder.name(shown)
        }
        encoder.attribute("http.request.method", method.name)
        encoder.attribute("url.scheme", isSecure ? "https" : "http")
        encoder.attribute("network.protocol.version", minorVersion == 1 ? "1.1" : "1.0")
        if let status { encodeStatus(status, into: &encoder) }
        if style.addsOldAttributes { encodeOld(method.name, status, into: &encoder) }
    }

    /// The old names of method and status; that of the path goes with the path.
    private static func encodeOld(
        _ method: StaticString, _ status: Status?, into encoder: inout SpanEncoder
    ) {
        encoder.attribute("http.method", method)
        if let status { encoder.attribute("http.status_code", Int(status.code)) }
    }

    /// Writes the INTERNAL span inside a request; `attributes` adds what belongs to its name.
    static func encodeInner(
        _ trace: RequestTrace, spanID: SpanID, name: StaticString, failed: Bool,
        from start: UInt64, to end: UInt64, about: RequestSpanTrace? = nil,
        into encoder: inout SpanEncoder, attributes: (inout SpanEncoder) -> Void
    ) {
        encoder.begin(innerHead(trace, spanID: spanID, from: start, to: end))
        encode(about, into: &encoder)
        encoder.name(name)
        attributes(&encoder)
        if failed { encoder.statusError() }
        encoder.end()
    }

    /// Identity and times of the INTERNAL span inside a request.
    static func innerHead(
        _ trace: RequestTrace, spanID: SpanID, from start: UInt64, to end: UInt64
    ) -> SpanHead {
        SpanHead(
            traceID: trace.traceID, spanID: spanID, flags: trace.flags,
            parentSpanID: trace.spanID, parentIsRemote: false, role: .internal,
            startUnixNanoseconds: trace.unixNanoseconds(atMonotonic: start),
            endUnixNanoseconds: trace.unixNanoseconds(atMonotonic: end))
    }

    private static func encode(_ about: RequestSpanTrace?, into encoder: inout SpanEncoder) {
        guard let about else { return }
        encoder.traceState(about.state)
        if let reason = about.reason {
            encoder.attribute(KeepPolicy.attributeName, reason.rawValue)
        }
        if let caller = about.caller { encoder.link(caller) }
    }

    private static func encodeNoReply(isCutOff: Bool, into encoder: inout SpanEncoder) {
        encoder.attribute("error.type", isCutOff ? "shutdown" : "client_disconnected")
        // Why: a client that leaves is no error of the server's (HTTP server span, status).
        if isCutOff { encoder.statusError() }
    }

    private static func encodeStatus(_ status: Status, into encoder: inout SpanEncoder) {
        encoder.attribute("http.response.status_code", Int(status.code))
        guard status.code >= 500 else { return }
        encoder.attribute("error.type", errorType(of: status))
        encoder.statusError()
    }

    /// The status as text, the `error.type` of a reply from 500 on.
    static func errorType(of status: Status) -> StaticString {
        switch status.code {
        case 500: "500"
        case 501: "501"
        case 502: "502"
        case 503: "503"
        case 504: "504"
        case 505: "505"
        default: "5xx"
        }
    }

    private static func encodeTexts(
        _ request: borrowing Request, _ style: SpanStyle,
        _ authorities: inout AuthorityFields, into encoder: inout SpanEncoder
    ) {
        let path = request.path
        let query = request.query
        let agent = request.first(.userAgent)
        let forwarded = style.trustsForwarded ? ForwardedFacts.authority(request) : nil
        let authority = forwarded ?? request.authority
        let original: Slice? = request.method == .other ? request.methodSlice : nil
        request.withBytes { bytes in
            encoder.attribute("url.path", bytes.extracting(range(path)))
            if let query, query.count > 0 {
                encoder.attribute("url.query", redacted(query, of: bytes))
            }
            if let agent {
                encoder.attribute("user_agent.original", bytes.extracting(range(agent)))
            }
            if let original {
                encoder.attribute("http.request.method_original", bytes.extracting(range(original)))
            }
            if let authority { authorities.append(authority, of: bytes, to: &encoder) }
            if style.addsOldAttributes {
                let shown = Slice(start: path.start, count: range(path).count).text(in: bytes)
                let rest = query.map { "?" + redacted($0, of: bytes) } ?? ""
                encoder.attribute("http.target", shown + rest)
            }
        }
    }

    /// A query goes into the span without the values that may be secret.
    private static func redacted(_ query: Slice, of bytes: Span<UInt8>) -> String {
        String(RedactedQuery.text(of: query, in: bytes).prefix(textLimit))
    }

    /// `host[:port]`; the brackets of an IPv6 address are no part of it.
    static func encodeAuthority(
        _ authority: Slice, of bytes: Span<UInt8>, into encoder: inout SpanEncoder
    ) {
        var hostEnd = authority.end
        var port = 0
        var index = authority.end
        while index > authority.start, bytes[index - 1] &- 0x30 < 10 { index -= 1 }
        if index > authority.start, bytes[index - 1] == 0x3A {
            for position in index..<authority.end {
                port = port * 10 + Int(bytes[position] - 0x30)
            }
            hostEnd = index - 1
        }
        var host = Slice(start: authority.start, count: hostEnd - authority.start)
        if host.count > 2, bytes[host.start] == 0x5B {
            host = Slice(start: host.start + 1, count: host.count - 2)
        }
        encoder.attribute("server.address", bytes.extracting(range(host)))
        if port > 0 { encoder.attribute("server.port", port) }
    }

    private static func encodePeer(
        _ request: borrowing Request, _ style: SpanStyle, _ peers: inout PeerFields,
        into encoder: inout SpanEncoder
    ) {
        let isTold = style.trustsForwarded && request.isParsed
        let client = isTold ? ForwardedFacts.client(request) : nil
        if let client {
            request.withBytes { encoder.attribute("client.address", $0.extracting(range(client))) }
        }
        let peer = request.peer
        guard peer.count > 0 else { return }
        if client == nil {
            peers.append(peer, to: &encoder)
        } else {
            peer.withText { encoder.attribute("network.peer.address", $0) }
        }
        encoder.attribute("network.peer.port", Int(peer.port))
    }

    private static func range(_ slice: Slice) -> Range<Int> {
        slice.start..<(slice.start + min(slice.count, textLimit))
    }
}
