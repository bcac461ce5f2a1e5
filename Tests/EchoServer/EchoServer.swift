// The real HTTP server with routes that tell what they were asked, for the tests that compare it
// with another parser. Prints its port, serves until its input ends.
import Glibc
import HTTPCore
import HTTPServer
import Reactor
import Wire

@main
enum EchoServer {
    static func main() throws {
        let listener = try Listener(port: 0, loopbackOnly: true)
        let server = try Server(listener: listener, loops: 1, limits: ServerLimits()) { _ in
            SilentApplication(routes: routes)
        }
        print(listener.port)
        fflush(nil)
        while readLine() != nil {}
        _ = server.drain(within: .seconds(1))
    }

    private static var routes: [Route] {
        let templates: [StaticString] = ["/", "/{any}", "/a/{any}"]
        let methods: [Method] = [.get, .post, .put, .delete, .patch]
        return templates.flatMap { template in
            methods.map { method in
                Route(method, template, bodyLimit: 65_536) { tell($0, &$1) }
            }
        }
    }

    /// Answers with one field line: method, path, query, authority, known fields and body, each
    /// in hexadecimal and `-` where it is absent.
    private static func tell(_ request: borrowing Request, _ response: inout ResponseWriter) {
        var parts = [hex(request, request.methodSlice), hex(request, request.path)]
        parts += [hex(request, request.query), hex(request, request.authority)]
        for name in FieldName.allCases where name != .other {
            parts.append("\(name.lowercase)=\(hex(request, request.first(name)))")
        }
        parts.append("body=\(hex(request.body))")
        response.appendField("X-Echo", parts.joined(separator: " "))
    }

    private static func hex(_ request: borrowing Request, _ slice: Slice?) -> String {
        guard let slice else { return "-" }
        return hex(request.withBytes { bytes in (slice.start..<slice.end).map { bytes[$0] } })
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for byte in bytes { Hex.append(byte: byte, to: &text) }
        return String(decoding: text, as: UTF8.self)
    }
}
