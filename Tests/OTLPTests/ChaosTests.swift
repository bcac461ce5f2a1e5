// The accounting law under everything at once: a receiver that answers as it likes and late, a disk
// that fails call by call, clocks that jump, a shutdown at any moment. What the books say is held
// against what the receiver took and what lies on the disk.
import Glibc
import Locking
import Reactor
import Testing
import TraceSDK

@testable import OTLP

struct ChaosTests {
    private let folder: SpoolFolder

    init() throws { folder = try SpoolFolder() }

    /// Draws, and clocks that run on and can be moved.
    private final class Chaos: Sendable {
        private let generator: Locked<IDGenerator>
        private let monotonicShift = Locked<Int64>(0)
        private let wallShift = Locked<Int64>(0)
        private let readings = Locked(0)
        /// One call of the disk in so many fails; 0: none.
        let faults = Locked(0)

        init(_ seed: UInt64) {
            generator = Locked(IDGenerator(seed: (seed, seed &* 31, 7, 9)))
        }

        func draw(_ count: Int) -> Int {
            generator.withLock { Int($0.next() % UInt64(max(1, count))) }
        }

        func pass(milliseconds: Int) {
            monotonicShift.withLock { $0 += Int64(milliseconds) }
        }

        func jump(seconds: Int) { wallShift.withLock { $0 += Int64(seconds) } }

        var clocks: Clocks {
            Clocks(
                monotonic: {
                    self.readings.withLock { $0 += 1 }
                    return .now() + .milliseconds(self.monotonicShift.withLock { $0 })
                },
                wall: {
                    WallTime(
                        unixNanoseconds: 1_700_000_000_000_000_000
                            + self.wallShift.withLock { $0 } * 1_000_000_000)
                })
        }

        /// Rings, and returns once the exporter has looked at the clock anew: it had its turn.
        func giveTurn(_ queue: SpanQueue) {
            let before = readings.withLock { $0 }
            queue.doorbell.signal()
            while readings.withLock({ $0 }) <= before { sched_yield() }
        }

        private var strikes: Bool {
            let one = faults.withLock { $0 }
            return one > 0 && draw(one) == 0
        }

        var calls: SpoolCalls {
            var calls = SpoolCalls()
            let real = SpoolCalls.system
            calls.create = { self.strikes ? -EMFILE : real.create($0, $1) }
            calls.open = { self.strikes ? -EIO : real.open($0, $1, $2) }
            calls.write = { self.strikes ? -Int(ENOSPC) : real.write($0, $1) }
            calls.synchronise = { self.strikes ? -EIO : real.synchronise($0) }
            calls.rename = { self.strikes ? -EIO : real.rename($0, $1, $2) }
            return calls
        }

    }

    /// Keeps its requests until it is told to answer one.
    private final class Receiver: OTLPTransport {
        struct Request {
            var number: Int
            var body: [UInt8]
            var completion: @Sendable (ExportReply) -> Void
        }

        let destination = ExportDestination.sample
        private let chaos: Chaos
        private let open = Locked<(next: Int, requests: [Request])>((0, []))
        private let taken = Locked<[SpanKey]>([])

        init(_ chaos: Chaos) { self.chaos = chaos }

        var spans: [SpanKey] { taken.withLock { $0 } }

        func send(
            _ body: [UInt8], timeout: Duration,
            completion: @escaping @Sendable (ExportReply) -> Void
        ) -> @Sendable () -> Void {
            let number = open.withLock { open -> Int in
                open.next += 1
                open.requests.append(
                    Request(number: open.next, body: body, completion: completion))
                return open.next
            }
            return {
                let request = self.open.withLock { open -> Request? in
                    open.requests.firstIndex { $0.number == number }
                        .map { open.requests.remove(at: $0) }
                }
                request?.completion(
                    .unanswered(label: "cancelled", reason: "cancelled", isRetryable: true))
            }
        }

        /// Answers one request that waits; always with success where it is calm.
        func answer(calmly: Bool) throws {
            let request = open.withLock { open -> Request? in
                open.requests.isEmpty
                    ? nil : open.requests.remove(at: chaos.draw(open.requests.count))
            }
            guard let request else { return }
            let reply = calmly ? .answered(status: 200, retryAfter: nil, body: []) : anyReply()
            if case .answered(200, _, _) = reply { try take(request.body) }
            request.completion(reply)
        }

        private func take(_ body: [UInt8]) throws {
            let keys = try OTLPTests.spans(ofRequest: body).map {
                SpanKey(bytes: try $0.bytes(2) ?? [])
            }
            taken.withLock { $0 += keys }
        }

        private func anyReply() -> ExportReply {
            switch chaos.draw(12) {
            case 0...3: .answered(status: 200, retryAfter: nil, body: [])
            case 4: .answered(status: 200, retryAfter: nil, body: partial(chaos.draw(9)))
            case 5: .answered(status: 200, retryAfter: nil, body: partial(-chaos.draw(9)))
            case 6: .answered(status: 413, retryAfter: nil, body: [])
            case 7: .answered(status: 503, retryAfter: .seconds(chaos.draw(3)), body: [])
            case 8: .unanswered(label: "connect", reason: "refused", isRetryable: true)
            case 9: .tooLarge(reason: "too large")
            case 10: .answered(status: 400, retryAfter: nil, body: [])
            default: .unanswered(label: "response_too_large", reason: "4", isRetryable: false)
            }
        }

        private func partial(_ rejected: Int) -> [UInt8] {
            var body: [UInt8] = [0x0A, 11, 0x08]
            let bits = UInt64(bitPattern: Int64(rejected)) | 1 << 63
            for shift in 0..<9 { body.append(UInt8(bits >> UInt64(7 * shift) & 0x7F) | 0x80) }
            body.append(rejected < 0 ? 1 : 0)
            return body
        }
    }

    private struct SpanKey: Hashable, Sendable { var bytes: [UInt8] }

    /// One process with its exporter.
    private struct Program {
        let queue: SpanQueue
        let receiver: Receiver
        let spool: DiskSpool
        let exporter: Exporter

        init(_ folder: SpoolFolder, _ chaos: Chaos, instance: String) throws {
            var limits = SpanQueueLimits()
            limits.spans = 300
            limits.batchSpans = 16
            queue = try SpanQueue(
                envelope: ExportEnvelope(
                    resource: Resource([Attribute("service.instance.id", .string(instance))]),
                    scopeName: "tests", scopeVersion: "1.0"), limits: limits)
            receiver = Receiver(chaos)
            var bounds = SpoolSettings(
                directory: folder.spool,
                fingerprint: SpoolFingerprint(environment: "staging", endpoint: "e"))
            bounds.maximumBytes = 12_000
            bounds.maximumFiles = 6
            bounds.maximumAge = .seconds(3_600)
            spool = DiskSpool(
                bounds, queue: queue, clocks: chaos.clocks, calls: chaos.calls, tell: { _ in })
            var settings = ExporterSettings()
            settings.scheduleDelay = .milliseconds(20)
            settings.concurrency = 3
            exporter = Exporter(
                queue: queue, transport: receiver, settings: settings, spool: spool,
                clocks: chaos.clocks, draw: { Double(chaos.draw(100)) / 100 })
        }
    }

    @Test(arguments: [1, 5, 13, 34])
    func theBooksSayWhatTheReceiverAndTheDiskSay(_ seed: UInt64) throws {
        let chaos = Chaos(seed)
        let (account, taken) = try runUntilItsEnd(chaos)
        chaos.faults.withLock { $0 = 0 }
        let second = try Program(folder, chaos, instance: "2")
        #expect(second.spool.open())
        #expect(second.exporter.account.recovered == account.spooled)
        try second.exporter.start()
        while second.exporter.account.spooled + second.exporter.account.inFlight > 0 {
            try second.receiver.answer(calmly: true)
            chaos.pass(milliseconds: 100)
            second.queue.doorbell.signal()
        }
        let last = second.exporter.shutdown(timeout: .seconds(5)).account
        expectLaw(last)
        #expect(last.exported == account.spooled && folder.files.isEmpty)
        let all = taken + second.receiver.spans
        #expect(Set(all).count == all.count, "no span arrived twice")
    }

    /// The first process; its spool is free for the next when this returns.
    private func runUntilItsEnd(_ chaos: Chaos) throws -> (SpanAccount, [SpanKey]) {
        let program = try Program(folder, chaos, instance: "1")
        _ = program.spool.open()
        try program.exporter.start()
        let total = try runWildly(program, chaos)
        let timeout = Duration.milliseconds(chaos.draw(3) * 20)
        let account = program.exporter.shutdown(timeout: timeout).account
        expectLaw(account)
        #expect(account.ended == total && account.queued == 0 && account.inFlight == 0)
        #expect(account.heldBytes == 0)
        #expect(program.receiver.spans.count == account.exported + account.rejected)
        return (account, program.receiver.spans)
    }

    /// Returns how many spans ended.
    private func runWildly(_ program: Program, _ chaos: Chaos) throws -> Int {
        var buffer = SpanBuffer(queue: program.queue)
        var total = 0
        for step in 0..<400 {
            if chaos.draw(3) == 0 {
                for _ in 0..<chaos.draw(30) {
                    total += 1
                    record(total, into: &buffer)
                }
            }
            if chaos.draw(3) == 0 { buffer.flush() }
            if chaos.draw(2) == 0 { try program.receiver.answer(calmly: false) }
            if chaos.draw(4) == 0 { chaos.pass(milliseconds: chaos.draw(4_000)) }
            if chaos.draw(80) == 0 { chaos.jump(seconds: chaos.draw(8_000) - 4_000) }
            if step % 50 == 0 { chaos.faults.withLock { $0 = [0, 3, 12, 1][chaos.draw(4)] } }
            if chaos.draw(40) == 0 { program.exporter.requestFlush() }
            chaos.giveTurn(program.queue)
        }
        buffer.flush()
        return total
    }

    private func record(_ number: Int, into buffer: inout SpanBuffer) {
        buffer.record { encoder in
            encoder.begin(
                SpanHead(
                    traceID: TraceID(high: 1, low: 2), spanID: SpanID(bits: UInt64(number)),
                    flags: .sampled, role: .server, startUnixNanoseconds: 1,
                    endUnixNanoseconds: 2))
            encoder.name("sample" as StaticString)
            encoder.end()
        }
    }
}
