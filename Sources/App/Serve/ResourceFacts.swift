// Who sends the spans: the resource of the contract's section 1, from settings, process, host and
// Railway. Asked once at start; only facts that are known, none that is made up. Not among them
// `process.command_args`: an operator may paste a secret there, and it tells nothing that the
// settings do not.
import CLinux
import Glibc
import TraceSDK

/// Gathers the resource attributes.
enum ResourceFacts {
    /// The attributes in their order; the operator's own come last and cannot rename the service.
    static func attributes(
        _ settings: Settings, host: HostFacts, instanceID: String
    ) -> [Attribute] {
        var facts: [Attribute] = []
        func add(_ key: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            facts.append(Attribute(key, .string(value)))
        }
        add("service.name", settings.service.name)
        add("service.version", settings.service.version)
        add("service.namespace", "gatewayz")
        add("service.instance.id", settings.railway.replicaID ?? instanceID)
        add("deployment.environment.name", settings.environment.text)
        add("deployment.environment", settings.environment.text)
        facts.append(Attribute("process.pid", .integer(Int64(getpid()))))
        add("process.executable.name", "gatewayz-api")
        add("process.executable.path", host.executablePath)
        add("process.runtime.name", "swift")
        add("process.runtime.version", runtimeVersion)
        add("host.name", hostName())
        add("host.id", host.machineID)
        add("host.arch", architecture)
        add("container.id", host.containerID)
        add("os.type", "linux")
        add("os.name", host.osName)
        add("os.version", host.osVersion)
        add("os.build_id", host.osBuildID)
        add("os.description", host.osDescription)
        addRailway(settings.railway, add)
        for attribute in settings.service.attributes { add(attribute.key, attribute.value) }
        return facts
    }

    private static func addRailway(_ railway: RailwayFacts, _ add: (String, String?) -> Void) {
        guard railway.isPresent else { return }
        add("cloud.provider", "railway")
        add("cloud.region", railway.region)
        add("railway.environment.name", railway.environmentName)
        add("railway.project.name", railway.projectName)
        add("railway.service.name", railway.serviceName)
        add("railway.deployment.id", railway.deploymentID)
        add("railway.git.branch", railway.branch)
        add("vcs.ref.head.revision", railway.commit)
    }

    /// A random UUID (version 4), for a process that nobody else has named.
    static func makeInstanceID(seededBy source: inout some RandomNumberGenerator) -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &source) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }
        let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
        return groups.map { digits[$0].joined() }.joined(separator: "-")
    }

    private static var architecture: String {
        #if arch(arm64)
            "arm64"
        #else
            "amd64"
        #endif
    }

    /// The language of the compiler that built this, whose runtime is linked in.
    private static var runtimeVersion: String? {
        #if compiler(>=6.4)
            "6.4"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            nil
        #endif
    }

    private static func hostName() -> String? {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return nil }
        let bytes = buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return String(decoding: bytes, as: UTF8.self)
    }
}
