// span-sender: records random spans through the SDK, exports them to a receiver in any of the three
// protocols, and prints what it recorded, one JSON object a line, then the books. The acceptance
// tests hold the receiver's reading of the spans to these lines.
import Curl
import Glibc
import OTLP
import Reactor
import TraceSDK
import Wire

/// `span-sender <http/protobuf|http/json|grpc> <url> <count> <seed> <none|gzip>`.
@main
enum SpanSender {
    static func main() throws {
        let words = CommandLine.arguments
        guard words.count == 6, let wire = wires[words[1]], let count = Int(words[3]),
            let seed = UInt64(words[4])
        else {
            say(Array("usage: span-sender PROTOCOL URL COUNT SEED none|gzip".utf8), on: 2)
            exit(64)
        }
        let queue = try SpanQueue(
            envelope: ExportEnvelope(
                resource: Resource([Attribute("service.name", .string("span-sender"))]),
                scopeName: "random", scopeVersion: "\(seed)"))
        let transfers = try TransferThread(library: try CurlLibrary())
        var options = CurlTransport.Options()
        options.usesGzip = words[5] == "gzip"
        let exporter = Exporter(
            queue: queue,
            transport: try CurlTransport(
                transfers: transfers, url: words[2],
                destination: ExportDestination(displayURL: words[2], wire: wire),
                options: options))
        try exporter.start()
        var spans = RandomSpans(seed: seed, sink: SharedSpanSink(queue: queue))
        for _ in 0..<count { say(spans.record()) }
        let isFlushed = try exporter.forceFlush(timeout: .seconds(30))
        let account = exporter.shutdown(timeout: .seconds(5)).account
        transfers.shutdown()
        var books = JSONWriter()
        books.beginObject()
        books.key("flushed")
        books.boolean(isFlushed)
        books.key("balanced")
        books.boolean(account.isBalanced)
        books.key("exported")
        books.integer(account.exported)
        books.endObject()
        say(books.finish())
    }

    private static let wires: [String: WireProtocol] = [
        "http/protobuf": .httpProtobuf, "http/json": .httpJSON, "grpc": .grpc,
    ]

    private static func say(_ line: [UInt8], on descriptor: Int32 = 1) {
        var rest = (line + [0x0A])[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { exit(74) }
            rest = rest.dropFirst(count)
        }
    }
}
