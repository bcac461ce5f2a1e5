// The directory of the spool: private, locked against a second process, each file written whole or
// not at all. Exporter's thread: its calls wait for the disk.
import Glibc
import Reactor

/// An open directory that this process alone works in.
struct SpoolDirectory: ~Copyable {
    /// A file that was found, and what its first bytes say.
    struct Found: Hashable, Sendable {
        var number: UInt64
        var bytes: Int
        /// `nil` where it is no regular file of this user.
        var reading: SpoolHead.Reading?
    }

    static let suffix = ".spans"
    static let unfinishedSuffix = ".unfinished"

    private let descriptor: FileDescriptor
    private let calls: SpoolCalls

    private init(descriptor: consuming FileDescriptor, calls: SpoolCalls) {
        self.descriptor = descriptor
        self.calls = calls
    }

    // Why: closing alone leaves the lock with a child process between its fork and its exec.
    deinit { _ = flock(descriptor.number, LOCK_UN) }

    /// Makes the directory where it is missing, mode 0700, and locks it.
    static func open(_ name: String, calls: SpoolCalls) throws(SpoolError) -> SpoolDirectory {
        // Why: behind a slash O_NOFOLLOW would follow a link.
        var path = name
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        try make(path)
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let opened = unsafe SpoolCalls.result(Glibc.open(path, flags))
        let descriptor = FileDescriptor(owning: try check("open", opened, path))
        var facts = stat()
        let known = unsafe SpoolCalls.result(fstat(descriptor.number, &facts))
        _ = try check("fstat", known, path)
        guard facts.st_uid == geteuid(), facts.st_mode & 0o077 == 0 else {
            throw .notPrivate(directory: path)
        }
        // Why the directory itself: a lock file could be deleted under the process that holds it.
        let locked = SpoolCalls.result(flock(descriptor.number, LOCK_EX | LOCK_NB))
        if locked == -EWOULDBLOCK { throw .inUse(directory: path) }
        _ = try check("flock", locked, path)
        return SpoolDirectory(descriptor: descriptor, calls: calls)
    }

    /// The name of a file.
    static func name(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits + suffix
    }

    /// Nobody writes as many files; a higher number is no name of ours, and there is always a next.
    static let maximumNumber = UInt64.max >> 1

    /// The number in a name that `name` makes; `nil` for every other name.
    static func number(of name: String) -> UInt64? {
        guard name.hasSuffix(suffix), let number = UInt64(name.dropLast(suffix.count), radix: 16),
            number <= maximumNumber, self.name(number) == name
        else { return nil }
        return number
    }

    /// Every file of the spool, oldest first; what a killed process left unfinished is removed.
    /// Throws where it cannot tell what is there.
    func list() throws(SystemError) -> [Found] {
        var files: [Found] = []
        for name in try names() {
            if let number = Self.number(of: name) {
                files.append(try look(at: name, number: number))
            } else if name.hasSuffix(Self.unfinishedSuffix),
                Self.number(of: String(name.dropLast(Self.unfinishedSuffix.count))) != nil
            {
                _ = calls.remove(descriptor.number, name)
            }
        }
        return files.sorted { $0.number < $1.number }
    }

    /// Writes a file, or puts another in its place; after a failure all is as it was before. The
    /// name is safe from a crash of the machine after `synchroniseNames` only.
    func write(_ number: UInt64, _ head: SpoolHead, _ body: [UInt8]) throws(SpoolError) {
        let name = Self.name(number)
        let unfinished = name + Self.unfinishedSuffix
        do throws(SystemError) {
            var file = calls.create(descriptor.number, unfinished)
            if file == -EEXIST {
                _ = calls.remove(descriptor.number, unfinished)
                file = calls.create(descriptor.number, unfinished)
            }
            do {
                let owner = FileDescriptor(owning: try SystemError.check("open", file))
                try writeAll(head.encoded, to: owner.number)
                try writeAll(body, to: owner.number)
                _ = try SystemError.check("fsync", calls.synchronise(owner.number))
            }
            _ = try SystemError.check(
                "rename", calls.rename(descriptor.number, unfinished, name))
        } catch {
            _ = calls.remove(descriptor.number, unfinished)
            throw .notWritten(cause: SpoolCause(call: error.call, code: error.code))
        }
    }

    /// Waits until the names of the files are on the disk.
    func synchroniseNames() throws(SpoolError) {
        let status = calls.synchronise(descriptor.number)
        // Why: some file systems do not synchronise directories, and say so with this code.
        guard status < 0, status != -EINVAL else { return }
        throw .notWritten(cause: SpoolCause(call: "fsync", code: -status))
    }

    /// The body of a file of so many bytes, if head and body are those that were written; throws
    /// where that cannot be told now.
    func read(_ number: UInt64, bytes size: Int) throws(SystemError) -> [UInt8]? {
        guard let (bytes, facts) = try contents(Self.name(number), maximumBytes: size),
            facts.st_size == size, bytes.count == size,
            case .head(let head) = SpoolHead.read(bytes)
        else { return nil }
        let body = Array(bytes[SpoolHead.byteCount...])
        return head.isHead(of: body.span) ? body : nil
    }

    /// Whether the directory itself was removed, so that nothing can be written here any more.
    var isGone: Bool {
        var facts = stat()
        return unsafe fstat(descriptor.number, &facts) == 0 && facts.st_nlink == 0
    }

    /// Whether the file is gone now.
    func remove(_ number: UInt64) -> Bool {
        let status = calls.remove(descriptor.number, Self.name(number))
        return status == 0 || status == -ENOENT
    }

    private func look(at name: String, number: UInt64) throws(SystemError) -> Found {
        var found: ([UInt8], stat)?
        do throws(SystemError) {
            found = try contents(name, maximumBytes: SpoolHead.byteCount)
        } catch {
            // Why: for lack of a descriptor or memory every file would be taken for another's.
            guard ![EMFILE, ENFILE, ENOMEM].contains(error.code) else { throw error }
        }
        guard let (bytes, facts) = found else {
            return Found(number: number, bytes: 0, reading: nil)
        }
        return Found(
            number: number, bytes: Int(facts.st_size), reading: SpoolHead.read(bytes))
    }

    /// The beginning of a regular file of this user; `nil` where there is none of that name.
    private func contents(
        _ name: String, maximumBytes: Int
    ) throws(SystemError) -> ([UInt8], stat)? {
        let number = calls.open(descriptor.number, name, O_NONBLOCK)
        if number == -ENOENT || number == -ELOOP { return nil }
        let file = FileDescriptor(owning: try SystemError.check("open", number))
        var facts = stat()
        guard unsafe fstat(file.number, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            facts.st_uid == geteuid()
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: max(0, min(maximumBytes, Int(facts.st_size))))
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { room in
                unsafe pread(
                    file.number, room.baseAddress?.advanced(by: filled), room.count - filled,
                    off_t(filled))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemError(call: "pread", code: errno) }
            guard count > 0 else { break }
            filled += count
        }
        bytes.removeLast(bytes.count - filled)
        return (bytes, facts)
    }

    private func writeAll(_ bytes: [UInt8], to file: Int32) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let count = calls.write(file, bytes.span.extracting(written..<bytes.count))
            if count == -Int(EINTR) { continue }
            guard count > 0 else {
                throw SystemError(call: "write", code: count == 0 ? EIO : Int32(-count))
            }
            written += count
        }
    }

    private func names() throws(SystemError) -> [String] {
        let number = try SystemError.check(
            "open", calls.open(descriptor.number, ".", O_DIRECTORY))
        guard let directory = unsafe fdopendir(number) else {
            let code = errno
            _ = close(number)
            throw SystemError(call: "fdopendir", code: code)
        }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        errno = 0
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            names.append(name)
            errno = 0
        }
        guard errno == 0 else { throw SystemError(call: "readdir", code: errno) }
        return names
    }

    private static func make(_ path: String) throws(SpoolError) {
        var place = ""
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            place += index == 0 ? String(part) : "/\(part)"
            guard !part.isEmpty else { continue }
            let mode: mode_t = index == parts.count - 1 ? 0o700 : 0o755
            let status = unsafe SpoolCalls.result(mkdir(place, mode))
            guard status != -EEXIST else { continue }
            _ = try check("mkdir", status, path)
        }
    }

    private static func check(
        _ call: String, _ result: Int32, _ path: String
    ) throws(SpoolError) -> Int32 {
        guard result < 0 else { return result }
        throw .unusable(directory: path, cause: SpoolCause(call: call, code: -result))
    }
}
