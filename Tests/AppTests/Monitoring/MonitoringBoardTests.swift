// The bodies of the monitoring routes, byte for byte.

import HTTPServer
import Health
import Testing

@testable import App

struct MonitoringBoardTests {
    private let noon: Int64 = 1_795_219_200_000

    private func ledger() throws -> HealthLedger {
        HealthLedger(
            registry: try ProviderRegistry([
                Provider(name: "alpha"), Provider(name: "beta", aliases: ["b"]),
            ]), isConfigured: [true, false], nowUnixMilliseconds: noon)
    }

    private func text(_ write: (inout [UInt8]) throws -> Void) rethrows -> String {
        var body: [UInt8] = []
        try write(&body)
        return String(decoding: body, as: UTF8.self)
    }

    private func text(_ snapshot: Snapshot) -> String {
        String(decoding: snapshot.body, as: UTF8.self)
    }

    private let unknown = """
        {"provider":"beta","health_score":null,"status":"not_configured","last_updated":null,\
        "window_seconds":3600,"samples":0,"success_rate":null,\
        "latency_ms":{"p50":null,"p95":null,"p99":null},"outcomes":{"ok":0,"timeout":0,"network":0,\
        "upstream_5xx":0,"invalid_response":0,"credential":0,"throttled":0,"client_fault":0}}
        """
    private let known = """
        {"provider":"alpha","health_score":75,"status":"degraded",\
        "last_updated":"2026-11-21T00:00:00.250Z","window_seconds":3600,"samples":4,\
        "success_rate":0.75,"latency_ms":{"p50":19,"p95":19,"p99":19},"outcomes":{"ok":3,\
        "timeout":1,"network":0,"upstream_5xx":0,"invalid_response":0,"credential":0,"throttled":1,\
        "client_fault":0}}
        """

    private func filled() throws -> HealthLedger {
        var ledger = try ledger()
        for result in [OutcomeClass.ok, .ok, .timeout, .throttled, .ok] {
            _ = ledger.record(
                outcome(result, at: noon + 250, latencyMilliseconds: 19),
                nowUnixMilliseconds: noon + 250)
        }
        _ = ledger.refresh(nowUnixMilliseconds: noon + 250)
        return ledger
    }

    @Test func showsScoresInTheOrderOfTheRegistry() throws {
        let board = MonitoringBoard(try filled().board)
        #expect(
            try text(board.list(ListQuery(detail: nil, unknown: nil)))
                == "{\"alpha\":75,\"beta\":null}\n")
        #expect(
            try text(board.list(ListQuery(detail: nil, unknown: "omit")))
                == "{\"alpha\":75}\n")
    }

    @Test func showsDetailsAsAnArrayOfTheProvidersOwnObjects() throws {
        let board = MonitoringBoard(try filled().board)
        #expect(
            try text(board.list(ListQuery(detail: "1", unknown: nil)))
                == "[\(known),\(unknown)]\n")
        #expect(
            try text(board.list(ListQuery(detail: "on", unknown: "omit")))
                == "[\(known)]\n")
        #expect(text(board.page(of: ProviderID(index: 0))) == known + "\n")
        #expect(text(board.page(of: ProviderID(index: 1))) == unknown + "\n")
    }

    @Test func showsAnEmptyRegistry() throws {
        let ledger = HealthLedger(
            registry: try ProviderRegistry([]), isConfigured: [], nowUnixMilliseconds: noon)
        let board = MonitoringBoard(ledger.board)
        #expect(
            try text(board.list(ListQuery(detail: nil, unknown: nil)))
                == "{}\n")
        #expect(
            try text(board.list(ListQuery(detail: "t", unknown: nil)))
                == "[]\n")
    }

    @Test func writesOnlyChangedRowsAnewAndTheSameBytesAsFromNothing() throws {
        var ledger = try ledger()
        var board = MonitoringBoard(ledger.board)
        for step in 0..<20 as Range<Int64> {
            let result: OutcomeClass = step.isMultiple(of: 3) ? .network : .ok
            _ = ledger.record(
                outcome(result, provider: Int(step % 2), at: noon + step),
                nowUnixMilliseconds: noon + step * 10_000)
            let changed = ledger.refresh(nowUnixMilliseconds: noon + step * 10_000)
            board = MonitoringBoard(ledger.board, changed: changed, since: board)
            let fresh = MonitoringBoard(ledger.board)
            for detail in ["0", "1"] {
                let query = try ListQuery(detail: detail, unknown: nil)
                #expect(
                    text(board.list(query))
                        == text(fresh.list(query)))
            }
        }
    }

    @Test func showsTheNewestErrorsFirst() throws {
        var ledger = try ledger()
        let trace = TraceReference(traceHigh: 0xAB, traceLow: 0xCD)
        _ = ledger.record(
            outcome(.timeout, at: noon, message: "old", latencyMilliseconds: 30_000),
            nowUnixMilliseconds: noon)
        _ = ledger.record(
            Outcome(
                provider: ProviderID(index: 0), result: .upstream5xx, source: .gateway,
                unixMilliseconds: noon + 5, latencyMicroseconds: 1_499, statusCode: 503,
                message: "say \"no\"\n", model: "gpt-4o", trace: trace),
            nowUnixMilliseconds: noon + 5)
        _ = ledger.refresh(nowUnixMilliseconds: noon + 5)
        let board = MonitoringBoard(ledger.board)
        let newest = """
            {"timestamp":"2026-11-21T00:00:00.005Z","model":"gpt-4o","class":"upstream_5xx",\
            "status":503,"error":"say \\"no\\" ","latency_ms":1,"source":"gateway",\
            "trace_id":"00000000000000ab00000000000000cd"}
            """
        let oldest = """
            {"timestamp":"2026-11-21T00:00:00.000Z","model":null,"class":"timeout","status":null,\
            "error":"old","latency_ms":30000,"source":"probe","trace_id":null}
            """
        let alpha = ProviderID(index: 0)
        #expect(
            text { board.appendErrors(alpha, limit: 1000, into: &$0) }
                == "{\"provider\":\"alpha\",\"errors\":[\(newest),\(oldest)]}\n")
        #expect(
            text { board.appendErrors(alpha, limit: 1, into: &$0) }
                == "{\"provider\":\"alpha\",\"errors\":[\(newest)]}\n")
        #expect(
            text { board.appendErrors(ProviderID(index: 1), limit: 100, into: &$0) }
                == "{\"provider\":\"beta\",\"errors\":[]}\n")
    }

    @Test(arguments: [Int64.min, .max])
    func showsTimesThatNoClockEverShowed(time: Int64) throws {
        var ledger = try ledger()
        let record = ErrorRecord(
            unixMilliseconds: time, model: nil, result: .timeout, statusCode: nil, cleanMessage: "",
            latencyMilliseconds: 0, source: .probe, trace: nil)
        ledger.restore(
            StoredHistory(errors: [StoredError(provider: "alpha", record: record)]),
            nowUnixMilliseconds: noon)
        _ = ledger.refresh(nowUnixMilliseconds: noon)
        let board = MonitoringBoard(ledger.board)
        #expect(text { board.appendErrors(ProviderID(index: 0), limit: 1, into: &$0) }.count > 50)
    }
}
