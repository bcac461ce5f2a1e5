// The process on the page: real numbers of this very process, and files that make no sense.
import Glibc
import Locking
import Prometheus
import Reactor
import Testing

@testable import App

struct ProcessSamplerTests {
    private final class TestClock: Sendable {
        let time = Locked(MonotonicTime(nanoseconds: 1))
        var clocks: Clocks {
            Clocks(monotonic: { self.time.withLock { $0 } }, wall: { .now() })
        }
        func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
    }

    @Test func tellsTheTruthAboutThisProcess() throws {
        let sample = ProcessSampler(clocks: .system).sample()
        let start = Double(try #require(sample.startUnixCentiseconds)) / 100
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        #expect(start > 0)
        #expect(start < Double(now.tv_sec) + 2)
        #expect(try #require(sample.cpuNanoseconds) > 0)
        #expect(try #require(sample.threads) >= 1)
        let resident = try #require(sample.residentBytes)
        #expect(resident > 1 << 20)
        #expect(resident < (try #require(sample.virtualBytes)))
        let open = try #require(sample.openDescriptors)
        #expect(open >= 3)
        #expect(open <= (try #require(sample.maximumDescriptors)))
    }

    @Test func oneReadingServesASecond() {
        let clock = TestClock()
        let sampler = ProcessSampler(clocks: clock.clocks)
        let first = sampler.sample()
        var counter = 0
        for number in 0..<1_000_000 { counter &+= number }
        #expect(counter != 0)
        clock.advance(.milliseconds(999))
        #expect(sampler.sample() == first)
        clock.advance(.milliseconds(1))
        #expect(sampler.sample() != first)
    }

    @Test func showsEveryFamilyOfTheProcess() throws {
        let registry = Registry()
        let sampler = ProcessSampler(clocks: .system)
        try ProcessMetrics.register(in: registry) { sampler.sample() }
        #expect(
            ScrapedPage(registry).families == [
                "process_cpu_seconds_total", "process_max_fds", "process_open_fds",
                "process_resident_memory_bytes", "process_start_time_seconds", "process_threads",
                "process_virtual_memory_bytes",
            ])
    }

    @Test func leavesOutWhatCannotBeRead() throws {
        let registry = Registry()
        try ProcessMetrics.register(in: registry) { ProcessSample() }
        #expect(ScrapedPage(registry).bytes.isEmpty)
    }

    private static let line =
        "42 (a) b (c)) S 1 42 42 0 -1 4194560 100 0 0 0 7 3 0 0 20 0 5 0 123456 987654 321 184\n"

    @Test func readsALineWithParenthesesInItsName() {
        let status = ProcFile.Status(Array(Self.line.utf8))
        #expect(status?.threads == 5)
        #expect(status?.startTicks == 123_456)
        #expect(status?.virtualBytes == 987_654)
        #expect(status?.residentPages == 321)
    }

    @Test func survivesEveryCutOfALine() {
        let line = Array(Self.line.utf8)
        let readable = (0...line.count).filter { ProcFile.Status(Array(line[..<$0])) != nil }
        #expect(readable.first == line.count - " 321 184\n".utf8.count + 2)
        #expect(ProcFile.Status([]) == nil)
        #expect(ProcFile.Status(Array("x".utf8)) == nil)
    }

    @Test(arguments: [
        ("cpu 1 2\nbtime 1700000000\nprocesses 5\n", UInt64?.some(1_700_000_000)),
        ("btime \n", nil), ("btime x\n", nil), ("", nil), ("xbtime 1\n", nil),
    ])
    func readsTheTimeOfBoot(_ text: String, _ seconds: UInt64?) {
        #expect(ProcFile.bootTime(Array(text.utf8)) == seconds)
    }

    @Test func aFileThatIsNotThereIsNoFile() {
        #expect(ProcFile.read("/proc/self/no-such-file") == nil)
        #expect(ProcFile.read("/proc") == nil)
    }
}
