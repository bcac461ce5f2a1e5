// The body of `GET /health`: that the process serves, and what is really known of tracing and the
// store. Reads atomics and snapshots only.
import Health
package import Reactor
import Wire

/// What `/health` and `/metrics` say of tracing; made from real replies, never from configuration.
package struct TracingStatus: Sendable, Equatable {
    /// The states of the contract.
    package enum State: String, CaseIterable, Sendable {
        case disabled, blocked, starting, ok, failing
    }

    /// Where it stands.
    package var state: State
    /// Where spans go, without user-info and query; nil where nowhere.
    package var endpoint: String?
    /// Spans that a receiver has accepted.
    package var exportedSpans: UInt64 = 0
    /// Spans dropped, rejected or failed.
    package var droppedSpans: UInt64 = 0
    /// Spans that wait.
    package var queuedSpans: UInt64 = 0
    /// When an export last succeeded.
    package var lastSuccess: WallTime?
    /// Why it is blocked, disabled or failing.
    package var reason: String?

    /// Tracing in a state, with nothing counted yet.
    package init(state: State, endpoint: String? = nil, reason: String? = nil) {
        self.state = state
        self.endpoint = endpoint
        self.reason = reason
    }
}

/// Renders `/health`.
enum HealthBody {
    static func append(
        _ identity: InstanceIdentity, tracing: TracingStatus, store: StoreReport, isDurable: Bool,
        wall: WallTime, now: MonotonicTime, to body: inout [UInt8]
    ) {
        JSONWriter.append(to: &body) { writer in
            writer.beginObject()
            writer.key("status")
            writer.string("healthy")
            identity.append(to: &writer)
            writer.key("timestamp")
            writer.timestamp(unixNanoseconds: wall.unixNanoseconds)
            writer.key("uptime_seconds")
            let uptime = max((now - identity.startedAt).wholeNanoseconds, 0)
            writer.number(UInt64(uptime / 1_000_000), fractionDigits: 3)
            appendTracing(tracing, to: &writer)
            appendStore(store, isDurable, to: &writer)
            writer.endObject()
        }
        body.append("\n")
    }

    private static func appendTracing(_ tracing: TracingStatus, to writer: inout JSONWriter) {
        writer.key("tracing")
        writer.beginObject()
        writer.key("state")
        writer.string(tracing.state.rawValue)
        writer.key("endpoint")
        if let endpoint = tracing.endpoint { writer.string(endpoint) } else { writer.null() }
        writer.key("exported_spans")
        writer.integer(tracing.exportedSpans)
        writer.key("dropped_spans")
        writer.integer(tracing.droppedSpans)
        writer.key("queued_spans")
        writer.integer(tracing.queuedSpans)
        writer.key("last_success")
        if let time = tracing.lastSuccess {
            writer.timestamp(unixNanoseconds: time.unixNanoseconds)
        } else {
            writer.null()
        }
        if let reason = tracing.reason {
            writer.key("reason")
            writer.string(reason)
        }
        writer.endObject()
    }

    private static func appendStore(
        _ store: StoreReport, _ isDurable: Bool, to writer: inout JSONWriter
    ) {
        writer.key("store")
        writer.beginObject()
        writer.key("kind")
        writer.string("\(store.kind.name)")
        writer.key("state")
        writer.string("\(store.state.name)")
        writer.key("durable")
        writer.boolean(isDurable && store.kind == .sqlite)
        writer.endObject()
    }
}
