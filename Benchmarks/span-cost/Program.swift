// What one span costs: start, eight attributes, end and encode, on one thread, natively and through
// swift-distributed-tracing's API, beside a loop that makes the same two clock reads and copies the
// same bytes. An exporter on a thread of its own takes the batches and throws them away.
// Prints one line of JSON; the least of several rounds counts, since others share the machine.
//
//   SpanCost [SPANS-PER-ROUND] [ROUNDS] [WAY]
//
// A round of the default, 60,000 spans, fits into the queue, so that none is dropped unencoded.
// With a way (floor, native, api, api_parent, api_one_by_one) only that one is run, to profile it.
import Glibc
import OTLP
import Reactor
import TraceSDK
import Tracing

/// Accepts every batch at once.
private struct Nowhere: OTLPTransport {
    let destination = ExportDestination(displayURL: "nowhere")

    func send(
        _ body: [UInt8], timeout: Duration,
        completion: @escaping @Sendable (ExportReply) -> Void
    ) -> @Sendable () -> Void {
        completion(.answered(status: 200, retryAfter: nil, body: []))
        return {}
    }
}

@main
enum Program {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let count = arguments.first ?? 60_000
        let rounds = arguments.count > 1 ? arguments[1] : 15
        let envelope = ExportEnvelope(
            resource: Resource([Attribute("service.name", .string("bench"))]),
            scopeName: "bench", scopeVersion: "1.0")
        let queue = try SpanQueue(envelope: envelope)
        let exporter = Exporter(queue: queue, transport: Nowhere())
        try exporter.start()
        var native = NativeSpans(queue: queue)
        let tracer = TraceSDK.Tracer(
            sampler: .alwaysOn, generator: IDGenerator(seed: (1, 2, 3, 4)),
            sink: SharedSpanSink(queue: queue))
        var floor = Floor(bytes: native.bytesOfOneSpan())
        var least = (
            floor: Int64.max, native: Int64.max, single: Int64.max, together: Int64.max,
            parent: Int64.max
        )
        let only = CommandLine.arguments.dropFirst(3).first
        for _ in 0...rounds {
            if isWanted("floor", only) {
                least.floor = min(least.floor, picoseconds(count) { floor.run() })
            }
            if isWanted("native", only) {
                least.native = min(least.native, picoseconds(count) { native.run() })
            }
            if isWanted("api_one_by_one", only) {
                least.single = min(
                    least.single, picoseconds(count) { APISpans.runOneByOne(tracer) })
            }
            if isWanted("api", only) {
                least.together = min(least.together, picoseconds(count) { APISpans.run(tracer) })
            }
            if isWanted("api_parent", only) {
                least.parent = min(
                    least.parent, picoseconds(count) { APISpans.runAsParent(tracer) })
            }
        }
        native.flush()
        let account = exporter.account
        _ = exporter.shutdown(timeout: .seconds(5))
        func ratio(_ part: Int64) -> Int64 { part &* 10 / max(1, least.floor) }
        print(
            #"{"spans":\#(account.ended),"dropped":\#(account.dropped),"#
                + #""bytes":\#(floor.count),"floor_ps":\#(least.floor),"#
                + #""native_ps":\#(least.native),"api_ps":\#(least.together),"#
                + #""api_one_by_one_ps":\#(least.single),"api_parent_ps":\#(least.parent),"#
                + #""tenths_of_floor":{"native":\#(ratio(least.native)),"#
                + #""api":\#(ratio(least.together)),"api_parent":\#(ratio(least.parent)),"#
                + #""api_one_by_one":\#(ratio(least.single))}}"#)
    }

    private static func isWanted(_ way: String, _ only: String?) -> Bool { only ?? way == way }

    /// What one call takes of the processor.
    private static func picoseconds(_ count: Int, _ body: () -> Void) -> Int64 {
        let start = threadNanoseconds()
        for _ in 0..<count { body() }
        return (threadNanoseconds() - start) * 1_000 / Int64(count)
    }

    /// The processor time of this thread: others that share the machine do not count.
    private static func threadNanoseconds() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
