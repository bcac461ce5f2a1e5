// What a loop measures of requests, down to the lines on the page.
import HTTPCore
import HTTPServer
import Prometheus
import Testing

@testable import App

struct LoopMetricsTests {
    private let registry = Registry()
    private let http: HTTPMetrics

    init() throws {
        http = try HTTPMetrics(registry: registry, routes: ["/health", "/x/{provider}"])
    }

    private func counts() -> [String] {
        ScrapedPage(registry).samples
            .filter { $0.hasPrefix("http_server_request_duration_seconds_count") }
            .map { String($0.dropFirst("http_server_request_duration_seconds_count".count)) }
    }

    @Test func measuresARequest() {
        let loop = http.makeLoop()
        loop.requestStarted()
        loop.requestEnded(route: 0, method: .get, status: 200, durationNanoseconds: 100_000)
        let labels =
            #"http_request_method="GET",http_route="/health",http_response_status_code="200","#
            + #"url_scheme="http""#
        let samples = ScrapedPage(registry).samples
        let name = "http_server_request_duration_seconds"
        #expect(samples.contains("\(name)_bucket{\(labels),le=\"0.0001\"} 1"))
        #expect(samples.contains("\(name)_sum{\(labels)} 0.0001"))
        #expect(samples.contains("\(name)_count{\(labels)} 1"))
        #expect(samples.count { $0.hasPrefix("\(name)_bucket") } == 24)
        #expect(samples.contains("http_server_active_requests 0"))
    }

    @Test(arguments: [
        (
            Int?.none, Method.other, UInt16?.some(400),
            #"{http_request_method="_OTHER",http_route="unmatched","#
                + #"http_response_status_code="400",url_scheme="http"} 1"#
        ),
        (
            1, .head, 503,
            #"{http_request_method="HEAD",http_route="/x/{provider}","#
                + #"http_response_status_code="503",url_scheme="http",error_type="503"} 1"#
        ),
        (
            1, .get, nil,
            #"{http_request_method="GET",http_route="/x/{provider}",url_scheme="http","#
                + #"error_type="client_disconnected"} 1"#
        ),
    ])
    func labelsARequest(_ route: Int?, _ method: Method, _ status: UInt16?, _ line: String) {
        http.makeLoop().requestEnded(
            route: route, method: method, status: status, durationNanoseconds: 1)
        #expect(counts() == [line])
    }

    @Test func addsUpItsLoops() {
        let loops = (0..<3).map { _ in http.makeLoop() }
        for loop in loops {
            loop.requestStarted()
            loop.requestStarted()
            for _ in 0..<5 {
                loop.requestEnded(route: 0, method: .get, status: 200, durationNanoseconds: 1)
                loop.requestStarted()
            }
        }
        #expect(counts().map { $0.suffix(3) } == [" 15"])
        #expect(ScrapedPage(registry).samples.contains("http_server_active_requests 6"))
    }

    @Test func takesMoreStatusesThanItsTableHasRoomFor() {
        let loop = http.makeLoop()
        let statuses = (0...LoopMetrics.maximumStatuses).map { UInt16(200 + $0) }
        for _ in 0..<2 {
            for status in statuses {
                loop.requestEnded(route: 0, method: .get, status: status, durationNanoseconds: 1)
            }
        }
        #expect(counts().count == LoopMetrics.maximumStatuses + 1)
        #expect(counts().allSatisfy { $0.hasSuffix(" 2") })
    }

    @Test(arguments: [UInt16(100), 599])
    func takesEveryStatus(_ status: UInt16) {
        http.makeLoop().requestEnded(
            route: nil, method: .patch, status: status, durationNanoseconds: 0)
        #expect(counts().count == 1)
    }

    @Test func showsEveryReasonOfRefusalFromTheStart() {
        let loop = http.makeLoop()
        loop.rejected(.malformed)
        loop.rejected(.malformed)
        let samples = ScrapedPage(registry).samples
            .filter { $0.hasPrefix("gatewayz_http_rejected_total") }
        #expect(samples.count == Rejection.allCases.count)
        #expect(samples.contains(#"gatewayz_http_rejected_total{reason="malformed"} 2"#))
        #expect(samples.contains(#"gatewayz_http_rejected_total{reason="body_timeout"} 0"#))
    }

    @Test func showsConnectionsByWhatTheyWaitFor() throws {
        try http.showConnections(in: registry) {
            var counts = ConnectionCounts()
            counts[.body] = 3
            counts[.idle] = 2
            return counts
        }
        let samples = ScrapedPage(registry).samples
        #expect(samples.contains(#"gatewayz_http_connections{state="reading_body"} 3"#))
        #expect(samples.contains(#"gatewayz_http_connections{state="idle"} 2"#))
        #expect(samples.contains(#"gatewayz_http_connections{state="closing"} 0"#))
    }

    @Test func whatStrangersBringAboutLeavesRoomForOurOwnFailures() throws {
        let registry = Registry()
        let templates = GatewayRoute.allCases.map { "\($0.template)" }
        let loop = try HTTPMetrics(registry: registry, routes: templates).makeLoop()
        let anybody: [UInt16?] = [200, 204, 400, 404, 405, 408, 413, 431, 501, 503, nil]
        for route in templates.indices.map(Int?.some) + [nil] {
            for method in Method.allCases {
                for status in anybody {
                    loop.requestEnded(
                        route: route, method: method, status: status, durationNanoseconds: 1)
                }
            }
        }
        loop.requestEnded(route: 1, method: .get, status: 500, durationNanoseconds: 1)
        let samples = ScrapedPage(registry).samples
        #expect(!samples.contains { $0.contains("_overflow") })
        #expect(samples.contains { $0.contains(#"http_response_status_code="500""#) })
    }

    @Test func beyondTheBoundOfSeriesNothingIsLost() {
        let wide = (0..<40).map { "/\($0)" }
        let registry = Registry()
        do throws(RegistrationError) {
            let loop = try HTTPMetrics(registry: registry, routes: wide).makeLoop()
            for route in wide.indices {
                for status in UInt16(200)..<232 {
                    loop.requestEnded(
                        route: route, method: .get, status: status, durationNanoseconds: 1)
                }
            }
        } catch {
            Issue.record("\(error)")
        }
        let counts = ScrapedPage(registry).samples
            .filter { $0.hasPrefix("http_server_request_duration_seconds_count") }
        #expect(counts.count == HTTPMetrics.maximumDurationSeries + 1)
        let total = counts.compactMap { Int($0.split(separator: " ").last ?? "") }.reduce(0, +)
        #expect(total == 40 * 32)
    }
}
