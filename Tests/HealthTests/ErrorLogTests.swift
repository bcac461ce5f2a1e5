// The ring of the newest errors, at its capacity and past it.

import Health
import Testing

struct ErrorLogTests {
    private func record(_ number: Int) throws -> ErrorRecord {
        try #require(ErrorRecord(outcome(.timeout, message: "error \(number)")))
    }

    private func messages(_ log: ErrorLog) -> [String] {
        (0..<log.count).map { log[fromNewest: $0].message }
    }

    @Test func showsTheNewestFirst() throws {
        var log = ErrorLog()
        for number in 1...3 { log.append(try record(number)) }
        #expect(messages(log) == ["error 3", "error 2", "error 1"])
    }

    @Test func keepsExactlyTheNewestThousand() throws {
        var log = ErrorLog()
        for number in 1...1000 { log.append(try record(number)) }
        #expect(log.count == 1000)
        #expect(log[fromNewest: 999].message == "error 1")
        log.append(try record(1001))
        #expect(log.count == 1000)
        #expect(log.appended == 1001)
        #expect(log[fromNewest: 0].message == "error 1001")
        #expect(log[fromNewest: 999].message == "error 2")
        for number in 1002...2500 { log.append(try record(number)) }
        #expect(messages(log) == (1501...2500).reversed().map { "error \($0)" })
    }

    @Test(arguments: [(0, 3), (2, 1), (3, 0), (9, 0)] as [(UInt64, Int)])
    func handsOutWhatCameAfterASequenceOldestFirst(sequence: UInt64, expected: Int) throws {
        var log = ErrorLog()
        for number in 1...3 { log.append(try record(number)) }
        let rows = log.rows(after: sequence).map(\.message)
        #expect(rows == ["error 1", "error 2", "error 3"].suffix(expected))
    }

    @Test func handsOutOnlyWhatIsStillKept() throws {
        var log = ErrorLog()
        for number in 1...1500 { log.append(try record(number)) }
        let rows = log.rows(after: 10)
        #expect(rows.count == 1000)
        #expect(rows.first?.message == "error 501")
        #expect(rows.last?.message == "error 1500")
    }

    @Test func leavesACopyAloneWhenItGrows() throws {
        var log = ErrorLog()
        for number in 1...1000 { log.append(try record(number)) }
        let published = log
        log.append(try record(1001))
        #expect(published[fromNewest: 0].message == "error 1000")
    }

    @Test func keepsNoRightAnswerAndNoSecret() throws {
        #expect(ErrorRecord(outcome(.ok)) == nil)
        let kept = try #require(ErrorRecord(outcome(.throttled, message: "Bearer abc")))
        #expect(kept.message == "Bearer [redacted]")
        #expect(kept.latencyMilliseconds == 20)
    }

    @Test func boundsTheNameOfTheModel() {
        let record = ErrorRecord(
            unixMilliseconds: 0, model: String(repeating: "m", count: 201), result: .timeout,
            statusCode: nil, cleanMessage: "", latencyMilliseconds: -1, source: .gateway, trace: nil
        )
        #expect(record.model?.count == 200)
        #expect(record.latencyMilliseconds == 0)
    }
}
