// The files of proc(5) as text to values; parsing is pure, reading blocks for microseconds.
import Glibc

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
