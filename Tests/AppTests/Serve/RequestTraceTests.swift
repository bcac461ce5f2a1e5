// What a loop remembers of a request until its reply, packed into words.
import HTTPServer
import Testing
import TraceSDK

@testable import App

struct RequestTraceTests {
    private static let began: UInt64 = 5_000_000_000

    private func trace() -> RequestTrace {
        RequestTrace(
            traceID: TraceID(high: 1, low: 2), spanID: SpanID(bits: 3), parentSpanID: .invalid,
            flags: .random, isRecorded: false, keepsCallerRequestID: false, isSecure: false,
            startUnixNanoseconds: 7, startMonotonicNanoseconds: Self.began, requestID: (4, 5))
    }

    /// A body may take as long as `SERVER_BODY_TIMEOUT` can be set to: an hour.
    @Test(arguments: [0, 320, 4_294_967_296, 60_000_000_000, 3_600_000_000_000] as [UInt64])
    func remembersWhenTheHandlerRanHoweverLongTheBodyTook(_ wait: UInt64) throws {
        for length in [0, 32, 1_000_000, 4_000_000_000] as [UInt64] {
            var trace = trace()
            trace.rememberHandler(
                from: Self.began + wait, to: Self.began + wait + length)
            var notes = RequestNotes()
            trace.pack(into: &notes)
            let run = try #require(RequestTrace(notes).handlerRun)
            #expect(run.start == Self.began + wait)
            #expect(run.end == Self.began + wait + length)
        }
    }

    @Test func withoutAHandlerThereIsNoRun() {
        #expect(trace().handlerRun == nil)
    }
}
