// The process as the kernel sees it. Reading /proc costs some 50 µs, so one reading serves all
// scrapes of a second. What cannot be read is absent, never zero.
import Glibc
import Locking
package import Reactor

/// What the kernel says about this process.
package struct ProcessSample: Sendable, Equatable {
    /// User and system CPU time in nanoseconds.
    package var cpuNanoseconds: UInt64?
    /// Open file descriptors.
    package var openDescriptors: UInt64?
    /// The soft limit of open file descriptors.
    package var maximumDescriptors: UInt64?
    /// Virtual memory in bytes.
    package var virtualBytes: UInt64?
    /// Resident memory in bytes.
    package var residentBytes: UInt64?
    /// Threads.
    package var threads: UInt64?
    /// When the process began, in hundredths of seconds since 1970.
    package var startUnixCentiseconds: UInt64?

    /// A sample of nothing.
    package init() {}
}

/// Reads samples, at most one a second; callable from any thread.
package final class ProcessSampler: Sendable {
    /// How long a sample serves.
    static let lifetime: Duration = .seconds(1)

    private let clock: @Sendable () -> MonotonicTime
    private let latest: Locked<(sample: ProcessSample, taken: MonotonicTime)?>
    private let bootUnixSeconds: UInt64?

    /// A sampler that has read nothing yet but the time of boot.
    package init(clocks: Clocks) {
        clock = clocks.monotonic
        latest = Locked(nil)
        bootUnixSeconds = ProcFile.read("/proc/stat").flatMap(ProcFile.bootTime)
    }

    /// The latest sample, read anew where it is older than a second.
    package func sample() -> ProcessSample {
        let now = clock()
        if let latest = latest.withLock({ $0 }), now - latest.taken < Self.lifetime {
            return latest.sample
        }
        let sample = read()
        latest.withLock { $0 = (sample, now) }
        return sample
    }

    private func read() -> ProcessSample {
        var sample = ProcessSample()
        sample.cpuNanoseconds = cpuNanoseconds()
        sample.openDescriptors = openDescriptors()
        sample.maximumDescriptors = maximumDescriptors()
        guard let status = ProcFile.read("/proc/self/stat").flatMap(ProcFile.Status.init) else {
            return sample
        }
        sample.threads = status.threads
        sample.virtualBytes = status.virtualBytes
        sample.residentBytes = status.residentPages * UInt64(max(0, sysconf(Int32(_SC_PAGESIZE))))
        // Why: times in this file are in units of 1/100 s on every Linux there is (USER_HZ).
        sample.startUnixCentiseconds = bootUnixSeconds.map { $0 * 100 + status.startTicks }
        return sample
    }

    private func cpuNanoseconds() -> UInt64? {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private func maximumDescriptors() -> UInt64? {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &limit) == 0 else { return nil }
        return UInt64(limit.rlim_cur)
    }

    /// Since Linux 6.2 the size of this directory is the count; before, it has to be listed.
    private func openDescriptors() -> UInt64? {
        var status = stat()
        if unsafe stat("/proc/self/fd", &status) == 0, status.st_size > 0 {
            return UInt64(status.st_size)
        }
        guard let directory = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(directory) }
        var entries: UInt64 = 0
        while unsafe readdir(directory) != nil { entries += 1 }
        // Without `.`, `..` and the descriptor of the listing itself.
        return entries >= 3 ? entries - 3 : nil
    }
}

/// The two files of proc(5) that are read, as text to values.
enum ProcFile {
    /// Longest file that is read, in bytes.
    static let maximumBytes = 1 << 20

    /// The fields of /proc/self/stat that matter here.
    struct Status: Equatable {
        var threads: UInt64
        var startTicks: UInt64
        var virtualBytes: UInt64
        var residentPages: UInt64

        /// Reads the one line; its second field, a name in parentheses, may hold anything.
        init?(_ line: [UInt8]) {
            guard let end = line.lastIndex(of: UInt8(ascii: ")")) else { return nil }
            let fields = line[(end + 1)...].split { $0 == 0x20 || $0 == 0x0A }.map {
                UInt64(String(decoding: $0, as: UTF8.self))
            }
            // Why: fields are numbered from 1 in proc(5), and the first one here is the third.
            guard fields.count > 21, let threads = fields[17], let startTicks = fields[19],
                let virtualBytes = fields[20], let residentPages = fields[21]
            else { return nil }
            self.threads = threads
            self.startTicks = startTicks
            self.virtualBytes = virtualBytes
            self.residentPages = residentPages
        }
    }

    /// The `btime` line of /proc/stat: Unix seconds.
    static func bootTime(_ text: [UInt8]) -> UInt64? {
        let prefix = Array("btime ".utf8)
        guard let line = text.split(separator: 0x0A).first(where: { $0.starts(with: prefix) })
        else { return nil }
        return UInt64(String(decoding: line.dropFirst(prefix.count), as: UTF8.self))
    }

    /// The whole file, or `nil` where it cannot be read.
    static func read(_ path: String) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while all.count < maximumBytes {
            let count = unsafe Glibc.read(descriptor, &part, part.count)
            guard count > 0 else { return count == 0 ? all : nil }
            all.append(contentsOf: part[..<count])
        }
        return all
    }
}
