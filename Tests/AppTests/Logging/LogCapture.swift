// A log system that writes into a real pipe, and the means to read, stall and break that pipe.
import Glibc
import Locking
import Reactor
import Testing
import Wire

@testable import App

/// A pipe whose ends are closed once, by hand or at the end.
final class TestPipe: Sendable {
    private let ends: Locked<(read: Int32?, write: Int32?)>

    init() throws {
        var numbers: [Int32] = [0, 0]
        guard unsafe pipe(&numbers) == 0 else { throw SystemError(call: "pipe", code: errno) }
        let read = numbers[0]
        let write = numbers[1]
        ends = Locked((read, write))
    }

    deinit {
        closeRead()
        closeWrite()
    }

    var readEnd: Int32 { ends.withLock { $0.read ?? -1 } }
    var writeEnd: Int32 { ends.withLock { $0.write ?? -1 } }

    func closeRead() {
        let end = ends.withLock { ends in
            defer { ends.read = nil }
            return ends.read
        }
        if let end { close(end) }
    }

    func closeWrite() {
        let end = ends.withLock { ends in
            defer { ends.write = nil }
            return ends.write
        }
        if let end { close(end) }
    }

    /// Makes writing never block, as some parents of a process do with its stdout.
    func makeNonBlocking() { _ = fcntl(writeEnd, F_SETFL, O_NONBLOCK) }

    /// Fills the pipe to the brim with empty lines and returns how many bytes that took.
    func fill() -> Int {
        let flags = fcntl(writeEnd, F_GETFL)
        _ = fcntl(writeEnd, F_SETFL, flags | O_NONBLOCK)
        defer { _ = fcntl(writeEnd, F_SETFL, flags) }
        var total = 0
        var byte = UInt8(ascii: "\n")
        while unsafe write(writeEnd, &byte, 1) == 1 { total += 1 }
        return total
    }

    /// Reads once, or to the end of what is and will be written.
    func read(toEnd: Bool) -> [UInt8] {
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        repeat {
            let count = unsafe Glibc.read(readEnd, &part, part.count)
            guard count > 0 else { break }
            all.append(contentsOf: part[..<count])
        } while toEnd
        return all
    }
}

/// A log system on a pipe.
struct LogCapture {
    static let time: Int64 = 1_795_225_538_123_456_789

    let pipe: TestPipe
    let system: LogSystem

    init(
        format: LogFormat = .json, minimumLevel: LogLevel = .info, linesPerSecond: Int = 0,
        pipe: TestPipe? = nil
    ) throws {
        let pipe = try pipe ?? TestPipe()
        self.pipe = pipe
        let configuration = LogConfiguration(
            format: format, minimumLevel: minimumLevel, maximumLinesPerSecond: linesPerSecond,
            service: "gatewayz-api-test", environment: "staging")
        let clocks = Clocks(
            monotonic: { .now() }, wall: { WallTime(unixNanoseconds: Self.time) })
        system = try LogSystem(configuration, descriptor: pipe.writeEnd, clocks: clocks)
    }

    /// Ends logging and returns the lines; what was written must fit into the pipe.
    func finish(lastWords: String? = nil) -> [String] {
        _ = system.shutdown(within: .seconds(20), lastWords: lastWords)
        pipe.closeWrite()
        return String(decoding: pipe.read(toEnd: true), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }
}

/// A line as its parser sees it.
func parsed(_ line: String) throws -> JSONValue { try JSONParser().parse(Array(line.utf8)) }

/// What a body appends, as text.
func text(_ body: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    body(&bytes)
    return String(decoding: bytes, as: UTF8.self)
}
