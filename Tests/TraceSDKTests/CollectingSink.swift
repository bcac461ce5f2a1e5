// Where the spans of a test end.
import Locking
import TraceSDK

/// Keeps what ends.
final class CollectingSink: SpanSink {
    private let collected = Locked<[FinishedSpan]>([])
    var spans: [FinishedSpan] { collected.withLock { $0 } }
    func ended(_ span: FinishedSpan) { collected.withLock { $0.append(span) } }
}
