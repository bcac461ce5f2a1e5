// Providers on the page: off a real board, and counted outcome by outcome.
import Health
import Prometheus
import Testing

@testable import App

struct ProviderMetricsTests {
    private static let now: Int64 = 1_795_225_538_000
    private let registry = Registry()
    private let providers: ProviderRegistry

    init() throws {
        providers = try ProviderRegistry([
            Provider(name: "openai"), Provider(name: "groq"), Provider(name: "meta"),
        ])
    }

    private func outcome(_ result: OutcomeClass, _ index: Int = 0) -> Outcome {
        Outcome(
            provider: ProviderID(index: index), result: result, source: .probe,
            unixMilliseconds: Self.now - 1500, latencyMicroseconds: 250_000)
    }

    private func board(_ outcomes: [Outcome]) -> HealthBoard {
        var ledger = HealthLedger(
            registry: providers, isConfigured: [true, true, false],
            nowUnixMilliseconds: Self.now)
        for outcome in outcomes { _ = ledger.record(outcome, nowUnixMilliseconds: Self.now) }
        _ = ledger.refresh(nowUnixMilliseconds: Self.now)
        return ledger.board
    }

    @Test func showsTheBoard() throws {
        let board = board([outcome(.ok), outcome(.ok), outcome(.ok), outcome(.timeout)])
        _ = try ProviderMetrics(metrics: registry, registry: providers) { board }
        let samples = ScrapedPage(registry).samples
        #expect(
            samples.filter { $0.hasPrefix("provider_health_score") }
                == [#"provider_health_score{provider="openai"} 75"#])
        #expect(
            samples.contains(
                #"provider_last_evidence_timestamp_seconds{provider="openai"} 1795225536.5"#))
        #expect(samples.count { $0.hasPrefix("provider_last_evidence") } == 1)
        #expect(samples.contains(#"provider_status{provider="openai",status="degraded"} 1"#))
        #expect(samples.contains(#"provider_status{provider="openai",status="healthy"} 0"#))
        #expect(samples.contains(#"provider_status{provider="groq",status="unknown"} 1"#))
        #expect(samples.contains(#"provider_status{provider="meta",status="not_configured"} 1"#))
        #expect(samples.count { $0.hasPrefix("provider_status") } == 15)
        #expect(samples.count { $0.hasPrefix("provider_status") && $0.hasSuffix(" 1") } == 3)
    }

    @Test func countsOutcomesAndDurations() throws {
        let board = board([])
        let metrics = try ProviderMetrics(metrics: registry, registry: providers) { board }
        metrics.record(outcome(.ok))
        metrics.record(outcome(.ok))
        metrics.record(outcome(.upstream5xx, 1))
        let samples = ScrapedPage(registry).samples
        let name = "provider_outcomes_total"
        #expect(
            samples.filter { $0.hasPrefix(name) } == [
                #"\#(name){provider="groq",outcome="upstream_5xx",source="probe"} 1"#,
                #"\#(name){provider="openai",outcome="ok",source="probe"} 2"#,
            ])
        let duration = "provider_request_duration_seconds"
        let labels = #"provider="openai",source="probe""#
        #expect(samples.contains("\(duration)_sum{\(labels)} 0.5"))
        #expect(samples.contains("\(duration)_bucket{\(labels),le=\"0.25\"} 2"))
        #expect(samples.contains("\(duration)_bucket{\(labels),le=\"0.1\"} 0"))
    }
}
