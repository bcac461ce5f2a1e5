// How many spans a second one core can produce, encode, batch and send, with nothing dropped: the
// producer, the exporter and the transfer thread share whatever cores this process is given.
// Prints one line of JSON; see Benchmarks/export.py.
//
//   SpanExport URL SPANS-PER-SECOND SECONDS
import Curl
import Glibc
import OTLP
import Reactor
import TraceSDK

@main
enum Program {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let rate = Int(arguments[2]), let seconds = Int(arguments[3])
        else {
            print("usage: SpanExport URL SPANS-PER-SECOND SECONDS")
            exit(64)
        }
        let transfers = try TransferThread(library: try CurlLibrary())
        let envelope = ExportEnvelope(
            resource: Resource([Attribute("service.name", .string("bench"))]),
            scopeName: "bench", scopeVersion: "1.0")
        let queue = try SpanQueue(envelope: envelope)
        let exporter = Exporter(
            queue: queue,
            transport: try CurlTransport(
                transfers: transfers, url: arguments[1],
                destination: ExportDestination(displayURL: arguments[1])))
        try exporter.start()

        var producer = Producer(queue: queue)
        // Warm: the connections are open and the buffers have grown.
        producer.run(rate: rate, for: .seconds(1))
        _ = try exporter.forceFlush(timeout: .seconds(10))
        let before = exporter.account
        let cpuBefore = Usage.now()
        let start = MonotonicTime.now()
        producer.run(rate: rate, for: .seconds(seconds))
        let produced = MonotonicTime.now() - start
        let isFlushed = try exporter.forceFlush(timeout: .seconds(30))
        let took = MonotonicTime.now() - start
        let cpuAfter = Usage.now()
        let after = exporter.account
        _ = exporter.shutdown(timeout: .seconds(5))
        transfers.shutdown()
        print(
            #"{"ended":\#(after.ended - before.ended),"#
                + #""exported":\#(after.exported - before.exported),"#
                + #""dropped":\#(after.dropped),"failed":\#(after.failed),"#
                + #""flushed":\#(isFlushed),"balanced":\#(after.isBalanced),"#
                + #""produced_ms":\#(produced.wholeNanoseconds / 1_000_000),"#
                + #""took_ms":\#(took.wholeNanoseconds / 1_000_000),"#
                + #""cpu_ms":\#(cpuAfter.milliseconds - cpuBefore.milliseconds),"#
                + #""span_bytes":\#(producer.spanBytes),"#
                + #""peak_held_bytes":\#(producer.peakHeldBytes),"#
                + #""peak_held_spans":\#(producer.peakHeldSpans),"#
                + #""warm_rss_kib":\#(cpuBefore.peakKiB),"peak_rss_kib":\#(cpuAfter.peakKiB)}"#)
    }
}

/// What the process has used so far.
private struct Usage {
    let milliseconds: Int
    let peakKiB: Int

    static func now() -> Usage {
        var usage = rusage()
        _ = unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        let micro = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        return Usage(
            milliseconds: (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 + micro / 1000,
            peakKiB: usage.ru_maxrss)
    }
}
