// Probes over real sockets: what is sent, and what each kind of answer becomes.

import Curl
import Health
import HealthProbes
import Locking
import Reactor
import Testing

struct CurlProbeRunnerTests {
    private let transfers: TransferThread

    init() throws {
        transfers = try TransferThread(library: CurlLibrary())
    }

    private func runner(_ events: ProbeEvents = ProbeEvents()) -> CurlProbeRunner {
        CurlProbeRunner(
            transfers: transfers, userAgent: "gatewayz-api/test",
            wallNanoseconds: { 1_795_219_200_123_456_789 },
            isJSON: { $0.first == 0x7B && $0.last == 0x7D }, events: events)
    }

    private func order(
        _ url: String, auth: ProbeAuth = .none, key: String? = nil, headers: [ProbeHeader] = [],
        expecting statuses: [Int] = [200]
    ) -> ProbeOrder {
        ProbeOrder(
            provider: ProviderID(index: 7), name: "alpha",
            probe: Probe(
                url: url, auth: auth, headers: headers, timeout: .seconds(10),
                expectedStatuses: statuses),
            credential: key.map(ProviderCredential.init))
    }

    private func probe(_ answer: String, key: String? = nil) async throws -> Outcome {
        let server = try ProbeServer(.send(answer))
        defer { server.stop() }
        return try #require(await runner().run(order(server.url, key: key)))
    }

    private static func response(
        _ status: String, type: String? = "application/json", body: String = "{}",
        extra: String = ""
    ) -> String {
        let type = type.map { "Content-Type: \($0)\r\n" } ?? ""
        return
            "HTTP/1.1 \(status)\r\n\(type)\(extra)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test(arguments: [
        (response("200 OK"), OutcomeClass.ok),
        (
            response("200 OK", type: "application/json; charset=utf-8", body: "<html>"),
            .invalidResponse
        ),
        (response("200 OK", type: "application/problem+json", body: ""), .invalidResponse),
        (response("200 OK", type: "Application/JSON", body: "{"), .invalidResponse),
        (response("200 OK", type: "text/html", body: "<html>"), .ok),
        (response("200 OK", type: nil, body: ""), .ok),
        (response("204 No Content", type: nil, body: ""), .invalidResponse),
        (response("302 Found", extra: "Location: http://127.0.0.1:1/\r\n"), .invalidResponse),
        (response("401 Unauthorized"), .credential), (response("403 Forbidden"), .credential),
        (response("404 Not Found"), .clientFault), (response("429 Too Many Requests"), .throttled),
        (response("500 Internal Server Error"), .upstream5xx),
        (response("529 Overloaded"), .upstream5xx),
        ("nonsense\r\n\r\n", .network),
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", .network),
    ])
    func classifiesAnAnswer(answer: String, expected: OutcomeClass) async throws {
        let outcome = try await probe(answer)
        #expect(outcome.result == expected, "\(outcome.message)")
        #expect(outcome.message.isEmpty == (expected == .ok))
    }

    @Test(arguments: [390, 399, 400, 380])
    func aKeyAcrossTheCutOfAQuotationIsNotShownByHalf(offset: Int) async throws {
        let body = "{" + String(repeating: "x", count: offset - 1) + "0123456789keykeykey}"
        let outcome = try await probe(
            Self.response("500 Broken", body: body), key: "0123456789keykeykey")
        #expect(!outcome.message.contains("0123"), "\(outcome.message.suffix(40))")
        #expect(outcome.message.utf8.count <= "HTTP 500: ".utf8.count + 400)
    }

    @Test func saysWhatItSaw() async throws {
        let outcome = try await probe(
            Self.response("503 Unavailable", body: "{\"error\":\"try later\"}"))
        #expect(outcome.provider == ProviderID(index: 7))
        #expect(outcome.source == .probe)
        #expect(outcome.statusCode == 503)
        #expect(outcome.unixMilliseconds == 1_795_219_200_123)
        #expect(outcome.message == "HTTP 503: {\"error\":\"try later\"}")
        #expect(outcome.latencyMicroseconds > 0)
        #expect(outcome.model == nil)
    }

    @Test func namesTheTargetOfARedirectAndDoesNotFollowIt() async throws {
        let outcome = try await probe(
            Self.response("301 Moved", type: nil, body: "", extra: "Location: http://x.test/\r\n"))
        #expect(outcome.result == .invalidResponse)
        #expect(outcome.message == "HTTP 301 redirects to http://x.test/")
    }

    @Test func quotesOnlyTheBeginningOfABody() async throws {
        let body = "{" + String(repeating: "x", count: 5000) + "}"
        let outcome = try await probe(Self.response("500 No", body: body))
        #expect(outcome.message.utf8.count == "HTTP 500: ".utf8.count + 400)
    }

    @Test func neverRepeatsTheKeyThatAProviderQuotes() async throws {
        let outcome = try await probe(
            Self.response("401 No", body: "{\"error\":\"bad key hush-hush\"}"), key: "hush-hush")
        #expect(outcome.message == "HTTP 401: {\"error\":\"bad key [redacted]\"}")
    }

    @Test func takesTheStatusesThatTheProbeExpects() async throws {
        let server = try ProbeServer(.send(Self.response("404 Not Found")))
        defer { server.stop() }
        let outcome = await runner().run(order(server.url, expecting: [200, 404]))
        #expect(outcome?.result == .ok)
        #expect(outcome?.statusCode == 404)
    }

    @Test(arguments: [
        (ProbeAuth.bearer, "authorization: bearer k-1"), (.header("X-Api-Key"), "x-api-key: k-1"),
    ])
    func sendsTheKeyAsTheProbeSays(auth: ProbeAuth, line: String) async throws {
        let server = try ProbeServer(.send(Self.response("200 OK")))
        defer { server.stop() }
        let headers = [
            ProbeHeader(name: "anthropic-version", value: "2023-06-01"),
            ProbeHeader(name: "accept", value: "text/csv"),
        ]
        _ = await runner().run(order(server.url, auth: auth, key: "k-1", headers: headers))
        let head = try #require(server.received.first)
        #expect(head.hasPrefix("GET /v1/models HTTP/1.1\r\n"))
        let lines = head.lowercased().split(separator: "\r\n")
        #expect(lines.contains { $0 == line })
        #expect(lines.contains("anthropic-version: 2023-06-01"))
        #expect(lines.filter { $0.hasPrefix("accept:") } == ["accept: text/csv"])
        #expect(lines.contains("user-agent: gatewayz-api/test"))
    }

    @Test func sendsNoKeyWhereTheProbeHasNone() async throws {
        let server = try ProbeServer(.send(Self.response("200 OK")))
        defer { server.stop() }
        _ = await runner().run(order(server.url, auth: .none, key: "k-1"))
        #expect(server.received.first?.contains("k-1") == false)
    }

    @Test func callsARefusedConnectionANetworkFault() async throws {
        let server = try ProbeServer(.hangUp)
        server.stop()
        let outcome = try #require(await runner().run(order(server.url)))
        #expect(outcome.result == .network)
        #expect(outcome.statusCode == nil)
        #expect(outcome.message.contains("refused"))
    }

    @Test func callsAHangUpANetworkFault() async throws {
        let server = try ProbeServer(.hangUp)
        defer { server.stop() }
        #expect(await runner().run(order(server.url))?.result == .network)
    }

    @Test func callsSilenceATimeout() async throws {
        let server = try ProbeServer(.stall)
        defer { server.stop() }
        var order = order(server.url)
        order = ProbeOrder(
            provider: order.provider, name: order.name,
            probe: Probe(url: server.url, timeout: .milliseconds(100)), credential: nil)
        let outcome = try #require(await runner().run(order))
        #expect(outcome.result == .timeout)
        #expect(outcome.latencyMicroseconds >= 90_000)
    }

    @Test func endsWithoutAnOutcomeWhenItIsCancelled() async throws {
        let server = try ProbeServer(.stall)
        defer { server.stop() }
        let counted = Counter()
        let runner = runner(
            ProbeEvents(didFinish: { report in
                counted.add(report.outcome == nil ? 1 : 100)
                return nil
            }))
        let order = order(server.url)
        let task = Task { await runner.run(order) }
        while server.received.isEmpty { await Task.yield() }
        task.cancel()
        #expect(await task.value == nil)
        #expect(counted.value == 1)
    }

    @Test func carriesTheTraceOutAndBack() async throws {
        let server = try ProbeServer(.send(Self.response("500 No")))
        defer { server.stop() }
        let trace = TraceReference(traceHigh: 1, traceLow: 2, spanID: 3, isSampled: false)
        var kept = trace
        kept.isSampled = true
        let reports = try Mailbox<ProbeReport>(capacity: 10)
        let runner = runner(
            ProbeEvents(
                willSend: { order in
                    #expect(order.name == "alpha")
                    return ProbeContext(
                        headers: [ProbeHeader(name: "traceparent", value: "00-1-2-01")],
                        trace: trace)
                },
                didFinish: { [kept] in
                    _ = reports.post($0)
                    return kept
                }))
        let outcome = try #require(await runner.run(order(server.url + "?secret=1")))
        #expect(outcome.trace == kept)
        #expect(server.received.first?.lowercased().contains("traceparent: 00-1-2-01\r\n") == true)
        let report = try #require(reports.drain().first)
        #expect(report.trace == trace)
        #expect(report.outcome?.latencyMicroseconds == outcome.latencyMicroseconds)
        #expect(report.url?.port == server.port)
        #expect(report.url?.withoutQuery == server.url)
        #expect(report.peerAddress == "127.0.0.1")
        #expect(report.startUnixNanoseconds == 1_795_219_200_123_456_789)
        #expect(report.durationNanoseconds > 0)
    }
}

/// A number that several threads may add to.
final class Counter: Sendable {
    private let sum = Locked(0)
    var value: Int { sum.withLock { $0 } }
    func add(_ number: Int) { sum.withLock { $0 += number } }
}
