// The spool on a real disk: what goes in comes out, once, also for the next process; its bounds;
// its directory. The books are held to their law in every scenario.
import Glibc
import Reactor
import Testing

@testable import OTLP

struct DiskSpoolTests {
    private let folder: SpoolFolder
    private let clocks = StillClocks()

    init() throws { folder = try SpoolFolder() }

    @Test func whatWasSpooledIsGivenBackOnce() throws {
        let process = try SpoolProcess(folder)
        #expect(process.spool.open())
        try process.spool(512)
        try process.spool(512)
        #expect(process.account.spooled == 1_024)
        expectLaw(process.account)
        #expect(process.spool.report.files == 2 && folder.files.count == 2)
        #expect(try process.deliverAll() == [512, 512])
        #expect(process.account.exported == 1_024 && folder.files.isEmpty)
        #expect(process.spool.next() == nil)
        #expect(process.events == [.filling, .emptied])
        let report = process.spool.report
        #expect(report.writtenBatches == 2 && report.replayedBatches == 2 && report.bytes == 0)
    }

    @Test func theNextProcessFindsIt() throws {
        do {
            let process = try SpoolProcess(folder)
            try process.spool(512)
            try process.spool(3)
        }
        let next = try SpoolProcess(folder, instance: "2")
        #expect(next.spool.open())
        #expect(next.account.recovered == 515 && next.account.spooled == 515)
        #expect(next.events == [.found(files: 2, spans: 515)])
        expectLaw(next.account)
        try next.spool(4)
        #expect(next.spool.report.files == 3, "another process's spans keep their own resource")
        #expect(try next.deliverAll() == [512, 3, 4])
        #expect(next.account.exported == 519 && next.account.enqueued == 4)
    }

    @Test func nobodyElseMayLookInside() throws {
        let process = try SpoolProcess(folder)
        try process.spool(1)
        #expect(folder.mode() == 0o700)
        #expect(folder.files.map(folder.mode) == [0o600])
    }

    @Test func aFileIsAHeadAndTheRequestAndNothingElse() throws {
        let process = try SpoolProcess(folder)
        try process.spool(2)
        let file = try folder.read(try #require(folder.files.first))
        let batch = try #require(process.spool.next())
        #expect(Array(file.dropFirst(SpoolHead.byteCount)) == batch.body)
        process.spool.confirm(batch, .postponed)
    }

    @Test(arguments: [
        ("production", "http://tempo:4318/v1/traces"), ("staging", "http://other:4318/v1/traces"),
    ])
    func anotherEnvironmentsSpansAreNeverSent(_ environment: String, _ endpoint: String) throws {
        do { try SpoolProcess(folder).spool(5) }
        let other = try SpoolProcess(folder, environment: environment, endpoint: endpoint)
        #expect(other.spool.open() && other.spool.next() == nil)
        #expect(other.events == [.foreign(files: 1)] && other.spool.report.foreignFiles == 1)
        #expect(other.account.recovered == 0)
        expectLaw(other.account)
        try other.spool(1)
        #expect(try other.deliverAll() == [1] && folder.files.count == 1)
    }

    @Test func anEnvironmentCannotGrowIntoAnEndpoint() {
        let one = SpoolFingerprint(environment: "a", endpoint: "bc")
        #expect(one != SpoolFingerprint(environment: "ab", endpoint: "c"))
        #expect(one == SpoolFingerprint(environment: "a", endpoint: "bc"))
    }

    @Test func smallBatchesShareAFileUpToTheLimitsOfABatch() throws {
        let process = try SpoolProcess(folder)
        for _ in 0..<5 { try process.spool(100) }
        #expect(folder.files.count == 1)
        try process.spool(12)
        #expect(folder.files.count == 1)
        try process.spool(1)
        #expect(folder.files.count == 2)
        #expect(try process.deliverAll() == [512, 1])
    }

    @Test func aFileThatIsBeingSentIsNotJoined() throws {
        let process = try SpoolProcess(folder)
        try process.spool(1)
        let batch = try #require(process.spool.next())
        try process.spool(1)
        #expect(folder.files.count == 2)
        process.spool.confirm(batch, .postponed)
        #expect(try process.deliverAll() == [1, 1])
    }

    @Test func whatComesBackLetsTheOthersGoFirst() throws {
        var limits = SpanQueueLimits()
        limits.batchSpans = 3
        let process = try SpoolProcess(folder, limits: limits)
        for spans in [3, 2, 3] { try process.spool(spans) }
        let first = try #require(process.spool.next())
        process.spool.confirm(first, .postponed)
        #expect(try process.deliverAll() == [2, 3, 3])
    }

    @Test func theByteBoundIsMetExactlyAndDropsTheOldestBeyond() throws {
        let size = try spoolFileBytes(spans: 512)
        let process = try SpoolProcess(folder) { $0.maximumBytes = 2 * size }
        try process.spool(512)
        try process.spool(512)
        #expect(process.account.failed == 0 && process.spool.report.bytes == 2 * size)
        let oldest = try #require(folder.files.first)
        try process.spool(512)
        #expect(process.failed("spool_full") == 512 && !folder.files.contains(oldest))
        #expect(process.spool.report.bytes == 2 * size)
        expectLaw(process.account)
        #expect(process.events == [.filling, .dropping(reason: "spool_full")])
        #expect(try process.deliverAll() == [512, 512])
    }

    @Test func oneByteLessHoldsOneFileLess() throws {
        let size = try spoolFileBytes(spans: 512)
        let process = try SpoolProcess(folder) { $0.maximumBytes = 2 * size - 1 }
        try process.spool(512)
        try process.spool(512)
        #expect(process.failed("spool_full") == 512 && process.spool.report.files == 1)
    }

    @Test func theFileBoundIsMetExactlyAndDropsTheOldestBeyond() throws {
        let process = try SpoolProcess(folder) { $0.maximumFiles = 2 }
        for _ in 0..<2 { try process.spool(512) }
        #expect(process.account.failed == 0)
        try process.spool(512)
        #expect(process.failed("spool_full") == 512 && folder.files.count == 2)
        expectLaw(process.account)
    }

    @Test func whatIsBeingSentIsNotDropped() throws {
        let process = try SpoolProcess(folder) { $0.maximumFiles = 2 }
        for _ in 0..<2 { try process.spool(512) }
        let batch = try #require(process.spool.next())
        try process.spool(512)
        #expect(folder.files.first == SpoolDirectory.name(batch.ticket))
        process.spool.confirm(batch, .postponed)
        #expect(try process.deliverAll() == [512, 512])
    }

    @Test func aBatchLargerThanTheSpoolStaysWhereItWas() throws {
        let size = try spoolFileBytes(spans: 512)
        let process = try SpoolProcess(folder) { $0.maximumBytes = size - 1 }
        try process.spool(1)
        #expect(try !process.spool(512))
        #expect(process.account.spooled == 1 && process.failed("spool_full") == 0)
        #expect(process.spool.report.failedWrites == 1)
        #expect(process.events.last == .off(reason: "a batch is larger than SPOOL_MAX_BYTES"))
        #expect(try process.spool(1) && process.events.last == .on)
        expectLaw(process.account)
    }

    @Test func theAgeBoundIsMetExactlyAndExceededByALittle() throws {
        let process = try SpoolProcess(folder, clocks: clocks) { $0.maximumAge = .seconds(60) }
        try process.spool(512)
        clocks.move(60)
        let batch = try #require(process.spool.next())
        process.spool.confirm(batch, .postponed)
        clocks.move(1)
        #expect(process.spool.next() == nil)
        #expect(process.failed("spool_expired") == 512 && folder.files.isEmpty)
        #expect(process.account.spooled == 0)
        expectLaw(process.account)
        #expect(process.events.last == .dropping(reason: "spool_expired"))
    }

    @Test func aClockThatWasSetBackKeepsNothingForEver() throws {
        do {
            clocks.move(1_000_000)
            try SpoolProcess(folder, clocks: clocks).spool(512)
            clocks.move(-1_000_000)
        }
        let process = try SpoolProcess(folder, clocks: clocks) { $0.maximumAge = .seconds(60) }
        #expect(process.spool.open())
        try process.spool(511)
        #expect(process.spool.report.oldest == clocks.clocks.wall())
        clocks.move(61)
        #expect(process.spool.next() == nil)
        #expect(process.failed("spool_expired") == 1_023 && folder.files.isEmpty)
        expectLaw(process.account)
    }

    @Test func whatIsNewDoesNotExpireWithWhatIsOld() throws {
        let process = try SpoolProcess(folder, clocks: clocks) { $0.maximumAge = .seconds(240) }
        try process.spool(1)
        clocks.move(10)
        try process.spool(2)
        #expect(folder.files.count == 1)
        clocks.move(1)
        try process.spool(4)
        #expect(folder.files.count == 2)
        clocks.move(230)
        #expect(try process.deliverAll() == [4])
        #expect(process.failed("spool_expired") == 3)
    }

    @Test func nothingIsDroppedForWhatHasNoRoomBesideTheOneBeingSent() throws {
        let size = try spoolFileBytes(spans: 512)
        let process = try SpoolProcess(folder) { $0.maximumBytes = 2 * size }
        try process.spool(512)
        try process.spool(100)
        let batch = try #require(process.spool.next())
        #expect(try !process.spool(512, valueBytes: 100))
        #expect(process.failed("spool_full") == 0 && process.account.spooled == 612)
        process.spool.confirm(batch, .postponed)
        #expect(try process.deliverAll() == [100, 512])
    }

    @Test func whatExpiredWhileNobodyRanIsCounted() throws {
        do { try SpoolProcess(folder, clocks: clocks).spool(7) }
        clocks.move(86_401)
        let next = try SpoolProcess(folder, clocks: clocks)
        #expect(next.spool.open())
        #expect(next.account.recovered == 7 && next.failed("spool_expired") == 7)
        #expect(folder.files.isEmpty)
        expectLaw(next.account)
    }

    @Test func aLowerBoundThanLastTimeDropsTheOldest() throws {
        do {
            let process = try SpoolProcess(folder)
            for _ in 0..<3 { try process.spool(512) }
        }
        let next = try SpoolProcess(folder) { $0.maximumFiles = 1 }
        #expect(next.spool.open())
        #expect(next.account.recovered == 1_536 && next.failed("spool_full") == 1_024)
        #expect(try next.deliverAll() == [512])
    }

    @Test func aSecondProcessWaitsUntilTheFirstHasGone() throws {
        var first: SpoolProcess? = try SpoolProcess(folder)
        try first?.spool(2)
        let second = try SpoolProcess(folder, instance: "2", clocks: clocks)
        #expect(!second.spool.open())
        let reason = "another process uses \(folder.spool)"
        #expect(second.events == [.off(reason: reason)])
        #expect(second.spool.report.offReason == reason)
        first = nil
        #expect(try !second.spool(1), "it is not looked for at once again")
        expectLaw(second.account)
        clocks.move(10)
        #expect(try second.spool(1))
        #expect(second.account.recovered == 2 && second.spool.report.offReason == nil)
        #expect(try second.deliverAll() == [2, 1])
    }

    @Test func aDirectoryThatOthersMayReadIsRefused() throws {
        let made = unsafe mkdir(folder.spool, 0o755)
        #expect(made == 0)
        let process = try SpoolProcess(folder, clocks: clocks)
        #expect(!process.spool.open())
        let report = process.spool.report
        #expect(try #require(report.offReason).hasSuffix("it must be its own, with mode 700"))
        #expect(folder.files.isEmpty && folder.mode() == 0o755)
    }

    @Test func aLinkIsNoDirectory() throws {
        let elsewhere = "\(folder.path)/elsewhere"
        let isMade = unsafe mkdir(elsewhere, 0o700) == 0 && symlink(elsewhere, folder.spool) == 0
        defer { _ = unsafe rmdir(elsewhere) }
        try #require(isMade)
        let process = try SpoolProcess(folder)
        #expect(!process.spool.open() && process.spool.report.offReason != nil)
    }

    @Test func whereNoDirectoryCanBeMadeItIsOffAndSaidOnce() throws {
        let process = try SpoolProcess(folder, clocks: clocks) { $0.directory = "/proc/no/spool" }
        #expect(!process.spool.open())
        clocks.move(60)
        #expect(try !process.spool(1) && process.spool.next() == nil)
        #expect(process.events.count == 1)
        expectLaw(process.account)
        #expect(try #require(process.spool.report.offReason).hasPrefix("/proc/no/spool cannot"))
    }

    @Test func parentsAreMade() throws {
        let process = try SpoolProcess(folder) { $0.directory = "\(self.folder.spool)/deep" }
        #expect(process.spool.open() && folder.mode() == 0o755 && folder.mode("deep") == 0o700)
        _ = unsafe rmdir("\(folder.spool)/deep")
    }

    /// Takes a batch, and a second of the clock for it.
    private struct SlowSpool: SpoolPort {
        var isOpen: Bool { true }
        let clocks: StillClocks
        func offer(_ batch: SpoolBatch) -> Bool {
            clocks.move(1)
            return true
        }
        func next() -> SpoolBatch? { nil }
        func confirm(_ batch: SpoolBatch, _ outcome: SpoolOutcome) {}
    }

    /// Takes nothing, and does not say so before it is told to.
    private struct HangingSpool: SpoolPort {
        var isOpen: Bool { true }
        let isAsked: WakeUp
        let isToldTo: WakeUp
        func offer(_ batch: SpoolBatch) -> Bool {
            isAsked.signal()
            _ = isToldTo.wait(timeout: .seconds(60))
            return false
        }
        func next() -> SpoolBatch? { nil }
        func confirm(_ batch: SpoolBatch, _ outcome: SpoolOutcome) {}
    }

    @Test func aDiskThatHangsDoesNotHoldUpTheEnd() throws {
        let queue = try SpanQueue(envelope: .sample)
        let spool = try HangingSpool(isAsked: WakeUp(), isToldTo: WakeUp())
        var settings = ExporterSettings()
        settings.patience = .zero
        settings.scheduleDelay = .milliseconds(10)
        let exporter = Exporter(
            queue: queue, transport: ScriptedTransport(always: .refused), settings: settings,
            spool: spool)
        try exporter.start()
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(3)
        buffer.flush()
        #expect(spool.isAsked.wait(timeout: .seconds(30)))
        let begun = ContinuousClock.now
        for _ in 0..<2 {
            let summary = exporter.shutdown(timeout: .milliseconds(100))
            #expect(summary.spooledSpans == 0 && summary.abandonedSpans == 3)
            expectLaw(summary.account)
        }
        #expect(.now - begun < .seconds(20))
        spool.isToldTo.signal()
        let last = exporter.shutdown(timeout: .seconds(30))
        #expect(last.account.failures == [SpanAccount.Failure(reason: "shutdown", count: 3)])
        #expect(exporter.shutdown(timeout: .seconds(30)).account == last.account)
    }

    @Test(arguments: [
        (Duration.zero, Duration.milliseconds(200)), (.milliseconds(800), .milliseconds(200)),
        (.milliseconds(804), .milliseconds(201)), (.seconds(4), .seconds(1)),
        (.seconds(60), .seconds(1)),
    ])
    func theSpoolHasAQuarterOfTheTimeBehindTheEnd(_ timeout: Duration, _ grace: Duration) {
        #expect(ExporterSettings.spoolGrace(afterShutdownOf: timeout) == grace)
    }

    @Test func aSlowDiskDoesNotHoldUpTheEnd() throws {
        let queue = try SpanQueue(envelope: .sample)
        let exporter = Exporter(
            queue: queue, transport: ScriptedTransport(), spool: SlowSpool(clocks: clocks),
            clocks: clocks.clocks)
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(5 * 512)
        buffer.flush()
        let summary = exporter.shutdown(timeout: .seconds(1))
        #expect(summary.spooledSpans == 2 * 512 && summary.abandonedSpans == 3 * 512)
        expectLaw(summary.account)
    }

    /// The bytes of a file with so many samples.
    private func spoolFileBytes(spans: Int) throws -> Int {
        let other = try SpoolFolder()
        let process = try SpoolProcess(other)
        try process.spool(spans)
        return process.spool.report.bytes
    }
}
