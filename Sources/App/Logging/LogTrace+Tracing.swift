// The span of a line, as swift-distributed-tracing knows it.
package import TraceSDK
import Tracing

extension LogTrace {
    /// The ids of a span's context; `nil` where they name nothing.
    package init?(_ context: SpanContext) {
        guard context.isValid else { return nil }
        self.init(
            traceHigh: context.traceID.high, traceLow: context.traceID.low,
            span: context.spanID.bits, isSampled: context.isSampled)
    }

    /// The span that the calling task is in, if any.
    package static var current: LogTrace? {
        ServiceContext.current?.spanContext.flatMap { LogTrace($0) }
    }
}
