// The log thread against real descriptors: slow, full, closed and broken ones.
import Glibc
import Reactor
import Testing
import Wire

@testable import App

struct LogThreadTests {
    @Test func writesEveryLineInOrder() throws {
        let capture = try LogCapture()
        for number in 1...100 { capture.system.log.info("line \(number)") }
        let lines = capture.finish()
        #expect(lines.count == 100)
        for (index, line) in lines.enumerated() {
            #expect(try parsed(line)["message"]?.string == "line \(index + 1)")
        }
    }

    @Test func writesManyThreadsLinesWhole() async throws {
        let capture = try LogCapture()
        let log = capture.system.log
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<50 { log.warn("together") }
                }
            }
        }
        let lines = capture.finish()
        #expect(lines.count == 200)
        for line in lines { #expect(try parsed(line)["message"]?.string == "together") }
    }

    @Test(arguments: [LogLevel.info, .warn])
    func theLastWordsComeBehindAllOthers(_ level: LogLevel) throws {
        let capture = try LogCapture(minimumLevel: level)
        capture.system.log.warn("before")
        capture.system.drops.countUnwritten(3)
        let last = "Stopped: nothing was left over"
        let lines = capture.finish(lastWords: last)
        let messages = try lines.map { try parsed($0)["message"]?.string ?? "" }
        let said = messages.filter { !$0.contains("log lines dropped") }
        #expect(said == (level == .info ? ["before", last] : ["before"]))
        #expect(messages.count == said.count + 1)
        if level == .info { #expect(messages.last == last) }
    }

    @Test(arguments: [false, true])
    func aSlowReaderGetsEverythingInTheEnd(isNonBlocking: Bool) throws {
        let pipe = try TestPipe()
        if isNonBlocking { pipe.makeNonBlocking() }
        let filled = pipe.fill()
        if isNonBlocking { pipe.makeNonBlocking() }
        let capture = try LogCapture(pipe: pipe)
        let text = String(repeating: "x", count: 8000)
        for _ in 0..<100 { capture.system.log.info(text) }
        let reader = try ThreadHandle.start(name: "reader") {
            _ = capture.system.shutdown(within: .seconds(20))
            capture.pipe.closeWrite()
        }
        let bytes = pipe.read(toEnd: true)
        reader.join()
        let lines = bytes[filled...].split(separator: 0x0A)
        #expect(lines.count == 100)
        #expect(lines.allSatisfy { $0.count > 8000 && $0.last == UInt8(ascii: "}") })
        #expect(capture.system.drops.counts().total == 0)
    }

    @Test func aReaderThatStopsBlocksNobodyAndIsToldLater() throws {
        let pipe = try TestPipe()
        let filled = pipe.fill()
        let capture = try LogCapture(pipe: pipe)
        let text = String(repeating: "x", count: 8000)
        let fitting = (LogLimits.queueBytes - LogLimits.reservedBytes) / 8100
        for _ in 0..<fitting + 200 { capture.system.log.info(text) }
        let dropped = capture.system.drops.counts().queueFull
        #expect(dropped > 0)
        capture.system.log.error("still heard")
        #expect(capture.system.drops.counts().queueFull == dropped)
        let closer = try ThreadHandle.start(name: "closer") {
            _ = capture.system.shutdown(within: .seconds(20))
            capture.pipe.closeWrite()
        }
        let lines = String(decoding: pipe.read(toEnd: true)[filled...], as: UTF8.self)
            .split(separator: "\n")
        closer.join()
        #expect(lines.contains { $0.contains("still heard") })
        let said = try #require(lines.first { $0.contains("dropped_queue_full") })
        let report = try parsed(String(said))
        #expect(report["level"]?.string == "warn")
        #expect(report["dropped_queue_full"]?.integer == Int64(dropped))
        #expect(report["message"]?.string?.hasPrefix("\(dropped) log lines dropped") == true)
    }

    @Test func whatTheBudgetDropsIsSaidThoughNothingElseIsLogged() throws {
        let capture = try LogCapture(linesPerSecond: 2)
        let log = capture.system.makeAccessLog(routes: ["/health"])
        let record = AccessRecord(
            unixNanoseconds: LogCapture.time, method: "GET", route: 0, status: 200,
            durationNanoseconds: 1)
        let nothing: [UInt8] = []
        for _ in 0..<5 {
            log.add(record, path: nothing.span, requestID: nothing.span, provider: nothing.span)
        }
        log.turnEnded()
        var text = ""
        // Why: ends once all three are said; the pipe gives what is there or waits for more.
        while !text.contains("3 log lines dropped since the start: 3 above") {
            let bytes = capture.pipe.read(toEnd: false)
            try #require(!bytes.isEmpty)
            text += String(decoding: bytes, as: UTF8.self)
        }
        _ = capture.finish()
    }

    @Test func shutdownGivesUpOnAReaderThatNeverReads() throws {
        let pipe = try TestPipe()
        _ = pipe.fill()
        let capture = try LogCapture(pipe: pipe)
        for _ in 0..<3 { capture.system.log.info("never read") }
        #expect(!capture.system.shutdown(within: .milliseconds(50)))
        #expect(capture.system.drops.counts().unwritten == 3)
    }

    @Test func aReaderThatIsGoneIsNoEndOfTheProcess() throws {
        let pipe = try TestPipe()
        let capture = try LogCapture(pipe: pipe)
        pipe.closeRead()
        for _ in 0..<5 { capture.system.log.error("into the void") }
        #expect(!capture.system.shutdown(within: .seconds(20)))
        #expect(capture.system.drops.counts().unwritten == 5)
    }

    @Test func aFullDiskCostsLinesAndNothingElse() throws {
        let full = unsafe open("/dev/full", O_WRONLY)
        try #require(full >= 0)
        defer { close(full) }
        let system = try LogSystem(
            LogConfiguration(service: "s", environment: "e"), descriptor: full, clocks: .system)
        for _ in 0..<4 { system.log.info("no room") }
        #expect(!system.shutdown(within: .seconds(20)))
        #expect(system.drops.counts().unwritten == 4)
    }

    @Test func aClosedDescriptorCostsLinesAndNothingElse() throws {
        let system = try LogSystem(
            LogConfiguration(service: "s", environment: "e"), descriptor: -1, clocks: .system)
        system.log.info("nowhere")
        #expect(!system.shutdown(within: .milliseconds(200)))
        #expect(system.drops.counts().unwritten == 1)
    }

    @Test func writesToAFile() throws {
        let path = "/tmp/gatewayz-log-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        let file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
        try #require(file >= 0)
        defer {
            close(file)
            _ = unsafe unlink(path)
        }
        let system = try LogSystem(
            LogConfiguration(format: .text, service: "s", environment: "e"), descriptor: file,
            clocks: .system)
        for _ in 0..<3 { system.log.info("kept") }
        #expect(system.shutdown(within: .seconds(20)))
        var bytes = [UInt8](repeating: 0, count: 1000)
        let count = unsafe pread(file, &bytes, bytes.count, 0)
        let lines = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { $0.hasSuffix(" info  kept") })
    }

    @Test func linesAfterTheEndAreCountedNotWritten() throws {
        let capture = try LogCapture()
        #expect(capture.system.shutdown(within: .seconds(20)))
        capture.system.log.error("too late")
        #expect(capture.system.drops.counts().queueFull == 1)
    }

    @Test func lessImportantLinesAreNotWritten() throws {
        let capture = try LogCapture(minimumLevel: .warn)
        capture.system.log.info("no")
        capture.system.log.write(.debug, "no")
        capture.system.log.warn("yes")
        capture.system.log.error("yes")
        #expect(capture.finish().count == 2)
    }
}
