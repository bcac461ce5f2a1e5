// What a newcomer types into a search, and what is answered when it is more than is understood.
import PocketTempo
import Testing

struct TraceQueryTests {
    static let trace: StoredTrace = {
        var root = Sample.span(1, name: "GET /health", duration: 250_000_000)
        root.kind = .server
        root.status = .error
        root.attributes = [
            PocketAttribute(key: "http.route", value: .string("/health")),
            PocketAttribute(key: "http.response.status_code", value: .integer(503)),
            PocketAttribute(key: "ratio", value: .double(0.5)),
            PocketAttribute(key: "cached", value: .boolean(false)),
        ]
        return StoredTrace(spans: [root, Sample.span(2, parent: 1, name: "health_check")])
    }()

    @Test(arguments: [
        "", "{}", " { } ", #"{resource.service.name="api"}"#, #"{ resource.service.name = "api" }"#,
        #"{.service.name="api"}"#, #"{span.http.route="/health" && kind=server}"#,
        "{span.http.response.status_code>=500}", "{span.http.response.status_code=503}",
        "{span.http.response.status_code<503.5 && span.http.response.status_code!=200}",
        #"{name="health_check" && kind=internal}"#, "{status=error}", "{status!=ok}",
        "{duration>200ms}", "{duration<=0.25s && duration>=250000us}", "{span.ratio>0.4}",
        "{span.cached=false}", "{span.cached!=true}", #"{name!="x\"y"}"#,
        #"{name=~"GET .*"}"#, #"{resource.service.name=~"(?i)^(API|other)$"}"#,
        #"{resource.service.name!~"pi"}"#, #"{name="x" || name="health_check"}"#,
        #"{name="x" && name="y" || kind=server}"#, #"{name="x"||status=error&&kind=server}"#,
        #"{ ( name="x" || kind=server ) && ( status=error ) }"#,
        #"{kind=server} | select(resource.service.name, name)"#,
    ])
    func findsTheTrace(query: String) throws {
        #expect(try TraceQuery(traceQL: query).isMet(by: Self.trace))
    }

    @Test(arguments: [
        #"{resource.service.name="other"}"#, #"{span.service.name="api"}"#,
        #"{resource.http.route="/health"}"#, "{span.missing!=1}", "{status=ok}",
        #"{name="health_check" && kind=server}"#, "{duration>250ms}", "{span.ratio=1}",
        #"{span.http.response.status_code="503"}"#, "{span.cached=true}", "{span.cached>false}",
        #"{name=~"GET"}"#, #"{resource.service.name=~"API"}"#, #"{span.missing!~"x"}"#,
        #"{resource.service.name!~"(?i)^(API|other)$"}"#, #"{span.ratio=~".*"}"#,
        #"{(name="x" || kind=server) && name="y"}"#, #"{name="x" || kind=server && name="y"}"#,
    ])
    func doesNotFindTheTrace(query: String) throws {
        #expect(try !TraceQuery(traceQL: query).isMet(by: Self.trace))
    }

    @Test(arguments: [
        ("service.name=api", true), ("http.route=/health name=health_check", true), ("", true),
        (#"service.name="api" http.response.status_code=503"#, true), ("service.name=x", false),
        ("service.name=api http.route=/", false),
    ])
    func tagsMayBeMetByDifferentSpans(tags: String, isFound: Bool) throws {
        #expect(try TraceQuery(tags: tags).isMet(by: Self.trace) == isFound)
    }

    @Test(arguments: [
        (#"{service.name="x"}"#, 2), ("{", 2), (#"{name="x""#, 10), (#"{name="x}"#, 10),
        (#"{name="x" | name="y"}"#, 11), (#"{name=~"x("}"#, 8), ("{name}", 6), ("{name=}", 7),
        ("{name=~x}", 8), (#"{(name="x"}"#, 11), (#"{name="x")}"#, 10), ("{name=1 && }", 12),
        ("{} x", 4), ("{} | x", 6), ("{} | select name", 13), ("{} | select(name", 17),
        ("name=x", 1), ("{resource.=1}", 2), (#"{name="x" name="y"}"#, 11),
    ])
    func refusesWhatItDoesNotUnderstandWithThePlace(query: String, column: Int) {
        let error = #expect(throws: TraceQueryError.self) { try TraceQuery(traceQL: query) }
        #expect(error?.column == column)
    }

    @Test(arguments: ["=x", "a", "a=b c", #"a="b"#])
    func refusesWhatIsNoTag(tags: String) {
        #expect(throws: TraceQueryError.self) { try TraceQuery(tags: tags) }
    }

    @Test func parenthesesAndExpressionsAreBounded() throws {
        let deep = { (depth: Int) in
            "{" + String(repeating: "(", count: depth) + "name=1"
                + String(repeating: ")", count: depth) + "}"
        }
        #expect(throws: Never.self) { try TraceQuery(traceQL: deep(16)) }
        #expect(throws: TraceQueryError.self) { try TraceQuery(traceQL: deep(17)) }
        let long = { (bytes: Int) in "{name=~\"" + String(repeating: "a", count: bytes) + "\"}" }
        #expect(throws: Never.self) { try TraceQuery(traceQL: long(512)) }
        #expect(throws: TraceQueryError.self) { try TraceQuery(traceQL: long(513)) }
    }

    @Test func noBeginningOfAQueryCrashes() {
        let query = #"{resource.x=~"a\"b" && (duration>1.5ms || .x!=true)} | select(.x, name)"#
        // Why: what stands before the select is a query of its own, with the space behind it too.
        let complete = [52, 53]
        for length in 1..<query.count where !complete.contains(length) {
            #expect(throws: TraceQueryError.self) {
                try TraceQuery(traceQL: String(query.prefix(length)))
            }
        }
    }
}
