// A folder of its own for each test, a queue, and a spool between them whose clock stands still
// until it is moved.
import Glibc
import Locking
import Reactor
import Testing
import TraceSDK

@testable import OTLP

/// A temporary folder that is removed with everything in it.
final class SpoolFolder {
    let path: String
    /// Where the spool is; not made yet.
    var spool: String { "\(path)/spool" }

    init() throws {
        var template = Array("/tmp/otlp-spool-XXXXXX".utf8CString)
        let isMade = unsafe mkdtemp(&template) != nil
        try #require(isMade)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// A folder that another process made and will remove.
    init(at path: String) { self.path = path }

    deinit {
        // Why first: where a test put a link in its place, what it leads to is not ours to empty.
        _ = unsafe unlink(spool)
        for name in names(in: spool) { _ = unsafe unlink("\(spool)/\(name)") }
        _ = unsafe rmdir(spool)
        for name in names(in: path) { _ = unsafe unlink("\(path)/\(name)") }
        _ = unsafe rmdir(path)
    }

    /// The spool's files, oldest first.
    var files: [String] { names(in: spool) }

    func names(in folder: String) -> [String] {
        guard let directory = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func read(_ name: String) throws -> [UInt8] {
        let file = unsafe fopen("\(spool)/\(name)", "r")
        guard let file = unsafe file else { throw SystemError(call: "fopen", code: errno) }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 22)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = unsafe fopen("\(spool)/\(name)", "w")
        guard let file = unsafe file else { throw SystemError(call: "fopen", code: errno) }
        defer { unsafe fclose(file) }
        let written = unsafe fwrite(bytes, 1, bytes.count, file)
        #expect(written == bytes.count)
    }

    /// Permission bits of the folder (an empty name) or of one of its files.
    func mode(_ name: String = "") -> UInt32 {
        var facts = stat()
        let status = unsafe stat("\(spool)/\(name)", &facts)
        return status == 0 ? facts.st_mode & 0o777 : 0
    }
}

/// Clocks that stand still until they are moved.
final class StillClocks: Sendable {
    private let seconds = Locked<Int64>(1_000_000)
    func move(_ count: Int64) { seconds.withLock { $0 += count } }
    private var now: Int64 { seconds.withLock { $0 } }
    var clocks: Clocks {
        Clocks(
            monotonic: { MonotonicTime(nanoseconds: UInt64(self.now) * 1_000_000_000) },
            wall: { WallTime(unixNanoseconds: self.now * 1_000_000_000) })
    }
}

/// What a spool told.
final class SpoolEventLog: Sendable {
    private let kept = Locked<[SpoolEvent]>([])
    var events: [SpoolEvent] { kept.withLock { $0 } }
    func append(_ event: SpoolEvent) { kept.withLock { $0.append(event) } }
}

/// One process: its queue and its spool, used as the exporter uses them.
final class SpoolProcess {
    let queue: SpanQueue
    let spool: DiskSpool
    private let told = SpoolEventLog()

    var events: [SpoolEvent] { told.events }
    var account: SpanAccount { queue.accounting.snapshot() }

    init(
        _ folder: SpoolFolder, environment: String = "staging",
        endpoint: String = "http://tempo:4318/v1/traces", instance: String = "1",
        limits: SpanQueueLimits = SpanQueueLimits(), clocks: StillClocks = StillClocks(),
        calls: SpoolCalls = .system, adjust: (inout SpoolSettings) -> Void = { _ in }
    ) throws {
        let envelope = ExportEnvelope(
            resource: Resource([Attribute("service.instance.id", .string(instance))]),
            scopeName: "tests", scopeVersion: "1.0")
        queue = try SpanQueue(envelope: envelope, limits: limits)
        var settings = SpoolSettings(
            directory: folder.spool,
            fingerprint: SpoolFingerprint(environment: environment, endpoint: endpoint))
        adjust(&settings)
        spool = DiskSpool(
            settings, queue: queue, clocks: clocks.clocks, calls: calls,
            tell: { [told] event in told.append(event) })
    }

    /// So many spans end and cannot be delivered; false where they stay in the queue's books.
    @discardableResult
    func spool(_ spans: Int, valueBytes: Int = 0) throws -> Bool {
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(spans, valueBytes: valueBytes)
        buffer.flush()
        let batch = try #require(queue.takeBatch())
        guard spool.offer(SpoolBatch(body: batch.body, spans: batch.spans)) else {
            queue.accounting.fail(spans: batch.spans, bytes: batch.spanBytes, reason: "test")
            return false
        }
        queue.accounting.spool(spans: batch.spans, bytes: batch.spanBytes)
        return true
    }

    /// Delivers what the spool gives out, and returns how many spans each request had.
    func deliverAll() throws -> [Int] {
        var delivered: [Int] = []
        while let batch = spool.next() {
            #expect(try spans(ofRequest: batch.body).count == batch.spans)
            queue.accounting.addReplaying(batch.spans)
            #expect(account.inFlight == batch.spans)
            expectLaw(account)
            queue.accounting.addReplaying(-batch.spans)
            queue.accounting.settleSpooled(
                spans: batch.spans, rejected: 0, at: WallTime(unixNanoseconds: 1))
            spool.confirm(batch, .delivered)
            delivered.append(batch.spans)
        }
        #expect(account.spooled == 0)
        expectLaw(account)
        return delivered
    }

    func failed(_ reason: String) -> Int {
        account.failures.first { $0.reason == reason }?.count ?? 0
    }
}
