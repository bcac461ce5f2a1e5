// The process as the kernel sees it. Reading /proc costs some 50 µs, so one reading serves all
// scrapes of a second. What cannot be read is absent, never zero.
import Glibc
import Locking
package import Reactor

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
