// The document of the API against the routes and the bodies that are really written, both ways.
import HTTPServer
import Health
import Reactor
import Testing
import Wire

@testable import App

struct ApiDocumentTests {
    private let identity = InstanceIdentity(
        name: "gatewayz-api", version: "1.2.3", environment: "staging",
        startedAt: MonotonicTime(nanoseconds: 0))

    private func document() throws -> JSONValue {
        try JSONParser().parse(ApiDocument.render(identity))
    }

    private func keys(_ value: JSONValue?) -> [String] { value?.members?.map(\.key) ?? [] }

    /// The names of a schema's members, which are those of `body` and no others.
    private func expect(_ component: ApiComponent, describes body: JSONValue?, at path: [String]) {
        var schema: JSONValue? = component.schema
        var part = body
        for step in path {
            schema = step == "[]" ? schema?["items"] : schema?["properties"]?[step]
            part = step == "[]" ? part?.elements?.first : part?[step]
        }
        #expect(!keys(part).isEmpty)
        #expect(keys(schema?["properties"]) == keys(part), "\(component) \(path)")
        #expect(Set(schema?["required"]?.elements?.compactMap(\.string) ?? []) == Set(keys(part)))
    }

    @Test func hasEveryRouteAndNoOther() throws {
        let document = try document()
        #expect(document["openapi"]?.string == "3.1.0")
        #expect(document["info"]?["version"]?.string == "1.2.3")
        let paths = document["paths"]
        #expect(keys(paths) == GatewayRoute.allCases.map { "\($0.template)" })
        for path in paths?.members ?? [] {
            #expect(keys(path.value) == ["get", "head", "options"])
        }
    }

    @Test func namesEachOperationOnce() throws {
        let paths = try document()["paths"]?.members ?? []
        let names = paths.flatMap { $0.value.members ?? [] }.compactMap {
            $0.value["operationId"]?.string
        }
        #expect(names.count == GatewayRoute.allCases.count * 3)
        #expect(Set(names).count == names.count)
    }

    @Test func hasThePathParametersOfEachTemplate() {
        for route in GatewayRoute.allCases {
            let template = "\(route.template)"
            let named = template.split(separator: "/").filter { $0.hasPrefix("{") }
            let described = route.parameters.filter { $0.place == .path }
            #expect(named.map(String.init) == described.map { "{\($0.name)}" })
        }
    }

    @Test func hasEveryReferenceAndUsesEveryComponent() throws {
        let document = try document()
        var references: Set<String> = []
        func collect(_ value: JSONValue) {
            if let reference = value["$ref"]?.string { references.insert(reference) }
            for member in value.members ?? [] { collect(member.value) }
            for element in value.elements ?? [] { collect(element) }
        }
        collect(document)
        var components: Set<String> = []
        for kind in document["components"]?.members ?? [] {
            for name in keys(kind.value) { components.insert("#/components/\(kind.key)/\(name)") }
        }
        #expect(references == components)
    }

    @Test func describesTheBodiesThatAreWritten() throws {
        var ledger = HealthLedger(
            registry: try ProviderRegistry([Provider(name: "alpha")]), isConfigured: [true],
            nowUnixMilliseconds: 1_795_219_200_000)
        _ = ledger.record(
            outcome(.timeout, at: 1_795_219_200_000), nowUnixMilliseconds: 1_795_219_200_000)
        _ = ledger.refresh(nowUnixMilliseconds: 1_795_219_200_000)
        let board = MonitoringBoard(ledger.board)
        let row = try JSONParser().parse(Array(board.page(of: ProviderID(index: 0)).body))
        for path in [[], ["latency_ms"], ["outcomes"]] {
            expect(.provider, describes: row, at: path)
        }
        var errors: [UInt8] = []
        board.appendErrors(ProviderID(index: 0), limit: 1, into: &errors)
        let list = try JSONParser().parse(errors)
        for path in [[], ["errors", "[]"]] { expect(.errors, describes: list, at: path) }
        let root = try JSONParser().parse(RootBody.render(identity))
        for path in [[], ["routes", "[]"]] { expect(.root, describes: root, at: path) }
    }

    @Test func describesTheHealthThatIsWritten() throws {
        var body: [UInt8] = []
        HealthBody.append(
            identity, tracing: TracingStatus(state: .ok),
            store: StoreReport(kind: .sqlite, state: .ok), isDurable: true,
            wall: WallTime(unixNanoseconds: 0), now: MonotonicTime(nanoseconds: 0), to: &body)
        let health = try JSONParser().parse(body)
        expect(.health, describes: health, at: [])
        expect(.health, describes: health, at: ["store"])
        let tracing = ApiComponent.health.schema["properties"]?["tracing"]
        #expect(keys(tracing?["properties"]) == keys(health["tracing"]) + ["reason"])
    }

    @Test func takesTheBoundsOfTheReaders() throws {
        #expect(ApiParameter.limit.schema["minimum"]?.integer == 1)
        #expect(ApiParameter.limit.schema["maximum"]?.integer == 1000)
        let pattern = try #require(ApiParameter.detail.schema["pattern"]?.string)
        let words = try Regex(pattern)
        for text in ["1", "0", "t", "F", "yes", "NO", "On", "off", "TRUE", "fAlse", "y", "n"] {
            #expect(text.wholeMatch(of: words) != nil, "\(text)")
            #expect(throws: Never.self) { try ListQuery(detail: text, unknown: nil) }
        }
        for text in ["", "2", "tru", "yess", "on ", "true1"] {
            #expect(text.wholeMatch(of: words) == nil, "\(text)")
            #expect(throws: ParameterRefusal.self) { try ListQuery(detail: text, unknown: nil) }
        }
    }
}
