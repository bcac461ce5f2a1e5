// The store's three bounds, each met exactly and passed by one.
import PocketTempo
import Testing

struct TraceStoreTests {
    @Test func tracesKeepTheirSpansInTheOrderOfArrival() {
        var store = TraceStore()
        #expect(
            store.insert([Sample.span(2, parent: 1), Sample.span(9, of: 5)]).map(\.low) == [1, 5])
        #expect(store.insert([Sample.span(1)]).map(\.low) == [1])
        #expect(store.trace(PocketTraceID(high: 0, low: 1))?.spans.map(\.spanID) == [2, 1])
        #expect(store.trace(PocketTraceID(high: 0, low: 1))?.root?.spanID == 1)
        #expect(store.newest(limit: 10) { _ in true }.map(\.id.low) == [5, 1])
        #expect(store.newest(limit: 1) { _ in true }.map(\.id.low) == [5])
    }

    @Test func aSpanThatIsThereAlreadyCountsOnce() {
        var store = TraceStore()
        _ = store.insert([Sample.span(1)])
        #expect(store.insert([Sample.span(1)]).isEmpty)
        #expect(store.counts.spans == 1)
        #expect(store.counts.duplicateSpans == 1)
    }

    @Test(arguments: ["traces", "spans", "bytes"])
    func theOldestTraceMakesRoom(bound: String) {
        var limits = PocketLimits()
        switch bound {
        case "traces": limits.maximumTraces = 3
        case "spans": limits.maximumSpans = 3
        default: limits.maximumBytes = 300
        }
        var store = TraceStore(limits: limits)
        for trace: UInt64 in 1...3 { _ = store.insert([Sample.span(1, of: trace)]) }
        #expect(store.counts.evictedTraces == 0)
        #expect(store.insert([Sample.span(1, of: 4)]).map(\.low) == [4])
        #expect(store.counts.evictedTraces == 1)
        #expect(store.newest(limit: 10) { _ in true }.map(\.id.low) == [4, 3, 2])
        #expect(store.counts.traces == 3)
        #expect(store.counts.spans == 3)
        #expect(store.counts.bytes == 300)
    }

    @Test func aSpanLargerThanTheStoreIsNotKept() {
        var limits = PocketLimits()
        limits.maximumBytes = 99
        var store = TraceStore(limits: limits)
        #expect(store.insert([Sample.span(1)]).isEmpty)
        #expect(store.counts.evictedTraces == 1)
        #expect([store.counts.traces, store.counts.spans, store.counts.bytes] == [0, 0, 0])
    }

    @Test func aTraceTakesItsBoundOfSpansAndNoMore() {
        var limits = PocketLimits()
        limits.maximumSpansPerTrace = 2
        var store = TraceStore(limits: limits)
        _ = store.insert([Sample.span(1), Sample.span(2)])
        #expect(store.counts.refusedSpans == 0)
        #expect(store.insert([Sample.span(3)]).isEmpty)
        #expect(store.counts.refusedSpans == 1)
        #expect(store.counts.spans == 2)
    }

    @Test func thousandsOfEvictionsKeepTheNewest() {
        var limits = PocketLimits()
        limits.maximumTraces = 10
        var store = TraceStore(limits: limits)
        for trace: UInt64 in 1...5_000 { _ = store.insert([Sample.span(1, of: trace)]) }
        #expect(
            store.newest(limit: 20) { _ in true }.map(\.id.low) == Array((4_991...5_000).reversed())
        )
        #expect(store.counts.evictedTraces == 4_990)
    }

    @Test func theRootIsTheSpanWithoutALocalParent() {
        var remote = Sample.span(1, parent: 99)
        remote.flags = 0x301
        #expect(StoredTrace(spans: [Sample.span(2, parent: 1)]).root == nil)
        #expect(StoredTrace(spans: [Sample.span(2, parent: 1), remote]).root?.spanID == 1)
        #expect(StoredTrace(spans: [remote, Sample.span(3)]).root?.spanID == 3)
        let early = Sample.span(4, start: 5)
        #expect(StoredTrace(spans: [Sample.span(3), early]).root?.spanID == 4)
    }

    @Test(
        arguments: [
            ("1", 0, 1), ("00000000000000000000000000000001", 0, 1),
            ("4bf92f3577b34da6a3ce929d0e0e4736", 0x4BF9_2F35_77B3_4DA6, 0xA3CE_929D_0E0E_4736),
            ("ABC0000000000000001", 0xABC, 1),
        ] as [(String, UInt64, UInt64)])
    func traceIDsAreReadWithAndWithoutLeadingZeros(text: String, high: UInt64, low: UInt64) {
        #expect(PocketTraceID(hex: text) == PocketTraceID(high: high, low: low))
    }

    @Test(arguments: ["", "g", "4bf92f3577b34da6a3ce929d0e0e47361", "g0000000000000001"])
    func whatIsNoTraceIDIsRefused(text: String) {
        #expect(PocketTraceID(hex: text) == nil)
    }
}
