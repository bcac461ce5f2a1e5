// Every rule of the registry met exactly and broken by one, and the names found again.

import Health
import Testing

struct ProviderRegistryTests {
    private func problems(_ providers: [Provider]) -> [String] {
        do throws(RegistryRefusal) {
            _ = try ProviderRegistry(providers)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    private func problems(_ probe: Probe) -> [String] {
        problems([Provider(name: "a", probe: probe)])
    }

    @Test func theBuiltInOneKeepsItsOwnRulesAndTheOrderOfTheContract() {
        let builtIn = ProviderRegistry.builtIn
        #expect(problems(builtIn.providers) == [])
        #expect(
            builtIn.providers.map(\.name) == [
                "openai", "anthropic", "google", "openrouter", "groq", "together", "fireworks",
                "featherless", "deepinfra", "cerebras", "xai", "novita", "alibaba", "zai",
                "deepseek", "moonshot", "minimax", "xiaomi", "meta", "huggingface",
            ])
        let keyless = builtIn.providers.filter {
            $0.probe?.apiKeyVariable == nil && $0.probe != nil
        }
        #expect(keyless.map(\.name) == ["openrouter", "deepinfra", "huggingface"])
        #expect(builtIn.providers.filter { $0.probe == nil }.map(\.name) == ["google", "alibaba"])
        let keyed = builtIn.providers.compactMap(\.probe).filter { $0.apiKeyVariable != nil }
        #expect(keyed.allSatisfy { $0.auth.sendsCredential && $0.url.hasPrefix("https://") })
        #expect(builtIn.providers[1].probe?.auth == .header("x-api-key"))
        #expect(
            builtIn.providers[1].probe?.headers
                == [ProbeHeader(name: "anthropic-version", value: "2023-06-01")])
    }

    @Test func findsNamesAndAliasesByTheirExactBytes() {
        let registry = ProviderRegistry.builtIn
        for id in registry.ids { #expect(registry.find(registry[id].name) == id) }
        #expect(registry.find("google-vertex") == registry.find("google"))
        for stranger in ["", "a", "OpenAI", "openai ", "opena", "openaii", "zzz", "google-vertex-"]
        {
            #expect(registry.find(stranger) == nil)
        }
        #expect(registry.find([0xFF, 0x00].span) == nil)
    }

    @Test func mayBeEmpty() {
        #expect(problems([]) == [])
    }

    @Test func takesTwoHundredProvidersAndNotOneMore() {
        let providers = (0..<201).map { Provider(name: "p\($0)") }
        #expect(problems(Array(providers.prefix(200))) == [])
        #expect(problems(providers) == ["providers has 201 entries; at most 200 are allowed."])
    }

    @Test func takesSixteenAliasesAndNotOneMore() {
        let aliases = (0..<17).map { "alias-\($0)" }
        #expect(problems([Provider(name: "a", aliases: Array(aliases.prefix(16)))]) == [])
        #expect(
            problems([Provider(name: "a", aliases: aliases)])
                == ["providers[0].aliases has 17 entries; at most 16 are allowed."])
    }

    @Test(arguments: [
        ("a", true), ("0-9", true), (String(repeating: "x", count: 64), true),
        (String(repeating: "x", count: 65), false), ("", false), ("A", false), ("a_b", false),
        ("a b", false), ("é", false), ("a\n", false),
    ])
    func holdsNamesToTheirAlphabetAndLength(name: String, isRight: Bool) {
        #expect(problems([Provider(name: name)]).isEmpty == isRight)
        #expect(problems([Provider(name: "p", aliases: [name])]).isEmpty == isRight)
    }

    @Test func refusesEveryKindOfRepeatedName() {
        let found = problems([
            Provider(name: "a", aliases: ["b", "a"]), Provider(name: "b"),
            Provider(name: "c", aliases: ["b"]), Provider(name: "a"),
        ])
        #expect(
            found == [
                "providers[0].aliases[1] \"a\" is already providers[0].name.",
                "providers[1].name \"b\" is already providers[0].aliases[0].",
                "providers[2].aliases[0] \"b\" is already providers[0].aliases[0].",
                "providers[3].name \"a\" is already providers[0].name.",
            ])
    }

    @Test(arguments: [(0, false), (1, true), (600_000, true), (600_001, false), (-1, false)])
    func boundsTheLatencyTarget(milliseconds: Int, isRight: Bool) {
        let provider = Provider(name: "a", latencyTargetMilliseconds: milliseconds)
        #expect(problems([provider]).isEmpty == isRight)
    }

    @Test func reportsEveryProblemAtOnceAndNamesItsKey() {
        var probe = Probe(url: "ftp://x", auth: .bearer)
        probe.interval = .milliseconds(99)
        probe.timeout = .seconds(301)
        probe.expectedStatuses = []
        probe.headers = [ProbeHeader(name: "Authorization", value: "Bearer hush")]
        let found = problems([Provider(name: "Bad", latencyTargetMilliseconds: 0, probe: probe)])
        #expect(
            found.map { $0.prefix { $0 != " " } } == [
                "providers[0].name", "providers[0].latency_target_ms", "providers[0].probe.url",
                "providers[0].probe.auth", "providers[0].probe.headers[\"Authorization\"]",
                "providers[0].probe.interval_seconds", "providers[0].probe.timeout_seconds",
                "providers[0].probe.expect_status",
            ])
        #expect(!found.joined().contains("hush"))
    }

    @Test(arguments: [
        (Duration.milliseconds(100), true), (.milliseconds(99), false), (.seconds(86_400), true),
        (.seconds(86_400) + .nanoseconds(1), false), (.zero, false),
    ])
    func boundsTheInterval(interval: Duration, isRight: Bool) {
        #expect(problems(Probe(url: "http://h", interval: interval)).isEmpty == isRight)
    }

    @Test(arguments: [
        (Duration.milliseconds(100), true), (.milliseconds(99), false), (.seconds(300), true),
        (.seconds(301), false),
    ])
    func boundsTheTimeout(timeout: Duration, isRight: Bool) {
        #expect(problems(Probe(url: "http://h", timeout: timeout)).isEmpty == isRight)
    }

    @Test(arguments: [
        ([200], true), ([200, 599], true), ([199], false), ([600], false), ([], false),
        (Array(repeating: 200, count: 16), true), (Array(repeating: 200, count: 17), false),
    ])
    func boundsTheExpectedStatuses(statuses: [Int], isRight: Bool) {
        #expect(problems(Probe(url: "http://h", expectedStatuses: statuses)).isEmpty == isRight)
    }

    @Test func takesSixteenHeadersAndNotOneMore() {
        let headers = (0..<17).map { ProbeHeader(name: "X-\($0)", value: "v") }
        #expect(problems(Probe(url: "http://h", headers: Array(headers.prefix(16)))) == [])
        #expect(problems(Probe(url: "http://h", headers: headers)).count == 1)
    }

    @Test(arguments: [
        ("x", "v", true), ("x", "", true), ("x", "a\tb", true), ("", "v", false),
        ("x y", "v", false),
        ("x:", "v", false), ("x", "a\r\nb", false), ("x", "é", false), ("Cookie", "v", false),
        ("X-API-Key", "v", false), ("Host", "v", false), ("TraceParent", "v", false),
        ("X-Access-Token", "v", false), ("Ocp-Apim-Subscription-Key", "v", false),
        ("x", "Bearer abcdef", false), ("x", "sk-0123456789", false), ("x-max-tokens", "1", true),
        ("x", String(repeating: "v", count: 1024), true),
        ("x", String(repeating: "v", count: 1025), false),
    ])
    func checksAHeader(name: String, value: String, isRight: Bool) {
        let probe = Probe(url: "http://h", headers: [ProbeHeader(name: name, value: value)])
        #expect(problems(probe).isEmpty == isRight)
    }

    @Test func refusesTheSameHeaderTwiceInAnyCase() {
        let headers = [ProbeHeader(name: "A", value: "1"), ProbeHeader(name: "a", value: "2")]
        #expect(
            problems(Probe(url: "http://h", headers: headers))
                == ["providers[0].probe.headers[\"a\"] is given twice."])
    }

    @Test(
        arguments: [
            (ProbeAuth.none, nil, true), (.none, "KEY", true), (.bearer, "KEY_1", true),
            (.bearer, nil, false), (.header("x-api-key"), "K", true),
            (.header("x-api-key"), nil, false),
            (.header("a b"), "K", false), (.header("host"), "K", false), (.bearer, "1KEY", false),
            (.bearer, "", false), (.bearer, "A-B", false),
            (.bearer, String(repeating: "K", count: 129), false),
        ] as [(ProbeAuth, String?, Bool)])
    func checksHowAKeyIsSent(auth: ProbeAuth, variable: String?, isRight: Bool) {
        let probe = Probe(url: "http://h", auth: auth, apiKeyVariable: variable)
        #expect(problems(probe).isEmpty == isRight)
    }

    @Test(arguments: [
        ("none", ProbeAuth?.some(.none)), ("bearer", .bearer), ("header:X-Key", .header("X-Key")),
        ("header:", nil), ("Bearer", nil), ("", nil), ("basic", nil),
    ])
    func readsTheThreeFormsOfAuth(text: String, expected: ProbeAuth?) {
        #expect(ProbeAuth(text) == expected)
    }

    @Test func neverPrintsAKey() {
        let credential = ProviderCredential("hush")
        #expect("\(credential) \(String(reflecting: credential))" == "*** ***")
        #expect(Mirror(reflecting: credential).children.isEmpty)
    }
}
