// Files that are damaged, foreign, or not there, and paths that lead nowhere.

import Glibc
import Health
import Reactor
import Testing

@testable import HealthStorage

struct StoreFileTests {
    private let folder: Folder
    private var path: String { "\(folder.path)/gatewayz.db" }

    init() throws {
        folder = try Folder()
    }

    private func openError(_ path: String) -> StoreError? {
        do throws(StoreError) {
            let store = try SQLiteHealthStore.open(path: path, clocks: .system)
            store.close(within: .seconds(20))
            return nil
        } catch {
            return error
        }
    }

    @Test func movesAFileThatIsNoDatabaseOutOfTheWay() throws {
        try folder.write(Array(repeating: 0x2A, count: 5000), to: "gatewayz.db")
        try folder.write([1, 2, 3], to: "gatewayz.db-wal")
        let watched = try WatchedStore(path: path)
        let moved = try #require(watched.quarantines.receive(timeout: .seconds(20)).first)
        #expect(moved.hasPrefix("\(path).corrupt-1"))
        #expect(watched.store.report().quarantines == 1)
        #expect(watched.store.save(StoredHistory(errors: [error("alpha", "new")])))
        #expect(try watched.restored().errors.count == 1)
        watched.close()
        let name = String(moved.dropFirst(folder.path.utf8.count + 1))
        #expect(try folder.read(name) == Array(repeating: 0x2A, count: 5000))
        #expect(openError(path) == nil)
    }

    @Test func twoCorruptFilesOfOneSecondAreBothKept() throws {
        var names: [String] = []
        for byte in [1, 2, 3] as [UInt8] {
            try folder.write(Array(repeating: byte, count: 5000), to: "gatewayz.db")
            let file = StoreFile(path: path, options: StoreOptions())
            names.append(try #require(try file.open(unixSeconds: 17).quarantined))
        }
        #expect(
            names == ["\(path).corrupt-17", "\(path).corrupt-17-2", "\(path).corrupt-17-3"])
        for (index, name) in names.enumerated() {
            let bytes = try folder.read(String(name.dropFirst(folder.path.utf8.count + 1)))
            #expect(bytes == Array(repeating: UInt8(index + 1), count: 5000))
        }
    }

    @Test(arguments: [0.3, 0.5, 0.9])
    func movesADamagedDatabaseOutOfTheWay(damageAt share: Double) throws {
        let first = try WatchedStore(path: path)
        let errors = (0..<200).map { error("alpha", "\($0) " + String(repeating: "y", count: 300)) }
        #expect(first.store.save(StoredHistory(errors: errors)))
        first.close()
        var bytes = try folder.read("gatewayz.db")
        let start = Int(Double(bytes.count) * share) / 4096 * 4096
        for place in start..<(start + 4096) { bytes[place] = 0xA5 }
        try folder.write(bytes, to: "gatewayz.db")
        let second = try WatchedStore(path: path)
        defer { second.close() }
        #expect(!second.quarantines.receive(timeout: .seconds(20)).isEmpty)
        #expect(try second.restored().isEmpty)
    }

    @Test func beginsANewFileWhenTheOldOneIsDamagedWhileItIsOpen() throws {
        var options = StoreOptions()
        options.retryInterval = .milliseconds(10)
        let watched = try WatchedStore(path: path, options: options)
        defer { watched.close() }
        #expect(watched.store.save(StoredHistory(errors: [error("alpha", "before")])))
        try watched.wait(for: .save)
        for suffix in ["", "-wal", "-shm"] {
            try folder.overwrite("gatewayz.db\(suffix)", with: 0xA5, count: 32_768)
        }
        #expect(watched.store.save(StoredHistory(errors: [error("alpha", "after")])))
        try #require(!watched.quarantines.receive(timeout: .seconds(20)).isEmpty)
        #expect(try watched.restored().errors.map(\.record.message) == ["after"])
        #expect(watched.store.report().state == .ok)
    }

    @Test func beginsAnEmptyFile() throws {
        try folder.write([], to: "gatewayz.db")
        #expect(openError(path) == nil)
        #expect(folder.names == ["gatewayz.db"])
    }

    @Test func makesTheDirectoriesOfItsPath() throws {
        let deep = "\(folder.path)/a/b/gatewayz.db"
        #expect(openError(deep) == nil)
        for name in ["a/b/gatewayz.db"] { #expect(unsafe unlink("\(folder.path)/\(name)") == 0) }
        #expect(unsafe rmdir("\(folder.path)/a/b") == 0)
        #expect(unsafe rmdir("\(folder.path)/a") == 0)
    }

    @Test func refusesAPathThatLeadsThroughAFile() throws {
        try folder.write([1], to: "file")
        let through = "\(folder.path)/file/sub/gatewayz.db"
        #expect(
            openError(through)
                == .noDirectory(path: through, cause: SystemError(call: "mkdir", code: ENOTDIR)))
        guard case .unusable? = openError("\(folder.path)/file/gatewayz.db") else {
            Issue.record("a file is no directory")
            return
        }
    }

    @Test func refusesADirectory() throws {
        guard case .unusable(let named, let cause)? = openError(folder.path) else {
            Issue.record("a directory is no database")
            return
        }
        #expect(named == folder.path)
        #expect(!cause.isCorruption)
        #expect(folder.names == [])
    }

    @Test func leavesAFileOfALaterReleaseAlone() throws {
        #expect(openError(path) == nil)
        do {
            let database = try SQLiteDatabase(path: path)
            try database.execute("PRAGMA user_version = 99", as: "age")
        }
        let before = try folder.read("gatewayz.db")
        let refusal = openError(path)
        #expect(
            refusal == .newerLayout(path: path, found: 99, known: HealthSchema.version))
        #expect(refusal?.description.contains("run the later release") == true)
        #expect(try folder.read("gatewayz.db") == before)
    }

    @Test func turnsToWriteAheadLogging() throws {
        #expect(openError(path) == nil)
        let database = try SQLiteDatabase(path: path)
        #expect(try database.text("PRAGMA journal_mode", as: "ask") == "wal")
        #expect(try database.integer("PRAGMA user_version", as: "ask") == HealthSchema.version)
    }
}
