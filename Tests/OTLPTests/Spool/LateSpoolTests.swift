// A spool that cannot be used at the start, since an earlier process is still at work in it: what
// that leaves is found and sent later, also where nothing new has to be spooled. Or the directory
// is replaced by something else while it is in use.
import Glibc
import Reactor
import Testing

@testable import OTLP

struct LateSpoolTests {
    @Test func whatAnEarlierProcessLeavesLateIsSent() async throws {
        let folder = try SpoolFolder()
        let clocks = StillClocks()
        var earlier: SpoolProcess? = try SpoolProcess(folder)
        try earlier?.spool(3)
        let late = try SpoolProcess(folder, instance: "2", clocks: clocks)
        #expect(!late.spool.open() && !late.spool.isOpen)
        let transport = ScriptedTransport()
        let exporter = Exporter(
            queue: late.queue, transport: transport, spool: late.spool, clocks: clocks.clocks)
        try exporter.start()
        earlier = nil
        clocks.move(10)
        late.queue.doorbell.signal()
        try await eventually { exporter.account.exported == 3 }
        #expect(late.spool.isOpen && exporter.account.recovered == 3)
        #expect(late.events.contains(.found(files: 1, spans: 3)))
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .zero)
    }

    @Test func noFileThatIsDeletedLetsASecondProcessIn() throws {
        let folder = try SpoolFolder()
        let first = try SpoolProcess(folder)
        try first.spool(3)
        for name in folder.names(in: folder.spool) { _ = unsafe unlink("\(folder.spool)/\(name)") }
        #expect(try !SpoolProcess(folder, instance: "2").spool.open())
        #expect(first.spool.isOpen)
    }

    /// A child process has such copies between its fork and its exec.
    @Test func aCopyOfItsDescriptorDoesNotKeepTheDirectory() throws {
        let folder = try SpoolFolder()
        var first: SpoolProcess? = try SpoolProcess(folder)
        #expect(first?.spool.open() == true)
        var wanted = stat()
        try #require(unsafe stat(folder.spool, &wanted) == 0)
        // Why not a range: other tests may have thousands open at the same time.
        let open = folder.names(in: "/proc/self/fd").compactMap { Int32($0) }
        let copies = open.filter { number in
            var facts = stat()
            return unsafe fstat(number, &facts) == 0 && facts.st_ino == wanted.st_ino
                && facts.st_dev == wanted.st_dev
        }.map { dup($0) }
        defer { for copy in copies { _ = close(copy) } }
        #expect(copies.count == 1)
        first = nil
        #expect(try SpoolProcess(folder, instance: "2").spool.open())
    }

    /// What may stand where the directory was.
    enum Obstacle: CaseIterable { case file, link, open, taken }

    private func put(_ obstacle: Obstacle, in folder: SpoolFolder) throws -> SpoolProcess? {
        for name in folder.names(in: folder.spool) { _ = unsafe unlink("\(folder.spool)/\(name)") }
        try #require(unsafe rmdir(folder.spool) == 0)
        switch obstacle {
        case .file:
            let file = unsafe open(folder.spool, O_WRONLY | O_CREAT, 0o600)
            try #require(file >= 0 && close(file) == 0)
        case .link: try #require(unsafe symlink(folder.path, folder.spool) == 0)
        case .open: try #require(unsafe mkdir(folder.spool, 0o755) == 0)
        case .taken:
            let other = try SpoolProcess(folder)
            try #require(other.spool.open())
            return other
        }
        return nil
    }

    @Test(arguments: Obstacle.allCases)
    func whatStandsInItsPlaceIsNotUsed(_ obstacle: Obstacle) throws {
        let folder = try SpoolFolder()
        let clocks = StillClocks()
        let process = try SpoolProcess(folder, clocks: clocks)
        try process.spool(4)
        var other = try put(obstacle, in: folder)
        let names = folder.names(in: folder.path)
        for _ in 0..<3 {
            #expect(try !process.spool(5))
            clocks.move(10)
        }
        #expect(!process.spool.isOpen && process.spool.report.offReason != nil)
        #expect(folder.names(in: folder.path) == names && folder.files.count <= 1)
        #expect(process.failed("test") == 15 && process.account.spooled == 0)
        #expect(process.failed("spool_damaged") == 4)
        expectLaw(process.account)
        other = nil
        if unsafe rmdir(folder.spool) != 0 { _ = unsafe unlink(folder.spool) }
        clocks.move(10)
        #expect(try process.spool(6) && folder.mode() == 0o700 && other == nil)
        #expect(try process.deliverAll() == [6])
        #expect(process.failed("spool_damaged") == 4 && process.spool.report.offReason == nil)
    }
}
