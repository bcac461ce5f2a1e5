// The field lines that every reply carries: what it allows nobody to do with it, and which trace,
// span and request it belongs to. Written in one copy, the identifiers into their places. The
// loop's thread.
import HTTPServer
import Wire

/// What every reply says of itself.
enum ReplyIdentity {
    // Why the zeros: the identifiers go in their place, counted from the end.
    private static var text: StaticString {
        """
        X-Content-Type-Options: nosniff\r\n\
        Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n\
        Referrer-Policy: no-referrer\r\n\
        Cross-Origin-Resource-Policy: same-origin\r\n\
        X-Trace-Id: 00000000000000000000000000000000\r\n\
        X-Span-Id: 0000000000000000\r\n\
        X-Request-Id: 00000000000000000000000000000000\r\n
        """
    }
    // From the begin of each identifier to the end of the text, in bytes.
    private static var requestDistance: Int { 34 }
    private static var spanDistance: Int { 66 }
    private static var traceDistance: Int { 111 }

    /// Appends the fields with a request's own identifiers.
    static func append(_ notes: borrowing RequestNotes, to sink: inout ByteSink) {
        sink.append(text)
        sink.replace(last: traceDistance, hex: notes.words[0])
        sink.replace(last: traceDistance - 16, hex: notes.words[1])
        sink.replace(last: spanDistance, hex: notes.words[2])
        sink.replace(last: requestDistance, hex: notes.words[7])
        sink.replace(last: requestDistance - 16, hex: notes.words[8])
    }

    /// Takes the generated identifier of the request away again, and the end of its line.
    static func dropRequestID(from sink: inout ByteSink) {
        sink.truncate(to: sink.count - requestDistance)
    }
}
