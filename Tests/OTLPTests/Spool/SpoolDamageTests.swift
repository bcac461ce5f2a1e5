// Files that are not what was written, and disks that do not do what they should.
import Glibc
import Gzip
import Locking
import Reactor
import Testing

@testable import OTLP

struct SpoolDamageTests {
    private let folder: SpoolFolder
    private let clocks = StillClocks()

    init() throws { folder = try SpoolFolder() }

    /// A file of three spans, written and left by an earlier process.
    private func leaveAFile() throws -> (name: String, bytes: [UInt8]) {
        try SpoolProcess(folder).spool(3)
        let name = try #require(folder.files.first)
        return (name, try folder.read(name))
    }

    @Test func aFileCutAnywhereIsRecognisedAndCounted() throws {
        let (name, bytes) = try leaveAFile()
        for length in bytes.indices {
            try folder.write(Array(bytes[..<length]), to: name)
            let process = try SpoolProcess(folder)
            #expect(process.spool.open() && process.spool.next() == nil)
            let known = length < SpoolHead.byteCount ? 0 : 3
            #expect(process.events == [.damaged(files: 1, spans: known)], "cut at \(length)")
            #expect(process.failed("spool_damaged") == known && folder.files.isEmpty)
            #expect(process.account.recovered == known)
            expectLaw(process.account)
        }
    }

    @Test func aBitThatFlippedAnywhereIsRecognisedAndCounted() throws {
        let (name, bytes) = try leaveAFile()
        for place in bytes.indices {
            var broken = bytes
            broken[place] ^= 1 << UInt8(place % 8)
            try folder.write(broken, to: name)
            let process = try SpoolProcess(folder)
            #expect(process.spool.open() && process.spool.next() == nil, "flipped at \(place)")
            #expect(process.spool.report.damagedFiles == 1 && folder.files.isEmpty)
            #expect(process.account.spooled == 0)
            expectLaw(process.account)
        }
    }

    @Test func aDamagedFileDoesNotStopTheOthers() throws {
        do {
            let process = try SpoolProcess(folder)
            for _ in 0..<3 { try process.spool(512) }
        }
        let second = folder.files[1]
        var bytes = try folder.read(second)
        bytes[bytes.count - 1] ^= 0x40
        try folder.write(bytes, to: second)
        let process = try SpoolProcess(folder)
        #expect(try process.spool.open() && process.deliverAll() == [512, 512])
        #expect(process.failed("spool_damaged") == 512 && process.account.recovered == 1_536)
    }

    @Test func aFileThatVanishedIsCounted() throws {
        let process = try SpoolProcess(folder)
        try process.spool(512)
        let removed = unsafe unlink("\(folder.spool)/\(folder.files[0])")
        #expect(removed == 0 && process.spool.next() == nil)
        #expect(process.failed("spool_damaged") == 512)
        expectLaw(process.account)
    }

    @Test func aDirectoryThatWasRemovedIsMadeAnew() throws {
        let process = try SpoolProcess(folder, clocks: clocks)
        try process.spool(512)
        for name in folder.names(in: folder.spool) { _ = unsafe unlink("\(folder.spool)/\(name)") }
        let removed = unsafe rmdir(folder.spool)
        #expect(removed == 0)
        #expect(try !process.spool(511))
        #expect(process.failed("spool_damaged") == 512 && process.account.spooled == 0)
        #expect(process.events.last == .damaged(files: 1, spans: 512))
        clocks.move(1)
        #expect(try process.spool(510) && folder.mode() == 0o700)
        #expect(process.spool.report.offReason == nil)
        #expect(try process.deliverAll() == [510])
        #expect(process.failed("spool_damaged") == 512 && process.account.recovered == 0)
        #expect(!process.events.contains { if case .found = $0 { true } else { false } })
    }

    @Test(arguments: [false, true])
    func whatIsBeingSentOutlivesItsDirectory(_ comesBack: Bool) throws {
        let process = try SpoolProcess(folder, clocks: clocks)
        try process.spool(512)
        try process.spool(511)
        let names = folder.files
        let files = try names.map { try folder.read($0) }
        let batch = try #require(process.spool.next())
        for name in names { _ = unsafe unlink("\(folder.spool)/\(name)") }
        let removed = unsafe rmdir(folder.spool)
        #expect(removed == 0)
        #expect(try !process.spool(1))
        #expect(process.failed("spool_damaged") == 511 && process.account.spooled == 512)
        if comesBack {
            let made = unsafe mkdir(folder.spool, 0o700)
            #expect(made == 0)
            for (name, bytes) in zip(names, files) { try folder.write(bytes, to: name) }
        }
        clocks.move(1)
        #expect(try process.spool(510))
        process.spool.confirm(batch, .postponed)
        #expect(try process.deliverAll() == (comesBack ? [511, 510, 512] : [510]))
        #expect(process.account.recovered == (comesBack ? 511 : 0))
        #expect(process.failed("spool_damaged") == (comesBack ? 511 : 1_023))
    }

    @Test func aLaterVersionsFileIsLeft() throws {
        let (name, bytes) = try leaveAFile()
        var later = Array(bytes[..<52])
        later[8] = 2
        let checksum = Checksum.crc32(later.span)
        for index in 0..<4 { later.append(UInt8(truncatingIfNeeded: checksum >> (8 * index))) }
        try folder.write(later + bytes[56...], to: name)
        let process = try SpoolProcess(folder)
        #expect(process.spool.open() && process.spool.next() == nil)
        #expect(process.events == [.foreign(files: 1)] && folder.files == [name])
    }

    @Test func strangeNamesAndKindsAreLeft() throws {
        _ = try leaveAFile()
        try folder.write([1], to: "notes.txt")
        try folder.write([1], to: "1.spans")
        let link = SpoolDirectory.name(77)
        let linked = unsafe symlink("/etc/passwd", "\(folder.spool)/\(link)")
        #expect(linked == 0)
        let process = try SpoolProcess(folder)
        #expect(try process.spool.open() && process.deliverAll() == [3])
        #expect(folder.files == [link, "1.spans", "notes.txt"].sorted())
        #expect(process.spool.report.foreignFiles == 1)
    }

    @Test func whatAKilledProcessLeftUnfinishedIsRemoved() throws {
        let (name, bytes) = try leaveAFile()
        let unfinished = SpoolDirectory.name(9) + SpoolDirectory.unfinishedSuffix
        try folder.write(Array(bytes[..<40]), to: unfinished)
        let process = try SpoolProcess(folder)
        #expect(process.spool.open() && folder.files == [name])
        #expect(process.spool.report.damagedFiles == 0 && process.account.recovered == 3)
    }

    /// A call that fails from the `failing`th time on, while it is let.
    private final class Fault: Sendable {
        private let state = Locked((calls: 0, isOn: true))
        let code: Int32
        let failing: Int
        init(_ code: Int32, from failing: Int = 1) {
            self.code = code
            self.failing = failing
        }
        func strikes() -> Bool {
            state.withLock { state in
                state.calls += 1
                return state.isOn && state.calls >= failing
            }
        }
        func end() { state.withLock { $0.isOn = false } }
    }

    private static func calls(_ name: String, _ fault: Fault) -> SpoolCalls {
        var calls = SpoolCalls()
        let real = SpoolCalls.system
        switch name {
        case "open":
            calls.create = { fault.strikes() ? -fault.code : real.create($0, $1) }
        case "write":
            calls.write = { fault.strikes() ? -Int(fault.code) : real.write($0, $1) }
        case "fsync":
            calls.synchronise = { fault.strikes() ? -fault.code : real.synchronise($0) }
        case "read":
            calls.open = { fault.strikes() ? -fault.code : real.open($0, $1, $2) }
        default:
            calls.rename = { fault.strikes() ? -fault.code : real.rename($0, $1, $2) }
        }
        return calls
    }

    /// Head and body are two writes; the file and its directory two synchronisations.
    @Test(arguments: [
        ("open", ENOSPC, 1), ("open", EROFS, 1), ("write", ENOSPC, 1), ("write", ENOSPC, 2),
        ("write", EIO, 2), ("fsync", EIO, 1), ("rename", EIO, 1), ("fsync", ENOSPC, 1),
    ])
    func aDiskThatFailsLosesNothing(_ call: String, _ code: Int32, _ failing: Int) throws {
        let fault = Fault(code, from: failing)
        let process = try SpoolProcess(
            folder, clocks: clocks, calls: Self.calls(call, fault))
        #expect(try process.spool.open() && !process.spool(512))
        #expect(folder.files.isEmpty && process.account.spooled == 0)
        let reason = SpoolError.notWritten(cause: SpoolCause(call: call, code: code)).description
        #expect(process.events == [.off(reason: reason)])
        clocks.move(1)
        #expect(try !process.spool(512))
        #expect(process.events.count == 1 && process.spool.report.failedWrites == 2)
        #expect(process.failed("test") == 1_024)
        expectLaw(process.account)
        fault.end()
        clocks.move(1)
        #expect(try process.spool(512))
        #expect(process.events.suffix(2) == [.on, .filling])
        #expect(try process.deliverAll() == [512] && process.spool.report.offReason == nil)
    }

    /// The file stands, so the batch must not be in memory as well, nor the file be taken for
    /// a damaged one.
    @Test(arguments: [0, 5])
    func aNameThatMayNotSurviveACrashOfTheMachineIsSaid(_ before: Int) throws {
        let fault = Fault(EIO, from: before == 0 ? 2 : 4)
        let process = try SpoolProcess(
            folder, clocks: clocks, calls: Self.calls("fsync", fault))
        if before > 0 { try process.spool(before) }
        #expect(try process.spool(7) && process.account.spooled == before + 7)
        let reason = SpoolError.notWritten(cause: SpoolCause(call: "fsync", code: EIO)).description
        #expect(process.spool.report.offReason == reason)
        #expect(process.events.contains(.off(reason: reason)))
        fault.end()
        #expect(try process.deliverAll() == [before + 7] && folder.files.isEmpty)
        #expect(process.spool.report.damagedFiles == 0)
    }

    @Test func aFileSystemThatSynchronisesNoDirectoriesIsGoodEnough() throws {
        let process = try SpoolProcess(
            folder, calls: Self.calls("fsync", Fault(EINVAL, from: 2)))
        #expect(try process.spool(7) && process.spool.report.offReason == nil)
    }

    /// The first call lists the directory, the next reads the head, the next the body.
    @Test(arguments: [(EMFILE, 1), (ENOMEM, 1), (EMFILE, 2), (EMFILE, 3), (EACCES, 3), (EIO, 3)])
    func whatCannotBeReadNowIsNotLost(_ code: Int32, _ failing: Int) throws {
        _ = try leaveAFile()
        let fault = Fault(code, from: failing)
        let process = try SpoolProcess(
            folder, clocks: clocks, calls: Self.calls("read", fault))
        #expect(process.spool.open() == (failing == 3))
        #expect(process.spool.next() == nil && folder.files.count == 1)
        expectLaw(process.account)
        fault.end()
        clocks.move(10)
        #expect(process.spool.open())
        #expect(try process.deliverAll() == [3] && process.account.recovered == 3)
        #expect(process.spool.report.damagedFiles == 0 && process.spool.report.foreignFiles == 0)
    }

    @Test func aFileThatCannotBeReadNowLetsTheOthersGoFirst() throws {
        let fault = Fault(EIO, from: 2)
        let process = try SpoolProcess(
            folder, clocks: clocks, calls: Self.calls("read", fault))
        try process.spool(512)
        try process.spool(511)
        #expect(process.spool.next() == nil)
        fault.end()
        #expect(try process.deliverAll() == [511, 512])
    }

    @Test func aNumberThatHasNoNextIsNoneOfOurs() throws {
        let (name, bytes) = try leaveAFile()
        let last = "ffffffffffffffff" + SpoolDirectory.suffix
        try folder.write(bytes, to: last)
        let process = try SpoolProcess(folder, instance: "2")
        #expect(process.spool.open() && process.account.recovered == 3)
        try process.spool(4)
        #expect(folder.files == [name, SpoolDirectory.name(2), last].sorted())
        #expect(SpoolDirectory.number(of: SpoolDirectory.name(.max >> 1)) == .max >> 1)
        #expect(SpoolDirectory.number(of: SpoolDirectory.name(.max >> 1 + 1)) == nil)
    }

    @Test func aJoiningThatFailsKeepsWhatWasThere() throws {
        let fault = Fault(ENOSPC, from: 3)
        let process = try SpoolProcess(
            folder, clocks: clocks, calls: Self.calls("write", fault))
        try process.spool(5)
        #expect(try !process.spool(6) && folder.files.count == 1)
        fault.end()
        #expect(try process.deliverAll() == [5])
    }

    @Test func theDiskIsLeftAloneForAWhileAfterAFailure() throws {
        let fault = Fault(ENOSPC)
        let process = try SpoolProcess(
            folder, clocks: clocks, calls: Self.calls("write", fault))
        #expect(try !process.spool(1) && !process.spool(1))
        #expect(process.spool.report.failedWrites == 1)
    }

    @Test func shortWritesAreCompleted() throws {
        var calls = SpoolCalls()
        calls.write = { file, bytes in
            SpoolCalls.system.write(file, bytes.extracting(first: 7))
        }
        let process = try SpoolProcess(folder, calls: calls)
        try process.spool(20)
        #expect(try process.deliverAll() == [20])
    }

    @Test func aFileThatCannotBeRemovedIsSaid() throws {
        var calls = SpoolCalls()
        calls.remove = { _, _ in -EROFS }
        let process = try SpoolProcess(folder, calls: calls)
        try process.spool(20)
        #expect(try process.deliverAll() == [20])
        #expect(process.spool.report.failedRemovals == 1 && process.spool.report.files == 0)
    }
}
