// Which span the calling code runs in, for lines that come through swift-log.
import TraceSDK
import Tracing

extension LogTrace {
    /// The span of the current task; nil outside of any.
    static var current: LogTrace? {
        guard let context = ServiceContext.current?.spanContext, context.isValid else {
            return nil
        }
        return LogTrace(
            traceHigh: context.traceID.high, traceLow: context.traceID.low,
            span: context.spanID.bits, isSampled: context.isSampled)
    }
}
