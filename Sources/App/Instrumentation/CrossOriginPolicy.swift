// Which sites' scripts may read the answers (the Fetch standard, CORS). Off unless it is set;
// credentials are never allowed. Made once at start; the loop's thread asks it, and only where it
// is on.
import HTTPCore
import HTTPServer
import Wire

/// The answers to `Origin`, written before they are asked for.
struct CrossOriginPolicy: Sendable {
    private let allowsAll: Bool
    private let origins: [[UInt8]]
    private let exposed: [UInt8]
    private let preflight: [UInt8]

    /// A policy for these origins, `*` among them for all; nil where there are none.
    init?(origins: [String], methods: [Method] = [.get, .head, .options]) {
        guard !origins.isEmpty else { return nil }
        allowsAll = origins.contains("*")
        self.origins = origins.map { Array($0.utf8) }
        exposed = Array(
            """
            Access-Control-Expose-Headers: \
            X-Trace-Id, X-Span-Id, X-Request-Id, ETag, Retry-After, Allow\r\n
            """.utf8)
        let names = methods.map { "\($0.name)" }.joined(separator: ", ")
        preflight = Array(
            """
            Access-Control-Allow-Methods: \(names)\r\n\
            Access-Control-Allow-Headers: Authorization, Content-Type, If-Match, If-None-Match, \
            X-Request-Id, traceparent, tracestate, baggage\r\n\
            Access-Control-Max-Age: 600\r\n
            """.utf8)
    }

    /// The field lines for a reply to this request, each ended by CR LF.
    func fields(for request: borrowing Request) -> [UInt8] {
        var fields: [UInt8] = []
        if !allowsAll { fields.append("Vary: Origin\r\n") }
        guard request.isParsed, let field = request.only(.origin) else { return fields }
        let origin = request.withBytes { bytes in
            (field.start..<field.end).map { bytes[$0] }
        }
        guard allowsAll || origins.contains(origin) else { return fields }
        fields.append("Access-Control-Allow-Origin: ")
        fields.append(contentsOf: allowsAll ? [0x2A] : origin)
        fields.append("\r\n")
        fields.append(contentsOf: exposed)
        if request.method == .options, request.has(.requestMethod) {
            fields.append(contentsOf: preflight)
        }
        return fields
    }
}
