// The search for spans of other environments: its words, and what is made of the answers.
import Curl
import PocketTempo
import Reactor
import Testing
import Wire

@testable import App

struct ForeignSpansTests {
    @Test(arguments: [
        ("production", "production|prod|prd|live"), ("stg", "staging|stage|stg"),
        ("local", "development|dev|local"), ("pr-12", "pr-12"),
    ])
    func theSearchLeavesOutEverySpellingOfTheOwnName(name: String, spellings: String) throws {
        let own = try #require(EnvironmentName(name))
        let query = ForeignSpans.traceQL(besides: own)
        #expect(
            query.hasPrefix(
                #"{ resource.deployment.environment.name !~ "(?i)^("# + spellings + #")$" || "#))
        #expect(query.contains(#"resource.deployment.environment !~ "(?i)^("# + spellings))
        #expect(throws: Never.self) { try TraceQuery(traceQL: query) }
    }

    private func span(_ environment: String?, key: String = "deployment.environment.name")
        -> StoredTrace
    {
        var span = PocketSpan()
        span.spanID = 1
        span.resource = [PocketAttribute(key: "service.name", value: .string("api"))]
        if let environment {
            span.resource.append(PocketAttribute(key: key, value: .string(environment)))
        }
        return StoredTrace(spans: [span])
    }

    @Test(arguments: [
        ("production", true), ("prod", true), ("reproduction", true), ("staging2", true),
        ("pre-staging", true), ("staging", false), ("Stage", false), ("STG", false), (nil, false),
    ])
    func theSearchFindsWhatNamesAnotherEnvironment(name: String?, isFound: Bool) throws {
        let query = try TraceQuery(traceQL: ForeignSpans.traceQL(besides: .staging))
        #expect(query.isMet(by: span(name)) == isFound)
        #expect(query.isMet(by: span(name, key: "deployment.environment")) == isFound)
    }

    private func found(_ json: String) throws -> ForeignSpans {
        let traces = try JSONParser().parse(Array(json.utf8)).elements
        return ForeignSpans(traces: try #require(traces))
    }

    @Test func theSenderIsReadFromTheSpansOrElseFromTheRoot() throws {
        let attribute = { (key: String, value: String) in
            #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"#
        }
        let spans =
            #"{"spans":[{"attributes":["# + attribute("service.name", "worker") + ","
            + attribute("deployment.environment.name", "prod") + "]},{\"attributes\":["
            + attribute("resource.deployment.environment", "qa") + #"]}],"matched":5}"#
        let all = try found(
            #"[{"rootServiceName":"api","spanSets":["# + spans
                + #"]},{"rootServiceName":"old"},{}]"#)
        #expect(all.spanCount == 7)
        #expect(
            all.senders.map(\.description) == [
                "worker (prod)", "api (qa)", "old (another environment)",
                "a service without a name (another environment)",
            ])
        #expect(all.sentence.hasPrefix("7 spans of worker (prod), api (qa), "))
        #expect(try found(#"[{"spanSet":{"matched":1}}]"#).sentence.hasPrefix("1 span of "))
        #expect(try found("[]").spanCount == 0)
    }

    @Test(arguments: [(8, 8, 99, false), (9, 8, 100, true)])
    func whatIsNamedIsBounded(services: Int, named: Int, traces: Int, isCutOff: Bool) throws {
        let list = (0..<traces).map { #"{"rootServiceName":"s\#($0 % services)"}"# }
        let all = try found("[" + list.joined(separator: ",") + "]")
        #expect(all.senders.count == named)
        #expect(all.isCutOff == isCutOff)
        #expect(all.sentence.hasPrefix("at least ") == isCutOff)
    }
}
