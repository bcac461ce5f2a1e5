// What the system says about the process: real files, real folders, the texts of /proc.
import Glibc
import Testing

@testable import App

struct ProcessFactsTests {
    @Test func readsAFileAndTellsWhyNot() throws {
        let text = try #require(bytes(Repository.path(".env.staging")))
        #expect(text.starts(with: Array("# The settings of staging".utf8)))
        guard case .absent = ProcessFacts.readFile("/nowhere/at/all") else {
            Issue.record("a file that is not there must be absent")
            return
        }
        guard case .unreadable(let reason) = ProcessFacts.readFile("/proc") else {
            Issue.record("a folder must not be read")
            return
        }
        #expect(reason == "it is no plain file")
    }

    @Test func theFileLimitIsExact() throws {
        let path = "/tmp/gatewayz-settings-test-\(getpid())"
        defer { unsafe unlink(path) }
        for extra in [0, 1] {
            let file = unsafe open(path, O_CREAT | O_TRUNC | O_WRONLY, 0o600)
            try #require(file >= 0)
            ftruncate(file, off_t(ProcessFacts.maximumFileBytes + extra))
            close(file)
            #expect((bytes(path)?.count == ProcessFacts.maximumFileBytes) == (extra == 0))
        }
    }

    private func bytes(_ path: String) -> [UInt8]? {
        if case .bytes(let bytes) = ProcessFacts.readFile(path) { bytes } else { nil }
    }

    @Test func seesItsOwnVariables() {
        #expect(ProcessFacts.environment()["PATH"]?.isEmpty == false)
        #expect(ProcessFacts.fileNames(in: Repository.path(".")).contains(".env.staging"))
        #expect(ProcessFacts.processors() >= 1)
        #expect(ProcessFacts.descriptorLimit() >= 64)
    }

    @Test(arguments: [
        ("Name:\tx\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\n", 2),
        ("Cpus_allowed:\tff,ffffffff\n", 40), ("Cpus_allowed:\t0001\n", 1),
    ])
    func countsTheAffinityMask(status: String, count: Int) {
        #expect(ProcessorCount.allowed(status: status) == count)
    }

    @Test(arguments: ["", "Cpus_allowed_list:\t0-1\n", "Cpus_allowed:\t\n", "Cpus_allowed:\tzz\n"])
    func withoutAMaskThereIsNoCount(status: String) {
        #expect(ProcessorCount.allowed(status: status) == nil)
    }

    @Test(arguments: [
        (8, "max 100000\n", 8), (8, "200000 100000\n", 2), (8, "150000 100000\n", 2),
        (8, "50000 100000\n", 1), (2, "800000 100000\n", 2), (8, nil, 8), (8, "nonsense", 8),
        (0, nil, 1),
    ])
    func theQuotaBoundsTheProcessors(online: Int, quota: String?, count: Int) {
        #expect(ProcessorCount.available(online: online, quota: quota) == count)
    }
}
