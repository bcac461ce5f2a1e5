// The attributes of the resource, and who beats whom.
import Testing
import TraceSDK

@testable import App

struct ResourceFactsTests {
    private func resource(
        _ process: [String: String], _ files: [String: String] = [:]
    ) -> [String: AttributeValue] {
        let settings = LoadedConfiguration(.process(process)).settings
        let facts = ResourceFacts.attributes(
            settings, host: HostFacts(executablePath: "/app/gatewayz-api") { files[$0] },
            instanceID: "made-up")
        return Dictionary(facts.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }

    @Test func machineContainerSystemAndProcess() {
        let id = String(repeating: "ab", count: 32)
        let found = resource(
            [:],
            [
                "/etc/machine-id": String(repeating: "1f", count: 16),
                "/proc/self/cgroup": "0::/docker/\(id)",
                "/etc/os-release": "NAME=N\nVERSION_ID=1\nPRETTY_NAME=P",
                "/proc/sys/kernel/osrelease": "6.1",
            ])
        #expect(found["host.id"] == .string(String(repeating: "1f", count: 16)))
        #expect(found["container.id"] == .string(id))
        #expect(found["os.type"] == .string("linux") && found["os.name"] == .string("N"))
        #expect(found["os.version"] == .string("1") && found["os.build_id"] == .string("6.1"))
        #expect(found["os.description"] == .string("P"))
        #expect(found["process.executable.name"] == .string("gatewayz-api"))
        #expect(found["process.executable.path"] == .string("/app/gatewayz-api"))
        #expect(found["process.runtime.name"] == .string("swift"))
        #expect(found["process.runtime.version"] != nil && found["process.pid"] != nil)
    }

    @Test func whatIsNotKnownIsLeftOutAndTheCommandLineAlways() {
        let found = resource([:])
        for key in ["host.id", "container.id", "os.name", "os.version", "os.description"] {
            #expect(found[key] == nil)
        }
        #expect(!found.keys.contains { $0.hasPrefix("process.command") })
    }

    @Test func theListOfAttributesBeatsEveryDetectorButNotTheServiceAndTheEnvironment() {
        let found = resource(
            [
                "OTEL_RESOURCE_ATTRIBUTES":
                    "host.id=h,container.id=c,os.type=o,service.instance.id=i,cloud.region=r,"
                    + "service.name=listed,service.version=9,deployment.environment.name=prod",
                "OTEL_SERVICE_NAME": "named", "RAILWAY_REPLICA_ID": "replica",
                "RAILWAY_PROJECT_ID": "p", "RAILWAY_REPLICA_REGION": "us",
            ], ["/etc/machine-id": String(repeating: "1f", count: 16)])
        for (key, value) in [
            ("host.id", "h"), ("container.id", "c"), ("os.type", "o"),
            ("service.instance.id", "i"), ("cloud.region", "r"), ("service.name", "named"),
            ("service.version", "9"), ("deployment.environment.name", "development"),
        ] { #expect(found[key] == .string(value), "\(key)") }
    }
}
