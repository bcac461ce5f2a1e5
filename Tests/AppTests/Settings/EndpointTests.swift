// The one function from what people write to where spans go.
import Testing

@testable import App

struct EndpointTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let dialect: EndpointDialect
        let text: String
        let url: String
        var notes: [EndpointNote] = []
        var testDescription: String { "\(dialect) \(text)" }

        init(_ dialect: EndpointDialect, _ text: String, _ url: String, _ notes: EndpointNote...) {
            (self.dialect, self.text, self.url, self.notes) = (dialect, text, url, notes)
        }
    }

    @Test(arguments: [
        Row(.tempo, "http://tempo:4318", "http://tempo:4318/v1/traces"),
        Row(.tempo, "http://tempo:4318/", "http://tempo:4318/v1/traces"),
        Row(.tempo, "http://tempo:4318///", "http://tempo:4318/v1/traces"),
        Row(.tempo, "http://tempo:4318/v1/traces", "http://tempo:4318/v1/traces"),
        Row(.tempo, "http://tempo:4318/v1/traces/", "http://tempo:4318/v1/traces"),
        Row(.tempo, "http://t:4318/v1/traces/v1/traces", "http://t:4318/v1/traces", .repeatedPath),
        Row(.tempo, "  HTTP://Tempo:4318 ", "http://tempo:4318/v1/traces"),
        Row(.tempo, "tempo:4318", "http://tempo:4318/v1/traces", .assumedScheme(.http)),
        Row(.tempo, "tempo", "http://tempo/v1/traces", .assumedScheme(.http)),
        Row(.tempo, "https://tempo-staging.acme.com", "https://tempo-staging.acme.com/v1/traces"),
        Row(.tempo, "http://h:4318/base/", "http://h:4318/base/v1/traces"),
        Row(.tempo, "http://h:4318?x=1", "http://h:4318/v1/traces?x=1"),
        Row(.tempo, "http://h:4318/v1/traces?x=a/b", "http://h:4318/v1/traces?x=a/b"),
        Row(.tempo, "http://[::1]:4318", "http://[::1]:4318/v1/traces"),
        Row(.tempo, "http://[FD00::1]", "http://[fd00::1]/v1/traces"),
        Row(.tempo, "http://10.0.0.5:4318", "http://10.0.0.5:4318/v1/traces"),
        Row(.tempo, "http://u:p%40s@h:4318", "http://h:4318/v1/traces"),
        Row(.tempo, "http://h:/", "http://h/v1/traces"),
        Row(.tempo, "http://h:80", "http://h:80/v1/traces"),
        Row(.tempo, "https://h:65535/a//b", "https://h:65535/a//b/v1/traces"),
        Row(.tempo, "http://h/v1/Traces", "http://h/v1/Traces/v1/traces"),
        Row(
            .tempo, "otlp-gateway-prod-eu-west-0.grafana.net/otlp",
            "https://otlp-gateway-prod-eu-west-0.grafana.net/otlp/v1/traces",
            .assumedScheme(.https)),
        Row(.tempo, "http://h:4317", "http://h:4317/v1/traces", .grpcPort),
        Row(
            .tempo, "http://tempo.railway.internal", "http://tempo.railway.internal:4318/v1/traces",
            .addedPort(4318)),
        Row(
            .tempo, "tempo.railway.internal", "http://tempo.railway.internal:4318/v1/traces",
            .assumedScheme(.http), .addedPort(4318)),
        Row(
            .tempo, "https://tempo.railway.internal:4318",
            "https://tempo.railway.internal:4318/v1/traces", .privateNetworkOverTLS),
        Row(
            .tempo, "http://tempo.staging.railway.internal:4318",
            "http://tempo.staging.railway.internal:4318/v1/traces"),
        Row(
            .tempo, "https://tempo-x.up.railway.app:4318",
            "https://tempo-x.up.railway.app/v1/traces",
            .removedPort(4318)),
        Row(
            .tempo, "http://tempo-x.up.railway.app/v1/traces",
            "https://tempo-x.up.railway.app/v1/traces", .forcedHTTPS),
        Row(
            .tempo, "tempo-x.up.railway.app", "https://tempo-x.up.railway.app/v1/traces",
            .assumedScheme(.https)),
        Row(
            .tempo, "http://roundhouse.proxy.rlwy.net:23456",
            "http://roundhouse.proxy.rlwy.net:23456/v1/traces"),
        Row(
            .tempo, "https://otlp-gateway-prod-us-east-0.grafana.net/otlp",
            "https://otlp-gateway-prod-us-east-0.grafana.net/otlp/v1/traces"),
        Row(.tempoGRPC, "tempo:4317", "http://tempo:4317"),
        Row(.tempoGRPC, "http://tempo:4317", "http://tempo:4317"),
        Row(.tempoGRPC, "tempo", "http://tempo:4317"),
        Row(.tempoGRPC, "https://tempo.acme.com", "https://tempo.acme.com"),
        Row(
            .tempoGRPC, "tempo.railway.internal", "http://tempo.railway.internal:4317",
            .addedPort(4317)),
        Row(.tempoGRPC, "http://tempo:4317/x", "http://tempo:4317", .grpcPathIgnored),
        Row(.tempoGRPC, "http://tempo:4317?a=b", "http://tempo:4317", .grpcPathIgnored),
        Row(.tempoGRPC, "http://tempo:4317/", "http://tempo:4317"),
        Row(.tempoGRPC, "tempo:4318", "http://tempo:4318", .httpPort),
        Row(.tempoGRPC, "[::1]:4317", "http://[::1]:4317"),
        Row(.tempoGRPC, "HTTP://u:p@Tempo:4317", "http://tempo:4317"),
        Row(.tempoGRPC, "tempo.acme.com:443", "https://tempo.acme.com:443"),
        Row(.tempoGRPC, "http://tempo", "http://tempo"),
        Row(.otelBase, "http://c:4318", "http://c:4318/v1/traces"),
        Row(.otelBase, "http://c:4318/", "http://c:4318/v1/traces"),
        Row(.otelBase, "http://c/mycollector", "http://c/mycollector/v1/traces"),
        Row(.otelBase, "http://c/mycollector/", "http://c/mycollector/v1/traces"),
        Row(.otelBase, "http://c/v1/traces", "http://c/v1/traces", .baseHasSignalPath),
        Row(.otelBase, "http://c.railway.internal", "http://c.railway.internal/v1/traces"),
        Row(.otelBase, "HTTPS://C:4318/", "https://c:4318/v1/traces"),
        Row(.otelBase, "https://c", "https://c/v1/traces"),
        Row(.otelBase, "c:4318", "http://c:4318/v1/traces", .assumedScheme(.http)),
        Row(.otelBase, "http://[::1]:4318", "http://[::1]:4318/v1/traces"),
        Row(.otelBase, "http://u:p@c:4318", "http://c:4318/v1/traces"),
        Row(.otelBase, "http://c:4318/?x=1", "http://c:4318/v1/traces?x=1"),
        Row(.otelBase, "http://c/v1/traces/v1/traces", "http://c/v1/traces", .repeatedPath),
        Row(.otelBase, "http://c:4317", "http://c:4317/v1/traces", .grpcPort),
        Row(.otelTraces, "http://c", "http://c/", .signalWithoutPath),
        Row(.otelTraces, "HTTPS://[::1]/x?y=z", "https://[::1]/x?y=z"),
        Row(.otelTraces, "http://u:p@c/x", "http://c/x"),
        Row(.otelTraces, "http://c:4317/v1/traces", "http://c:4317/v1/traces", .grpcPort),
        Row(.otelTraces, "http://c:4318", "http://c:4318/", .signalWithoutPath),
        Row(.otelTraces, "http://c:4318/", "http://c:4318/"),
        Row(.otelTraces, "http://c/x/y", "http://c/x/y"),
        Row(.otelTraces, "http://c/x/y/", "http://c/x/y/"),
        Row(.otelTraces, "http://c/v1/traces", "http://c/v1/traces"),
    ])
    func readsAnEndpoint(_ row: Row) throws {
        let read = try row.dialect.read(row.text).get()
        #expect(read.address.url == row.url)
        #expect(read.notes == row.notes)
    }

    @Test(arguments: EndpointDialect.allCases)
    func readingItsOwnResultChangesNothing(_ dialect: EndpointDialect) throws {
        for text in ["tempo", "http://tempo:4318", "tempo.railway.internal", "https://h/x?y=z"] {
            let once = try dialect.read(text).get().address
            let twice = try dialect.read(once.url).get().address
            // Why: the path of a full base address is kept, not added a second time.
            #expect(twice.url == once.url)
        }
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let text: String
        let complaint: AddressComplaint
        var testDescription: String { text }

        init(_ text: String, _ complaint: AddressComplaint) {
            (self.text, self.complaint) = (text, complaint)
        }
    }

    @Test(arguments: [
        Wrong("", .empty), Wrong("  ", .empty),
        Wrong("http://${{Tempo.RAILWAY_PRIVATE_DOMAIN}}:4318", .unresolvedReference),
        Wrong("ftp://h", .unsupportedScheme), Wrong("grpc://h:4317", .unsupportedScheme),
        Wrong("://h", .unsupportedScheme), Wrong("http:/h", .missingSlashes),
        Wrong("http:h", .badPort), Wrong("//h", .missingSlashes),
        Wrong("/v1/traces", .badHost), Wrong("http:%2F%2Fh:4318", .missingSlashes),
        Wrong("https:%2fh", .missingSlashes),
        Wrong("\"http://h:4318\"", .forbiddenCharacter), Wrong("'h:4318'", .badHost),
        Wrong("http://h:4318 /x", .forbiddenCharacter), Wrong("http://h,i", .badHost),
        Wrong("http://h:4318\u{0}", .forbiddenCharacter), Wrong("http://[fe80::1%25e]", .badHost),
        Wrong("http://", .badHost), Wrong("http:///v1/traces", .badHost),
        Wrong("http://:4318", .badHost), Wrong("http://a..b", .badHost),
        Wrong("http://a b", .forbiddenCharacter), Wrong("http://a\\b", .forbiddenCharacter),
        Wrong("http://tempö:4318", .forbiddenCharacter), Wrong("http://a%41", .badHost),
        Wrong("http://h:0", .badPort), Wrong("http://h:65536", .badPort),
        Wrong("http://h:4318x", .badPort), Wrong("http://h:+1", .badPort),
        Wrong("http://::1:4318", .unbracketedIPv6), Wrong("http://h:1:2", .unbracketedIPv6),
        Wrong("http://[::1", .badHost), Wrong("http://[::g]", .badHost),
        Wrong("http://[::1]x", .badPort), Wrong("http://[tempo]:1", .badHost),
        Wrong("http://h#x", .fragment), Wrong("http://u%zz@h", .badUserInfo),
        Wrong("http://u%0d%0a@h", .badUserInfo), Wrong("http://2130706433", .badHost),
        Wrong("http://0x7f.1", .badHost), Wrong("http://1.2.3", .badHost),
        Wrong("http://256.1.1.1", .badHost),
    ])
    func complainsAbout(_ row: Wrong) {
        for dialect in EndpointDialect.allCases {
            #expect(throws: row.complaint) { try dialect.read(row.text).get() }
        }
    }

    @Test func userInfoAndQueryAreNeverShown() throws {
        let read = try EndpointDialect.tempo.read("https://user:pa%3Ass@h:4318/b?key=k").get()
        #expect(read.address.displayed == "https://h:4318/b/v1/traces")
        #expect(read.address.url == "https://h:4318/b/v1/traces?key=k")
        #expect(read.address.credential?.reveal() == "user:pa:ss")
        #expect(!String(reflecting: read).contains("pa:ss"))
    }

    @Test(arguments: [
        (EndpointDialect.tempo, "http://tempo:4318/v1/traces", "http://tempo:4318"),
        (.tempo, "http://tempo:4318/base", "http://tempo:4318/base"),
        (.otelTraces, "http://tempo:4318", "http://tempo:4318"),
        (.otelTraces, "http://tempo:4318/x", "http://tempo:4318/x"),
        (.tempoGRPC, "tempo:4317", "http://tempo:4317"),
    ])
    func theStartUpLineShowsTheBase(dialect: EndpointDialect, text: String, base: String) throws {
        #expect(try dialect.read(text).get().displayedBase == base)
    }

    @Test func cutAtEveryByteItStillAnswers() {
        let whole = Array("https://user:p%40@[fd00::1]:4318/v1/traces/?a=b#c".utf8)
        for end in 0...whole.count {
            let text = String(decoding: whole[..<end], as: UTF8.self)
            for dialect in EndpointDialect.allCases {
                if case .success(let read) = dialect.read(text) {
                    #expect(!read.address.displayed.contains("p@"))
                }
            }
        }
    }

    @Test func theLengthLimitIsExact() {
        let head = "http://h/"
        let path = String(repeating: "x", count: WebAddress.maximumBytes - head.utf8.count)
        #expect(throws: Never.self) { try WebAddress.parse(head + path).get() }
        #expect(throws: AddressComplaint.forbiddenCharacter) {
            try WebAddress.parse(head + path + "x").get()
        }
    }
}
