// The providers file: what is read, and every mistake named with its place.
import Health
import Testing

@testable import App

struct ProvidersFileTests {
    private func read(_ text: String) -> Result<ProviderRegistry, ProvidersRefusal> {
        ProvidersFile.read(Array(text.utf8), name: "p.json")
    }

    @Test func readsTheContractsExample() throws {
        let registry = try read(
            """
            // comments are allowed
            {"providers":[
              {"name":"openai","aliases":[],"latency_target_ms":1500,
               "probe":{"url":"https://api.openai.com/v1/models","auth":"bearer",
                        "api_key_env":"OPENAI_API_KEY","headers":{"x-a":"b"},
                        "interval_seconds":0.5,"timeout_seconds":10,"expect_status":[200,204]}},
              {"name":"google","aliases":["google-vertex"],"probe":null}]}
            """
        ).get()
        let openai = registry.providers[0]
        #expect(openai.latencyTargetMilliseconds == 1_500)
        #expect(
            openai.probe
                == Probe(
                    url: "https://api.openai.com/v1/models", auth: .bearer,
                    apiKeyVariable: "OPENAI_API_KEY",
                    headers: [ProbeHeader(name: "x-a", value: "b")],
                    interval: .milliseconds(500), timeout: .seconds(10),
                    expectedStatuses: [200, 204]))
        #expect(registry.providers[1] == Provider(name: "google", aliases: ["google-vertex"]))
    }

    @Test func onlyTheNameIsRequired() throws {
        let registry = try read(#"{"providers":[{"name":"a","probe":{"url":"http://h/x"}}]}"#).get()
        #expect(registry.providers == [Provider(name: "a", probe: Probe(url: "http://h/x"))])
    }

    @Test(arguments: [
        ("{", "p.json:1:2"), ("{\"providers\":[\n {\"name\":}]}", "p.json:2:10"),
        ("[]", "p.json: the file"), ("{}", "p.json: providers"),
        (#"{"providers":{}}"#, "p.json: providers"), (#"{"provider":[]}"#, "p.json: provider"),
        (#"{"providers":[1]}"#, "p.json: providers[0]"),
        (#"{"providers":[{}]}"#, "p.json: providers[0].name"),
        (#"{"providers":[{"name":1}]}"#, "p.json: providers[0].name"),
        (#"{"providers":[{"name":"A"}]}"#, "p.json: providers[0].name"),
        (#"{"providers":[{"name":"a"},{"name":"a"}]}"#, "p.json: providers[1].name"),
        (#"{"providers":[{"name":"a","alias":[]}]}"#, "p.json: providers[0].alias"),
        (#"{"providers":[{"name":"a","aliases":"b"}]}"#, "p.json: providers[0].aliases"),
        (#"{"providers":[{"name":"a","aliases":["a"]}]}"#, "p.json: providers[0].aliases[0]"),
        (
            #"{"providers":[{"name":"a","latency_target_ms":1.5}]}"#,
            "p.json: providers[0].latency_target_ms"
        ),
        (
            #"{"providers":[{"name":"a","latency_target_ms":0}]}"#,
            "p.json: providers[0].latency_target_ms"
        ),
        (#"{"providers":[{"name":"a","probe":{}}]}"#, "p.json: providers[0].probe.url"),
    ])
    func namesTheMistake(text: String, place: String) {
        #expect(refusal(text).map(\.name).first == place)
    }

    @Test(arguments: [
        (#""url":"ftp://h""#, "url"), (#""url":"http://u:p@h""#, "url"),
        (#""url":"http://2130706433/""#, "url"),
        (#""url":"http://h","auth":"basic""#, "auth"),
        (#""url":"http://h","auth":"bearer""#, "auth"),
        (#""url":"http://h","auth":1"#, "auth"),
        (#""url":"http://h","api_key_env":"1A""#, "api_key_env"),
        (#""url":"http://h","headers":[]"#, "headers"),
        (#""url":"http://h","headers":{"x":1}"#, "headers.x"),
        (#""url":"http://h","headers":{"Authorization":"x"}"#, #"headers["Authorization"]"#),
        (#""url":"http://h","interval_seconds":"1""#, "interval_seconds"),
        (#""url":"http://h","interval_seconds":0.05"#, "interval_seconds"),
        (#""url":"http://h","interval_seconds":1e300"#, "interval_seconds"),
        (#""url":"http://h","timeout_seconds":301"#, "timeout_seconds"),
        (#""url":"http://h","expect_status":200"#, "expect_status"),
        (#""url":"http://h","expect_status":["200"]"#, "expect_status[0]"),
        (#""url":"http://h","expect_status":[99]"#, "expect_status"),
        (#""url":"http://h","retries":1"#, "retries"),
    ])
    func namesTheMistakeInAProbe(probe: String, key: String) {
        let problems = refusal(#"{"providers":[{"name":"a","probe":{\#(probe)}}]}"#)
        #expect(problems.map(\.name).contains("p.json: providers[0].probe.\(key)"))
        #expect(problems.allSatisfy { !$0.sentence.contains("u:p") })
    }

    @Test func everyMistakeIsListedOnce() {
        let problems = refusal(
            #"{"providers":[{"nam":"a"},{"name":"b","probe":{"url":"x","retries":1}}],"x":1}"#)
        #expect(
            problems.map(\.name) == [
                "p.json: x", "p.json: providers[0].nam", "p.json: providers[0].name",
                "p.json: providers[1].probe.retries", "p.json: providers[1].probe.url",
            ])
    }

    @Test func aFileCutAtEveryByteIsRefusedWithoutACrash() {
        let text = #"{"providers":[{"name":"a","probe":{"url":"http://h","headers":{}}}]}"#
        for end in 0..<text.utf8.count {
            #expect(!refusal(String(text.prefix(end))).isEmpty)
        }
    }

    private func refusal(_ text: String) -> [Problem] {
        if case .failure(let refusal) = read(text) { refusal.problems } else { [] }
    }
}

struct ProvidersLoadingTests {
    private static let file = """
        {"providers":[
          {"name":"safe","probe":{"url":"https://s.acme.com","auth":"bearer","api_key_env":"S"}},
          {"name":"plain","probe":{"url":"http://p.acme.com","auth":"bearer","api_key_env":"P"}},
          {"name":"open","probe":{"url":"http://o.acme.com"}}]}
        """

    private func inputs(_ process: [String: String]) -> SettingsInputs {
        var inputs = SettingsInputs.files(["p.json": Self.file])
        inputs.process = process
        inputs.process["PROVIDERS_FILE"] = "p.json"
        return inputs
    }

    @Test func theFileReplacesTheRegistryAndKeysAreFoundByName() throws {
        let started = try StartupConfiguration.load(inputs(["S": "key"])).get()
        #expect(started.registry.providers.map(\.name) == ["safe", "plain", "open"])
        #expect(started.providerKeys["S"]?.secret == "key")
        #expect(started.providerKeys["P"] == nil)
    }

    @Test func aKeyOverPlainHTTPIsRefused() throws {
        let refusal = try #require(StartupConfiguration.load(inputs(["P": "key"])).refusal)
        #expect(refusal.problems.map(\.rule) == [.plainCredential])
        #expect(refusal.problems.map(\.name) == ["P of provider plain"])
        #expect(!refusal.rendered.contains("key\""))
    }

    @Test func underBlockThatKeyIsNotUsed() throws {
        let process = ["S": "key", "P": "key", "ENVIRONMENT_GUARD": "block"]
        let started = try StartupConfiguration.load(inputs(process)).get()
        #expect(started.verdict.problems.map(\.rule) == [.plainCredential])
        #expect(started.providerKeys.keys.sorted() == ["S"])
    }

    @Test(arguments: ["key\n2", "kéy", "${{shared.KEY}}", "k y"])
    func aKeyThatFitsNoHeaderIsAProblem(key: String) throws {
        let refusal = try #require(StartupConfiguration.load(inputs(["S": key])).refusal)
        #expect(refusal.problems.map(\.name) == ["S"])
        #expect(!refusal.rendered.contains(key))
    }

    @Test func theOptionNamesAnotherFile() throws {
        var given = inputs([:])
        given.options = [.providers("q.json")]
        let refusal = try #require(StartupConfiguration.load(given).refusal)
        #expect(refusal.problems.map(\.name) == ["PROVIDERS_FILE"])
        #expect(refusal.problems[0].sentence.contains("q.json does not exist"))
    }
}
