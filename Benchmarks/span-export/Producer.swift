// Ends spans at a rate, as a loop would: the SERVER span of a request, eight attributes.
// One thread. Sleeps between portions, so that the exporter gets its share of the core.
import Glibc
import OTLP
import Reactor
import SpanSamples
import TraceSDK

/// One producer.
struct Producer: ~Copyable {
    private let queue: SpanQueue
    private var buffer: SpanBuffer
    private var number: UInt64 = 0
    /// The largest backlog that was seen, in bytes of encoded spans and in spans.
    private(set) var peakHeldBytes = 0
    private(set) var peakHeldSpans = 0
    /// Encoded bytes of one span.
    private(set) var spanBytes = 0

    init(queue: SpanQueue) {
        self.queue = queue
        buffer = SpanBuffer(queue: queue)
    }

    /// Ends so many spans a second.
    mutating func run(rate: Int, for duration: Duration) {
        let start = MonotonicTime.now()
        let total = Int(duration.components.seconds) * rate
        var done = 0
        while done < total {
            let elapsed = (MonotonicTime.now() - start).wholeNanoseconds
            let due = min(total, Int(Double(elapsed) / 1e9 * Double(rate)))
            if due - done < 256, due < total {
                usleep(500)
                look()
                continue
            }
            while done < due {
                endSpan()
                done += 1
            }
        }
        buffer.flush()
    }

    private mutating func look() {
        let account = queue.accounting.snapshot()
        peakHeldBytes = max(peakHeldBytes, account.heldBytes)
        peakHeldSpans = max(peakHeldSpans, account.queued + account.inFlight)
        if account.queued > 0 {
            spanBytes = account.heldBytes / (account.queued + account.inFlight)
        }
    }

    private mutating func endSpan() {
        number &+= 1
        let id = number
        let start = WallTime.now().unixNanoseconds
        buffer.record { encoder in
            RequestSpan.encode(
                into: &encoder, traceID: TraceID(high: 0x1234_5678_9ABC_DEF0, low: id),
                spanID: SpanID(bits: id), from: start, to: WallTime.now().unixNanoseconds)
        }
    }
}
