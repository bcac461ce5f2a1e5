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
    ])
    func findsTheTrace(query: String) throws {
        #expect(try TraceQuery(traceQL: query).isMet(by: Self.trace))
    }

    @Test(arguments: [
        #"{resource.service.name="other"}"#, #"{span.service.name="api"}"#,
        #"{resource.http.route="/health"}"#, "{span.missing!=1}", "{status=ok}",
        #"{name="health_check" && kind=server}"#, "{duration>250ms}", "{span.ratio=1}",
        #"{span.http.response.status_code="503"}"#, "{span.cached=true}", "{span.cached>false}",
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
        (#"{name="x" || name="y"}"#, 11), (#"{name=~"x.*"}"#, 7), ("{name}", 6), ("{name=}", 7),
        ("{} x", 4), ("name=x", 1), ("{resource.=1}", 2), (#"{name="x" name="y"}"#, 11),
    ])
    func refusesWhatItDoesNotUnderstandWithThePlace(query: String, column: Int) {
        let error = #expect(throws: TraceQueryError.self) { try TraceQuery(traceQL: query) }
        #expect(error?.column == column)
    }

    @Test(arguments: ["=x", "a", "a=b c", #"a="b"#])
    func refusesWhatIsNoTag(tags: String) {
        #expect(throws: TraceQueryError.self) { try TraceQuery(tags: tags) }
    }

    @Test func noBeginningOfAQueryCrashes() {
        let query = #"{resource.service.name="a\"b" && duration>1.5ms && .x!=true}"#
        for length in 1..<query.count {
            #expect(throws: TraceQueryError.self) {
                try TraceQuery(traceQL: String(query.prefix(length)))
            }
        }
    }
}
