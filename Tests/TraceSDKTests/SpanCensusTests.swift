// Spans that began and those that still run, whoever counts them.
import Testing
import TraceSDK
import Tracing

struct SpanCensusTests {
    @Test func addsUpTheTalliesOfAllThreads() async {
        let census = SpanCensus()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let own = census.makeTally()
                    for _ in 0..<100 {
                        own.began(.remote, .recordAndSample)
                        census.shared.began(.remote, .recordAndSample)
                        own.ended(.recordAndSample)
                    }
                }
            }
        }
        #expect(census.begun(.remote, .recordAndSample) == 800)
        #expect(census.live(.recordAndSample) == 400)
        #expect(census.begun(.none, .drop) == 0 && census.live(.drop) == 0)
    }

    @Test func hearsOfEverySpanOfATracer() {
        let census = SpanCensus()
        func tracer(_ sampler: Sampler) -> TraceSDK.Tracer {
            TraceSDK.Tracer(
                sampler: sampler, generator: IDGenerator(seed: (1, 2, 3, 4)),
                sink: CollectingSink(), census: census)
        }
        let on = tracer(.alwaysOn)
        let root = on.startSpan("root", context: .topLevel)
        let child = on.startSpan("child", context: root.context)
        #expect(census.live(.recordAndSample) == 2)
        child.end()
        child.end()
        root.end()
        var remote = ServiceContext.topLevel
        remote.spanContext = SpanContext(
            traceID: TraceID(high: 1, low: 1), spanID: SpanID(bits: 1), flags: .sampled,
            isRemote: true)
        tracer(.alwaysOff).startSpan("dropped", context: remote).end()
        #expect(census.begun(.none, .recordAndSample) == 1)
        #expect(census.begun(.local, .recordAndSample) == 1)
        #expect(census.begun(.remote, .drop) == 1)
        #expect(census.live(.recordAndSample) == 0)
    }
}
