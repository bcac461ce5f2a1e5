// The window at its edges, under clocks that jump, and against a model that keeps everything.

import Health
import Testing

struct SlidingWindowTests {
    @Test func startsWithoutEvidence() {
        let totals = SlidingWindow().totals(atUnixMilliseconds: noon)
        #expect(totals.counts == OutcomeCounts())
        #expect(totals.newestUnixMilliseconds == nil)
        #expect(totals.latencies.total == 0)
    }

    @Test func keepsAnOutcomeUntilItsMinuteIsAnHourOld() {
        let window = window(of: [outcome(at: noon + 59_999)], now: noon + 59_999)
        let lastInside = noon + 60 * minute - 1
        #expect(window.totals(atUnixMilliseconds: noon + 59_999).counts.counted == 1)
        #expect(window.totals(atUnixMilliseconds: lastInside).counts.counted == 1)
        #expect(window.totals(atUnixMilliseconds: lastInside + 1).counts.counted == 0)
        #expect(window.totals(atUnixMilliseconds: lastInside + 1).newestUnixMilliseconds == nil)
    }

    @Test func refusesAnOutcomeThatIsTooOld() {
        var window = SlidingWindow()
        let tooOld = noon - 59 * minute - 1
        let wasTaken1 = window.record(outcome(at: tooOld), nowUnixMilliseconds: noon)
        #expect(!wasTaken1)
        #expect(window.unsaved.isEmpty)
        let wasTaken2 = window.record(outcome(at: tooOld + 1), nowUnixMilliseconds: noon)
        #expect(wasTaken2)
        #expect(window.totals(atUnixMilliseconds: noon).counts.counted == 1)
    }

    @Test func takesATimeAheadOfTheClockAsNow() {
        var window = SlidingWindow()
        let wasTaken3 = window.record(outcome(at: noon + 90 * minute), nowUnixMilliseconds: noon)
        #expect(wasTaken3)
        #expect(window.totals(atUnixMilliseconds: noon).newestUnixMilliseconds == noon)
        #expect(window.unsaved.map(\.minute) == [noon / minute])
    }

    @Test func keepsCountingWhenTheClockIsSetBackALittle() {
        var window = window(of: [outcome(at: noon)], now: noon)
        let back = noon - 5 * minute
        let wasTaken4 = window.record(outcome(.timeout, at: back), nowUnixMilliseconds: back)
        #expect(wasTaken4)
        let totals = window.totals(atUnixMilliseconds: back)
        #expect(totals.counts[.ok] == 1)
        #expect(totals.counts[.timeout] == 1)
    }

    @Test func forgetsTheFutureWhenTheClockIsSetBackByMoreThanTheWindow() {
        var window = window(of: [outcome(at: noon)], now: noon)
        let back = noon - 24 * 60 * minute
        #expect(window.totals(atUnixMilliseconds: back).counts.counted == 0)
        let wasTaken5 = window.record(outcome(.network, at: back), nowUnixMilliseconds: back)
        #expect(wasTaken5)
        let totals = window.totals(atUnixMilliseconds: back)
        #expect(totals.counts.counted == 1)
        #expect(totals.counts[.network] == 1)
        #expect(totals.newestUnixMilliseconds == back)
    }

    @Test func toleratesTimesBefore1970() {
        var window = SlidingWindow()
        let wasTaken6 = window.record(outcome(at: -1), nowUnixMilliseconds: 0)
        #expect(wasTaken6)
        #expect(window.unsaved.map(\.minute) == [-1])
        #expect(window.totals(atUnixMilliseconds: 0).newestUnixMilliseconds == -1)
    }

    @Test func countsEvidenceOnlyFromCountedOutcomes() {
        let window = window(of: [outcome(.throttled), outcome(.clientFault)])
        let totals = window.totals(atUnixMilliseconds: noon)
        #expect(totals.counts.total == 2)
        #expect(totals.counts.counted == 0)
        #expect(totals.newestUnixMilliseconds == nil)
    }

    @Test func measuresLatencyOnlyOfRightAnswers() {
        let window = window(of: [
            outcome(latencyMilliseconds: 5), outcome(.timeout, latencyMilliseconds: 10_000),
        ])
        let latencies = window.totals(atUnixMilliseconds: noon).latencies
        #expect(latencies.total == 1)
        #expect((latencies.percentile(perMille: 990) ?? .max) < 6000)
    }

    @Test func saysWhatChangedUntilItIsSaved() {
        var window = window(of: [outcome(), outcome(at: noon - minute)])
        #expect(window.unsaved.count == 2)
        window.markSaved()
        #expect(window.unsaved.isEmpty)
        _ = window.record(outcome(.timeout), nowUnixMilliseconds: noon)
        #expect(window.unsaved.map(\.counts.total) == [2])
    }

    @Test func comesBackFromItsMinutes() {
        let outcomes = (0..<40).map {
            outcome(
                $0 > 36 ? .timeout : .ok, at: noon - (40 - $0) * minute, latencyMilliseconds: $0)
        }
        let lived = window(of: outcomes)
        var restored = SlidingWindow()
        for totals in lived.unsaved.shuffled() {
            restored.restore(totals, nowUnixMilliseconds: noon)
        }
        let expected = lived.totals(atUnixMilliseconds: noon)
        #expect(restored.totals(atUnixMilliseconds: noon) == expected)
        #expect(expected.failureRun == 3)
        #expect(restored.unsaved.isEmpty)
    }

    @Test func addsAStoredMinuteToWhatThatMinuteHasSeenSince() {
        var stored = MinuteTotals(minute: noon / minute)
        stored.counts[.ok] = 2
        stored.newestUnixMilliseconds = noon
        var window = window(of: [outcome(.timeout, at: noon + 5)], now: noon + 5)
        window.markSaved()
        window.restore(stored, nowUnixMilliseconds: noon + 5)
        let totals = window.totals(atUnixMilliseconds: noon + 5)
        #expect(totals.counts[.ok] == 2)
        #expect(totals.counts[.timeout] == 1)
        #expect(totals.newestUnixMilliseconds == noon + 5)
        #expect(window.unsaved.count == 1)
    }

    @Test func ignoresStoredMinutesOutsideTheWindow() {
        var window = SlidingWindow()
        for distance in [60, 61, 5000, -60, -5000] as [Int64] {
            var totals = MinuteTotals(minute: noon / minute - distance)
            totals.counts[.ok] = 1
            window.restore(totals, nowUnixMilliseconds: noon)
        }
        #expect(window.totals(atUnixMilliseconds: noon).counts.total == 0)
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func agreesWithAModelThatKeepsEveryOutcome(seed: UInt64) {
        var dice = Dice(seed: seed)
        var window = SlidingWindow()
        var kept: [Outcome] = []
        var now = noon
        for _ in 0..<3000 {
            now += Int64.random(in: 0...20_000, using: &dice)
            let age = Int64.random(in: -2000...(70 * minute), using: &dice)
            let isLate = Bool.random(using: &dice)
            var next = outcome(
                OutcomeClass.allCases.randomElement(using: &dice) ?? .ok,
                at: isLate ? now - age : now)
            let wasTaken = window.record(next, nowUnixMilliseconds: now)
            next.unixMilliseconds = min(now, next.unixMilliseconds)
            if wasTaken { kept.append(next) }
            let inside = kept.filter { now / minute - $0.unixMilliseconds / minute < 60 }
            let totals = window.totals(atUnixMilliseconds: now)
            #expect(wasTaken == (now / minute - next.unixMilliseconds / minute < 60))
            for result in OutcomeClass.allCases {
                #expect(totals.counts[result] == inside.count { $0.result == result })
            }
            #expect(
                totals.newestUnixMilliseconds
                    == inside.filter(\.result.isCounted).map(\.unixMilliseconds).max())
            let run = kept.filter(\.result.isCounted).suffix(3).reversed()
                .prefix { $0.result.isFailure }.count
            #expect(totals.failureRun == run)
        }
        #expect(kept.count > 1000)
    }
}
