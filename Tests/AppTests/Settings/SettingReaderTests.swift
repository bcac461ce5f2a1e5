// What is said about values: which are problems, which are warned of, which are facts.
import Testing

@testable import App

struct SettingReaderTests {
    private func load(_ process: [String: String], file: String = "") -> LoadedConfiguration {
        var inputs = SettingsInputs.files([".env.development": file])
        inputs.process = process
        return LoadedConfiguration(inputs)
    }

    @Test(arguments: [
        ["OTEL_BSP_SCHEDULE_DELAY": "soon"], ["OTEL_BSP_MAX_QUEUE_SIZE": "-1"],
        ["OTEL_EXPORTER_OTLP_TIMEOUT": "1.5"], ["OTEL_EXPORTER_OTLP_COMPRESSION": "zip"],
        ["OTEL_EXPORTER_OTLP_PROTOCOL": "thrift"], ["OTEL_PROPAGATORS": "xray"],
        ["OTEL_RESOURCE_ATTRIBUTES": "novalue"], ["OTEL_EXPORTER_OTLP_HEADERS": "a b"],
        ["OTEL_LOG_LEVEL": "loud"], ["OTEL_SPAN_EVENT_COUNT_LIMIT": "many"],
        ["OTEL_EXPORTER_OTLP_INSECURE": "1"], ["TRACEPARENT": "00-\u{1}"],
        ["TRACESTATE": "a=1\u{7F}"],
    ])
    func aBadValueOfTheSpecificationIsWarnedOfAndIgnored(process: [String: String]) throws {
        let loaded = load(process)
        #expect(loaded.allProblems.isEmpty)
        let name = try #require(process.keys.first)
        #expect(loaded.warnings.map(\.name) == [name])
        #expect(loaded.report.allSatisfy { $0.source == .builtIn })
    }

    @Test func aBadNameOfTheSpecificationLeavesTheSayToOurs() {
        let loaded = load(["OTEL_SERVICE_NAME": "a\u{1}b", "SERVICE_NAME": "ours"])
        #expect(loaded.settings.service.name == "ours" && loaded.allProblems.isEmpty)
        #expect(loaded.warnings.map(\.name) == ["OTEL_SERVICE_NAME"])
    }

    @Test(arguments: [
        ["PORT": "65536"], ["PORT": "http"], ["SERVER_THREADS": "0"], ["SERVER_MAX_HEAD": "1k"],
        ["SERVER_SHED_LAG": "0"], ["LOG_LEVEL": "loud"], ["LOG_FORMAT": "xml"],
        ["LOG_MAX_LINES_PER_SECOND": "-1"], ["ENVIRONMENT_GUARD": "off"],
        ["ENVIRONMENT_GUARD": "warn"], ["SHUTDOWN_TIMEOUT": "10s"], ["SPOOL_MAX_BYTES": "1GB"],
        ["SUPABASE_URL": "postgres://x"], ["TEMPO_QUERY_URL": "h:x"], ["INGEST_TOKEN": "a b"],
        ["CORS_ALLOWED_ORIGINS": "acme.com"], ["TRUST_FORWARDED": "maybe"],
        ["INBOUND_TRACE_CONTEXT": "trust"], ["TRACES_KEEP_SLOWER_THAN": "0"],
        ["TRACES_KEEP_PER_SECOND": "-1"], ["TRACES_ROUTE_RATIOS": "/other=1"],
        ["TRACES_ROUTE_RATIOS": "/health=2"], ["APP_ENV": "a b"], ["SERVICE_NAME": "a\u{1}b"],
    ])
    func aBadValueOfOursIsAProblem(process: [String: String]) throws {
        let name = try #require(process.keys.first)
        let problems = load(process).allProblems
        #expect(problems.map(\.name) == [name])
        #expect(problems.allSatisfy { $0.remedy.hasSuffix(".") && $0.sentence.hasSuffix(".") })
    }

    @Test func aProblemNamesTheValueUnlessItIsASecret() throws {
        let open = try #require(load(["PORT": "http\u{1B}[1m"]).problems.first)
        #expect(open.sentence.contains("\"http?[1m\""))
        let hidden = try #require(load(["SUPABASE_KEY": "hush hush"]).problems.first)
        #expect(!hidden.sentence.contains("hush hush"))
    }

    @Test(arguments: [
        ("SUPABASE_URL", "postgres://me:hush@db.x:5432/p"), ("SUPABASE_URL", "me:hush@db.x:y"),
        ("TEMPO_QUERY_URL", "http://me:hush@t:x"), ("TEMPO_QUERY_URL", "http://t:x?token=hush"),
        ("TEMPO_OTLP_HTTP_ENDPOINT", "http://me:hush@t:x?token=hush"), ("PORT", "//me:hush@h"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://me:hush@t"), ("LOG_LEVEL", "@?hush"),
    ])
    func noComplaintRepeatsACredential(name: String, value: String) throws {
        let loaded = load([name: value])
        let said = loaded.allProblems.map { $0.sentence + $0.remedy }.joined()
        #expect(said.contains(name) && !said.contains("hush"))
        #expect(!"\(loaded.report)".contains("hush"))
    }

    @Test(arguments: ["PORT", "OTEL_SERVICE_NAME", "SUPABASE_KEY", "OPENAI_API_KEY", "APP_ENV"])
    func anUnresolvedReferenceIsAProblem(name: String) {
        let problems = load([name: "${{shared.X}}"]).problems
        #expect(problems.map(\.name) == [name])
    }

    @Test func aliasesThatDifferAreWarnedOfByTheOneUsed() throws {
        let loaded = load(["OTEL_SERVICE_NAME": "a", "SERVICE_NAME": "b"])
        #expect(loaded.settings.service.name == "a")
        let warning = try #require(loaded.warnings.first)
        #expect(warning.sentence.contains("OTEL_SERVICE_NAME is used"))
        #expect(loaded.warnings.count == 1)
    }

    @Test func aHigherLayersSecondNameBeatsALowerLayersFirst() {
        let loaded = load(["SERVICE_NAME": "b"], file: "OTEL_SERVICE_NAME=a")
        #expect(loaded.settings.service.name == "b")
        #expect(loaded.warnings.map(\.name) == ["OTEL_SERVICE_NAME in .env.development:1"])
    }

    @Test func aliasesThatAgreeAndFactsOfRailwayAreNotWarnedOf() {
        #expect(load(["OTEL_SERVICE_NAME": "a", "SERVICE_NAME": "a"]).warnings.isEmpty)
        let loaded = load(["SERVICE_VERSION": "1.0.0", "RAILWAY_GIT_COMMIT_SHA": "abc"])
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.settings.service.version == "1.0.0")
        #expect(loaded.settings.railway.commit == "abc")
    }

    @Test func theVersionIsTheBuildsUnlessGiven() {
        var inputs = SettingsInputs()
        inputs.buildVersion = "1.2.3"
        #expect(LoadedConfiguration(inputs).settings.service.version == "1.2.3")
        #expect(load(["RAILWAY_GIT_COMMIT_SHA": "abc"]).settings.service.version == "abc")
    }

    @Test(arguments: [
        ([:], "0.0.0"), (["RAILWAY_GIT_COMMIT_SHA": "abc"], "abc"),
        (["OTEL_RESOURCE_ATTRIBUTES": "service.version=2"], "2"),
        (["OTEL_RESOURCE_ATTRIBUTES": "service.version=2", "RAILWAY_GIT_COMMIT_SHA": "abc"], "2"),
        (["OTEL_RESOURCE_ATTRIBUTES": "service.version=2", "SERVICE_VERSION": "3"], "3"),
        (["OTEL_RESOURCE_ATTRIBUTES": "service.version="], "0.0.0"),
    ])
    func theListOfAttributesBeatsWhatWasFoundOut(process: [String: String], version: String) {
        let loaded = load(process)
        #expect(loaded.settings.service.version == version && loaded.warnings.isEmpty)
        #expect(loaded.settings.service.attributes.isEmpty)
    }

    @Test func resourceAttributesNeverSayWhoOrWhereWeAre() {
        let loaded = load([
            "OTEL_RESOURCE_ATTRIBUTES":
                "team=a%20b,deployment.environment.name=production,service.name=x"
        ])
        #expect(
            loaded.settings.service.attributes == [ResourceAttribute(key: "team", value: "a b")])
        #expect(loaded.settings.service.name == "x")
        #expect(loaded.warnings.map(\.name) == ["OTEL_RESOURCE_ATTRIBUTES"])
    }

    @Test(arguments: [
        ("debug", LogLevel.debug), ("INFO", .info), ("warn", .warn), ("Warning", .warn),
        ("error", .error), ("critical", .error), ("trace", .debug), ("notice", .info),
    ])
    func logLevels(text: String, level: LogLevel) {
        #expect(load(["LOG_LEVEL": text]).settings.logging.level == level)
    }

    @Test(
        arguments: [
            (nil, nil), ("debug", .from(.debug)), ("VERBOSE", .from(.debug)),
            ("all", .from(.debug)), ("trace", .from(.debug)), ("info", .from(.info)),
            ("Warn", .from(.warn)), ("warning", .from(.warn)), ("error", .from(.error)),
            ("fatal", .from(.error)), ("none", .nothing), ("OFF", .nothing), ("", nil),
        ] as [(String?, LogThreshold?)])
    func theLevelOfTracing(text: String?, threshold: LogThreshold?) {
        let loaded = load(text.map { ["OTEL_LOG_LEVEL": $0] } ?? [:])
        #expect(loaded.settings.logging.tracing == threshold && loaded.warnings.isEmpty)
        #expect(loaded.settings.logging.level == .info)
    }

    @Test func aTerminalReadsText() {
        var inputs = SettingsInputs()
        inputs.isOutputTerminal = true
        #expect(LoadedConfiguration(inputs).settings.logging.format == .text)
        inputs.process = ["LOG_FORMAT": "json"]
        #expect(LoadedConfiguration(inputs).settings.logging.format == .json)
    }

    @Test func connectionsAreLoweredToTheDescriptorLimit() {
        var inputs = SettingsInputs()
        inputs.descriptorLimit = 1_024
        inputs.processors = 3
        let server = LoadedConfiguration(inputs).settings.server
        #expect(server.maximumConnections == 960)
        #expect(server.threads == 3)
        inputs.descriptorLimit = 10
        #expect(LoadedConfiguration(inputs).settings.server.maximumConnections == 1)
    }

    @Test func zeroMeansNoBoundWhereItIsSaidSo() {
        let loaded = load(["SERVER_MAX_REQUESTS_PER_CONNECTION": "0", "PORT": "0"])
        #expect(loaded.settings.server.maximumRequestsPerConnection == nil)
        #expect(loaded.settings.server.port == 0)
        #expect(loaded.problems.isEmpty)
    }

    @Test func aSecretInAFileIsWarnedOf() {
        let loaded = load([:], file: "SUPABASE_KEY=abc\nOPENAI_API_KEY=abc")
        #expect(loaded.warnings.map(\.name) == ["OPENAI_API_KEY", "SUPABASE_KEY"])
    }

    @Test func misspeltNamesAreWarnedOf() {
        let loaded = load(
            ["TEMPO_OTLP_HTTP_ENDPIONT": "x", "OTEL_METRICS_EXPORTER": "none", "HOME": "/"],
            file: "WHATEVER=1\nSERVICE_NAM=x\nRAILWAY_RUN_UID=0\n")
        #expect(
            loaded.warnings.map(\.name)
                == [".env.development:1", ".env.development:2", "TEMPO_OTLP_HTTP_ENDPIONT"])
        #expect(loaded.warnings[1].remedy.contains("SERVICE_NAME"))
        #expect(loaded.warnings[2].remedy.contains("TEMPO_OTLP_HTTP_ENDPOINT"))
    }

    @Test(arguments: [
        ("ENVIRONMNET", "ENVIRONMENT"), ("APP_ENVV", "APP_ENV"), ("SERVICE_NAM", "SERVICE_NAME"),
        ("SHUTDOWN_TIMOUT", "SHUTDOWN_TIMEOUT"), ("POST", nil), ("PORTS", nil), ("APP_NV", nil),
        ("PROVIDER_FILES", nil), ("TEMPO_ENABELD", "TEMPO_ENABLED"),
        ("TEMPO_ENEBLD", "TEMPO_ENABLED"),
    ])
    func aProcessVariableOneLetterOffIsWarnedOfUnlessItIsShort(name: String, meant: String?) {
        let warnings = load([name: "staging"]).warnings
        #expect(warnings.map(\.name) == (meant == nil ? [] : [name]))
        #expect(
            meant == nil
                || warnings.first?.remedy == "Write \(meant ?? ""), if that is what is meant.")
    }

    @Test(arguments: [
        ("a", "a", 0), ("a", "b", 1), ("ab", "ba", 1), ("abc", "abcd", 1), ("", "ab", 2),
        ("kitten", "sitting", 3), ("", "", 0), ("a", "abcd", 3),
    ])
    func theDistanceCountsEdits(one: String, other: String, edits: Int) {
        #expect(UnknownNames.distance(one, other) == edits)
        #expect(UnknownNames.distance(other, one) == edits)
    }

    @Test func anOptionOverrulesAndIsSaidTo() {
        var inputs = SettingsInputs.committed(["APP_ENV": "production"])
        inputs.options = [.environment("staging")]
        let loaded = LoadedConfiguration(inputs)
        #expect(loaded.settings.environment == .staging)
        #expect(loaded.allProblems.isEmpty)
        #expect(loaded.warnings.map(\.name) == ["APP_ENV"])
    }

    @Test func anOptionDoesNotSettleAContradiction() {
        var inputs = SettingsInputs.committed(["APP_ENV": "production", "ENVIRONMENT": "staging"])
        inputs.options = [.environment("staging")]
        #expect(LoadedConfiguration(inputs).allProblems.map(\.rule) == [.environmentNames])
    }
}
