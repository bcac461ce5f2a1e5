// A folder of its own for each test, and a store in it whose every operation can be waited for.

import Glibc
import Health
import Reactor
import Testing

@testable import HealthStorage

/// A temporary folder that is removed with everything in it.
final class Folder {
    let path: String

    init() throws {
        var template = Array("/tmp/health-storage-XXXXXX".utf8CString)
        let isMade = unsafe mkdtemp(&template) != nil
        try #require(isMade)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for name in names { _ = unsafe unlink("\(path)/\(name)") }
        _ = unsafe rmdir(path)
    }

    /// The names in it, sorted.
    var names: [String] {
        guard let directory = unsafe opendir(path) else { return [] }
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

    func write(_ bytes: [UInt8], to name: String) throws {
        guard let file = unsafe fopen("\(path)/\(name)", "w") else {
            throw SystemError(call: "fopen", code: errno)
        }
        defer { unsafe fclose(file) }
        let written = unsafe fwrite(bytes, 1, bytes.count, file)
        #expect(written == bytes.count)
    }

    /// Damages the beginning of a file in place, as a broken disk would.
    func overwrite(_ name: String, with byte: UInt8, count: Int) throws {
        guard let file = unsafe fopen("\(path)/\(name)", "r+") else {
            throw SystemError(call: "fopen", code: errno)
        }
        defer { unsafe fclose(file) }
        let bytes = [UInt8](repeating: byte, count: count)
        let written = unsafe fwrite(bytes, 1, count, file)
        #expect(written == count)
    }

    func read(_ name: String) throws -> [UInt8] {
        guard let file = unsafe fopen("\(path)/\(name)", "r") else {
            throw SystemError(call: "fopen", code: errno)
        }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }
}

/// A store whose operations arrive in a mailbox.
struct WatchedStore {
    let store: SQLiteHealthStore
    let operations: Mailbox<StoreOperation>
    let quarantines: Mailbox<String>

    init(path: String, options: StoreOptions = StoreOptions()) throws {
        operations = try Mailbox(capacity: 1000)
        quarantines = try Mailbox(capacity: 10)
        store = try SQLiteHealthStore.open(
            path: path, options: options, clocks: .system,
            events: StoreEvents(
                didFinish: { [operations] in _ = operations.post($0) },
                didQuarantine: { [quarantines] in _ = quarantines.post($0) }))
    }

    /// Waits for the next finished operations.
    func nextOperations() throws -> [StoreOperation] {
        let finished = operations.receive(timeout: .seconds(20))
        try #require(!finished.isEmpty, "no operation within 20 s")
        return finished
    }

    /// Waits until an operation of the kind has ended with or without an error.
    func wait(for kind: StoreOperation.Kind, failed: Bool = false) throws {
        while !(try nextOperations()).contains(where: {
            $0.kind == kind && ($0.error != nil) == failed
        }) {}
    }

    func restored(since time: Int64 = 0) throws -> StoredHistory {
        let answer = try Mailbox<StoredHistory>(capacity: 1)
        store.restore(sinceUnixMilliseconds: time) { _ = answer.post($0) }
        return try #require(answer.receive(timeout: .seconds(20)).first)
    }

    func close() { store.close(within: .seconds(20)) }
}

/// Now, cut to the minute, in milliseconds since 1970.
let thisMinute = WallTime.now().unixNanoseconds / 60_000_000_000 * 60_000

func minute(_ provider: String, ok: Int, minutesAgo: Int64 = 0) -> StoredMinute {
    var totals = MinuteTotals(minute: thisMinute / 60_000 - minutesAgo)
    totals.counts[.ok] = ok
    totals.counts[.clientFault] = 2
    totals.newestUnixMilliseconds = thisMinute - minutesAgo * 60_000 + 7
    totals.failureRun = 2
    for latency in 0..<ok { totals.latencies.record(microseconds: Int64(latency * latency * 100)) }
    return StoredMinute(provider: provider, totals: totals)
}

func error(
    _ provider: String, _ message: String, trace: TraceReference? = nil, model: String? = nil
) -> StoredError {
    StoredError(
        provider: provider,
        record: ErrorRecord(
            unixMilliseconds: thisMinute, model: model, result: .upstream5xx, statusCode: 503,
            cleanMessage: message, latencyMilliseconds: 12, source: .gateway, trace: trace))
}
