// What a host is taken for, without asking the network.
import Testing

@testable import App

struct HostTests {
    private func host(_ text: String) throws -> Host {
        try #require(text.contains(":") ? Host(ipv6: text) : Host(name: text))
    }

    @Test(arguments: [
        ("tempo.acme.com", "TEMPO.acme.com.", true), ("fd00::1", "fd00:0:0:0:0:0:0:1", true),
        ("FD00::1", "fd00::0001", true), ("10.0.0.5", "::ffff:10.0.0.5", true),
        ("::ffff:a00:5", "::ffff:10.0.0.5", true), ("fd00::1", "fd00::2", false),
        ("tempo", "tempo.acme.com", false), ("10.0.0.5", "tempo", false), ("::1", "tempo", false),
    ])
    func knowsTheSameHostInAnotherSpelling(one: String, other: String, isSame: Bool) throws {
        #expect(try host(one).isSame(as: host(other)) == isSame)
        #expect(try host(other).isSame(as: host(one)) == isSame)
    }

    @Test(arguments: [
        "localhost", "tempo", "127.0.0.1", "127.255.0.9", "10.1.2.3", "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1", "tempo.railway.internal", "tempo.staging.railway.internal",
    ])
    func isPrivate(text: String) throws {
        #expect(try #require(Host(name: text)).isPrivate)
    }

    @Test(arguments: [
        "tempo.acme.com", "8.8.8.8", "172.15.0.1", "172.32.0.1", "192.169.0.1", "11.0.0.1",
        "169.254.1.1", "railway.internal", "railway.internal.acme.com", "evilrailway.internal",
        "localhost.acme.com", "127.0.0.1.nip.io",
    ])
    func isPublic(text: String) throws {
        #expect(try #require(Host(name: text)).isPrivate == false)
    }

    @Test(arguments: [
        ("::1", true), ("fd12::1", true), ("fc00::1", true), ("::ffff:10.0.0.1", true),
        ("fe00::1", false), ("2001:db8::1", false), ("::", false), ("::2", false),
        ("::ffff:8.8.8.8", false),
    ])
    func judgesIPv6(text: String, isPrivate: Bool) throws {
        #expect(try #require(Host(ipv6: text)).isPrivate == isPrivate)
    }

    @Test(arguments: [
        ("tempo.railway.internal", true), ("tempo.railway.internal.", true),
        ("tempo.staging.railway.internal", false), ("railway.internal", false),
        ("tempo.internal", false), ("10.0.0.1", false),
    ])
    func knowsTheFormThatRailwayGenerates(text: String, isService: Bool) throws {
        #expect(try #require(Host(name: text)).isRailwayService == isService)
    }

    @Test(arguments: ["grafana.net", "a.grafana.net", "A.B.Grafana.NET"])
    func isUnderADomain(text: String) throws {
        #expect(try #require(Host(name: text)).isUnder("grafana.net"))
    }

    @Test func aLookalikeIsNotUnderADomain() throws {
        #expect(try #require(Host(name: "evilgrafana.net")).isUnder("grafana.net") == false)
    }

    @Test func theLengthLimitsAreExact() {
        let label = String(repeating: "a", count: 63)
        #expect(Host(name: label) != nil)
        #expect(Host(name: label + "a") == nil)
        let most = [label, label, label, String(label.dropLast(2))].joined(separator: ".")
        #expect(most.utf8.count == 253)
        #expect(Host(name: most) != nil)
        #expect(Host(name: most + "a") == nil)
    }
}
