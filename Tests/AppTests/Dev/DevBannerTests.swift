// The banner names what is really there, and no more.
import Testing

@testable import App

struct DevBannerTests {
    @Test func portsAndLinesAreThoseThatAreServed() {
        let banner = DevBanner(
            apiPort: 8000, receivingPort: 4318, queryPort: 3200, databasePath: "data/dev.db",
            serviceName: "gatewayz-api")
        for part in [
            "http://localhost:8000/", "http://localhost:3200/ready",
            "http://localhost:4318/v1/traces", "data/dev.db",
            "curl -s 'http://localhost:8000/api/monitoring/health'\n",
            "curl -s 'http://localhost:3200/api/traces?service=gatewayz-api' | jq '.traces'\n",
            "steady", "slow", "failing",
        ] {
            #expect(banner.text.contains(part), "\(part)")
        }
        #expect(!banner.text.contains("taken"))
        #expect(banner.text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test(arguments: [(UInt16(9999), UInt16(9999), ""), (0, 40_001, ""), (9999, 10_000, "9999")])
    func aPortThatWasAskedForIsNotSaidToBeTaken(wanted: UInt16, got: UInt16, taken: String) {
        let banner = DevBanner(
            wantedAPIPort: wanted, apiPort: got, receivingPort: 4318, queryPort: 3200,
            serviceName: "x")
        #expect(banner.text.contains("taken") == !taken.isEmpty)
        #expect(banner.text.contains("http://localhost:\(got)/"))
        if !taken.isEmpty { #expect(banner.text.contains("(\(taken) is taken)")) }
    }

    @Test func aMovedPortIsSaid() {
        let banner = DevBanner(
            apiPort: 8001, receivingPort: 4319, queryPort: 3201, serviceName: "x")
        #expect(banner.text.contains("http://localhost:8001/  (8000 is taken)"))
        #expect(banner.text.contains("http://localhost:4319/v1/traces  (4318 is taken)"))
        #expect(banner.text.contains("http://localhost:3201/ready  (3200 is taken)"))
        #expect(banner.text.contains("in memory"))
        #expect(!banner.text.contains("localhost:8000"))
    }
}
