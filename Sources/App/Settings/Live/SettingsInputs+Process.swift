// The inputs of the real process: its variables, files, terminal and limits. The only file of the
// settings that asks the system; called once at start, on the main thread.
// Why unsafe: `environ` is a variable of C. Start-up reads it once, before any thread or setenv.
@unsafe @preconcurrency import Glibc

extension SettingsInputs {
    /// The inputs of this process, in its working directory.
    package static func ofThisProcess(
        options: [CommandLineOption] = [], environmentFile: String? = nil, buildVersion: String
    ) -> SettingsInputs {
        var inputs = SettingsInputs()
        inputs.process = ProcessFacts.environment()
        inputs.options = options
        inputs.environmentFile = environmentFile
        inputs.readFile = { ProcessFacts.readFile($0) }
        inputs.fileNames = { ProcessFacts.fileNames(in: ".") }
        inputs.placeFacts = { ProcessFacts.place(of: $0) }
        inputs.isOutputTerminal = isatty(STDOUT_FILENO) == 1
        inputs.buildVersion = buildVersion
        inputs.processors = ProcessFacts.processors()
        inputs.descriptorLimit = ProcessFacts.descriptorLimit()
        return inputs
    }
}

/// What the system says about this process.
enum ProcessFacts {
    /// The largest file that is read, in bytes.
    static let maximumFileBytes = 1_048_576

    static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let pair = unsafe String(cString: text)
            if let equals = pair.firstIndex(of: "=") {
                variables[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            unsafe entry += 1
        }
        return variables
    }

    static func readFile(_ path: String) -> SettingsInputs.File {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            return errno == ENOENT || errno == ENOTDIR ? .absent : .unreadable(message(errno))
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return .unreadable(message(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .unreadable("it is no plain file") }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .unreadable(message(errno)) }
            guard count > 0 else { return .bytes(bytes) }
            bytes += chunk[..<count]
            guard bytes.count <= maximumFileBytes else {
                return .unreadable("it is larger than \(maximumFileBytes) bytes")
            }
        }
    }

    static func fileNames(in folder: String) -> [String] {
        guard let directory = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names
    }

    /// The nearest folder that exists on the way to a file, and what this process may do there.
    static func place(of path: String) -> PlaceFacts? {
        var folder = path.hasPrefix("/") ? path : "./" + path
        var status = stat()
        repeat {
            guard let slash = folder.lastIndex(of: "/") else { return nil }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
            if unsafe stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                return facts(of: path, in: folder, owner: status.st_uid)
            }
        } while folder != "/"
        return nil
    }

    private static func facts(of path: String, in folder: String, owner: uid_t) -> PlaceFacts {
        let isPresent = unsafe faccessat(AT_FDCWD, path, F_OK, AT_EACCESS) == 0
        let mayMake = unsafe faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0
        let isOpen = unsafe faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) == 0
        var status = stat()
        let isDirectory =
            unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        return PlaceFacts(
            folder: folder, ownerUserID: owner, userID: geteuid(),
            isWritable: mayMake && (isOpen || !isPresent), isFilePresent: isPresent,
            isDirectory: isDirectory)
    }

    static func descriptorLimit() -> Int {
        var limit = rlimit()
        let isKnown = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        return isKnown ? Int(clamping: limit.rlim_cur) : 1_024
    }

    static func processors() -> Int {
        var quota: String?
        if case .bytes(let bytes) = readFile("/sys/fs/cgroup/cpu.max") {
            quota = String(decoding: bytes, as: UTF8.self)
        }
        return ProcessorCount.available(online: affinityCount(), quota: quota)
    }

    private static func affinityCount() -> Int {
        if case .bytes(let bytes) = readFile("/proc/self/status"),
            let count = ProcessorCount.allowed(status: String(decoding: bytes, as: UTF8.self))
        {
            return count
        }
        return Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    private static func message(_ code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }
}

/// How many processors there really are to use.
enum ProcessorCount {
    /// The processors in the line `Cpus_allowed:` of `/proc/self/status`, hexadecimal words by
    /// commas; `nil` where there is no such line.
    static func allowed(status: String) -> Int? {
        let name = "Cpus_allowed:"
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
            return nil
        }
        let words = line.dropFirst(name.count).trimmingBlanks().split(separator: ",")
        let masks = words.map { UInt64($0, radix: 16) }
        guard !masks.isEmpty, !masks.contains(nil) else { return nil }
        return masks.reduce(0) { $0 + ($1?.nonzeroBitCount ?? 0) }
    }

    /// The processors of the affinity mask, bounded by the quota of cgroup v2's `cpu.max`,
    /// `<microseconds|max> <period>`, rounded up.
    static func available(online: Int, quota: String?) -> Int {
        let parts = (quota ?? "").split { $0 == " " || $0 == "\n" }
        guard parts.count == 2, let time = Int(parts[0]), let period = Int(parts[1]), time > 0,
            period > 0
        else { return max(1, online) }
        let share = time / period + (time % period == 0 ? 0 : 1)
        return max(1, min(online, share))
    }
}
