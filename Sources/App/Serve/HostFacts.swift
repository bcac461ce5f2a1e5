// What the machine and the container say about themselves, out of the files where Linux keeps it:
// for the resource. Asked once at start; a file that says nothing leaves its fact out.
import Glibc

/// Facts about machine, container, system and executable; `nil` is not known.
struct HostFacts: Hashable, Sendable {
    /// The longest fact, in bytes; what is longer is no fact.
    static let maximumBytes = 255

    /// `host.id`: the machine's id, 32 hexadecimal digits.
    var machineID: String?
    /// `container.id`: 64 hexadecimal digits.
    var containerID: String?
    /// `os.name`, such as `Debian GNU/Linux`.
    var osName: String?
    /// `os.version`, such as `12`.
    var osVersion: String?
    /// `os.build_id`: the system's own, else the kernel's release.
    var osBuildID: String?
    /// `os.description`, such as `Debian GNU/Linux 12 (bookworm)`.
    var osDescription: String?
    /// `process.executable.path`.
    var executablePath: String?

    /// Reads the facts; `read` gives a file's text, `nil` where it cannot be read.
    init(executablePath: String? = nil, read: (String) -> String?) {
        self.executablePath = executablePath.flatMap(Self.fact)
        machineID =
            read("/etc/machine-id").flatMap(Self.machineID)
            ?? read("/var/lib/dbus/machine-id").flatMap(Self.machineID)
        containerID =
            read("/proc/self/cgroup").flatMap(ContainerID.ofGroups)
            ?? read("/proc/self/mountinfo").flatMap(ContainerID.ofMounts)
        let release = read("/etc/os-release") ?? read("/usr/lib/os-release") ?? ""
        let system = Self.assignments(release)
        osName = system["NAME"]
        osVersion = system["VERSION_ID"]
        osDescription = system["PRETTY_NAME"]
        osBuildID = system["BUILD_ID"] ?? read("/proc/sys/kernel/osrelease").flatMap(Self.fact)
    }

    /// The facts of the real process.
    static func ofThisProcess() -> HostFacts {
        HostFacts(executablePath: ownPath()) { path in
            guard case .bytes(let bytes) = ProcessFacts.readFile(path) else { return nil }
            return String(validating: bytes, as: UTF8.self)
        }
    }

    /// The id in a machine-id file, machine-id(5); none in an image that has not been booted.
    private static func machineID(_ text: String) -> String? {
        let id = text.trimmingBlanks()
        let isID = id.utf8.count == 32 && id.utf8.allSatisfy(\.isLowercaseHexDigit)
        return isID && id.utf8.contains { $0 != UInt8(ascii: "0") } ? id : nil
    }

    /// The assignments of an os-release file, os-release(5), that are not empty.
    private static func assignments(_ text: String) -> [String: String] {
        var found: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !line.hasPrefix("#") else { continue }
            found[parts[0].trimmingBlanks()] = fact(unquoted(parts[1].trimmingBlanks()))
        }
        return found
    }

    /// Without the quotes of a shell, and what they protect as it is.
    private static func unquoted(_ text: String) -> String {
        guard let quote = text.first, quote == "\"" || quote == "'", text.count > 1,
            text.last == quote
        else { return text }
        var plain = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if character == "\\", quote == "\"", !isEscaped {
                isEscaped = true
            } else {
                plain.append(character)
                isEscaped = false
            }
        }
        return plain
    }

    private static func fact(_ text: String) -> String? {
        let fact = text.trimmingBlanks()
        let isPlain = fact.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        return !fact.isEmpty && isPlain && fact.utf8.count <= maximumBytes ? fact : nil
    }

    private static func ownPath() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe bytes.baseAddress.map { unsafe readlink("/proc/self/exe", $0, bytes.count) } ?? 0
        }
        guard count > 0, count < buffer.count else { return nil }
        return String(validating: buffer[..<count], as: UTF8.self)
    }
}

extension UInt8 {
    /// Whether it is a digit of an id as Linux and the container runtimes write them.
    var isLowercaseHexDigit: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}
