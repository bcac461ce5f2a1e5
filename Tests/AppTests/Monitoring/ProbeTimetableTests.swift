// When probes fall due, for many providers, intervals and seeds.

import Health
import Testing

@testable import App

struct ProbeTimetableTests {
    private func dues(
        place: Int = 0, of count: Int = 1, interval: Duration, seed: UInt64, number: Int
    ) -> [Duration] {
        var timetable = ProbeTimetable(place: place, of: count, interval: interval, seed: seed)
        return (0..<number).map { _ in timetable.next(now: .zero) }
    }

    @Test(arguments: [1, 3, 20, 200], [0.1, 1, 60, 86_400])
    func putsTheFirstThreeProbesWithinThirtySeconds(count: Int, seconds: Double) {
        for place in 0..<count {
            let due = dues(
                place: place, of: count, interval: .seconds(seconds), seed: UInt64(place), number: 3
            )
            #expect(due[0] >= .zero)
            #expect(due[0] < .seconds(5))
            #expect(due[2] < .seconds(30))
        }
    }

    @Test func spreadsTheFirstProbesEvenly() {
        let first = (0..<200).map {
            dues(place: $0, of: 200, interval: .seconds(60), seed: UInt64($0), number: 1)[0]
        }
        #expect(first == first.sorted())
        for (place, due) in first.enumerated() {
            #expect(due >= .milliseconds(25 * place) && due < .milliseconds(25 * (place + 1)))
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func keepsTheIntervalWithinATenth(seed: UInt64) {
        let due = dues(interval: .seconds(60), seed: seed, number: 50)
        for (earlier, later) in zip(due.dropFirst(2), due.dropFirst(3)) {
            #expect(later - earlier >= .seconds(54) && later - earlier <= .seconds(66))
        }
        #expect(Set(due).count == 50)
    }

    @Test func asksASlowProviderAgainAtOnceButNeverInBursts() {
        var timetable = ProbeTimetable(place: 0, of: 1, interval: .seconds(1), seed: 1)
        for _ in 0..<3 { _ = timetable.next(now: .zero) }
        #expect(timetable.next(now: .seconds(100)) == .seconds(100))
        #expect(timetable.next(now: .seconds(100)) > .seconds(100))
    }

    @Test func isForetoldByItsSeed() {
        let first = dues(interval: .seconds(60), seed: 7, number: 10)
        #expect(first == dues(interval: .seconds(60), seed: 7, number: 10))
        #expect(first != dues(interval: .seconds(60), seed: 8, number: 10))
    }
}
