// The first scoring rule, at each of its edges.

import Health
import Testing

struct ScoreTests {
    private func score(_ results: [OutcomeClass]) -> Int? {
        Score.score(
            of: window(of: results.map { outcome($0) }).totals(atUnixMilliseconds: noon))
    }

    @Test(
        arguments: [
            ([], nil), ([.ok, .ok], nil), ([.ok, .ok, .throttled, .clientFault], nil),
            ([.ok, .ok, .ok], 100), ([.ok, .ok, .timeout], 67), ([.ok, .timeout, .timeout], 33),
            ([.timeout, .timeout, .timeout], 0),
            ([.ok, .ok, .ok, .ok, .ok, .ok, .ok, .network], 88),
        ] as [([OutcomeClass], Int?)])
    func isTheRoundedShareOfRightAnswers(results: [OutcomeClass], expected: Int?) {
        #expect(score(results) == expected)
    }

    @Test func isCappedWhileTheLastThreeCountedOnesFailed() {
        let good = Array(repeating: OutcomeClass.ok, count: 97)
        #expect(score(good + [.timeout, .network]) == 98)
        #expect(score(good + [.timeout, .network, .upstream5xx]) == 49)
        #expect(score(good + [.timeout, .network, .throttled, .credential]) == 49)
        #expect(score(good + [.timeout, .network, .upstream5xx, .throttled]) == 49)
        #expect(score(good + [.timeout, .network, .upstream5xx, .ok]) == 97)
    }

    @Test(arguments: [
        (100, ProviderStatus.healthy), (80, .healthy), (79, .degraded), (50, .degraded),
        (49, .unhealthy), (0, .unhealthy),
    ])
    func statusFollowsFromTheScoreAlone(score: Int, expected: ProviderStatus) {
        #expect(ProviderStatus(score: score, isConfigured: true) == expected)
        #expect(ProviderStatus(score: score, isConfigured: false) == expected)
    }

    @Test func withoutAScoreTheStatusSaysWhetherThereIsAKey() {
        #expect("\(ProviderStatus(score: nil, isConfigured: true).name)" == "unknown")
        #expect("\(ProviderStatus(score: nil, isConfigured: false).name)" == "not_configured")
    }
}
