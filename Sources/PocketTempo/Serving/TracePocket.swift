// The pocket Tempo itself: an OTLP receiver with a memory, for `dev` and for tests.
// Callable from any thread. It serves nothing by itself, see its routes and `PocketServer`.

internal import Locking

/// Takes spans, keeps the newest traces, and tells each that is complete.
package final class TracePocket: Sendable {
    /// The bounds it was made with.
    package let limits: PocketLimits
    let search: TraceSearch
    private let receiver: ExportReceiver
    private let store: Locked<TraceStore>
    private let onTrace: @Sendable (String) -> Void

    /// Makes an empty pocket. `onTrace` is given the tree of each trace whose root has arrived, and
    /// again when a span comes late; it runs on the thread that received the spans.
    package init(
        limits: PocketLimits = PocketLimits(),
        onTrace: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.limits = limits
        self.onTrace = onTrace
        search = TraceSearch(limits: limits)
        receiver = ExportReceiver(limits: limits)
        store = Locked(TraceStore(limits: limits))
    }

    /// The store as it is now.
    package var snapshot: TraceStore { store.withLock { $0 } }

    /// Takes one export request in and gives its reply.
    package func receive(
        contentType: String?, contentEncoding: String?, body: [UInt8]
    ) -> PocketReply {
        let (reply, spans) = receiver.receive(
            contentType: contentType, contentEncoding: contentEncoding, body: body)
        let changed = store.withLock { store in
            store.insert(spans).compactMap { store.trace($0) }
        }
        for trace in changed where trace.root != nil {
            var tree: [UInt8] = []
            TraceTree.append(trace, limits: limits, to: &tree)
            onTrace(String(decoding: tree, as: UTF8.self))
        }
        return reply
    }
}
