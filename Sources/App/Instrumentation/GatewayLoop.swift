// The program above one HTTP loop: it gives every request its identity, and its spans, metrics and
// log line when it ends. Confined to the loop's thread; it shares nothing that needs a lock.
import HTTPCore
import HTTPServer
import OTLP
import Reactor
import TraceSDK
import Wire

/// What every loop of a service needs; immutable.
struct GatewayParts: Sendable {
    var identity: InstanceIdentity
    var clocks: Clocks
    var tracing: TracingParts
    var store: @Sendable () -> StoreStatus
    var logs: LogSystem
}

/// What a loop needs to trace.
struct TracingParts: Sendable {
    /// Where finished spans go; nil where tracing is off or blocked.
    var queue: SpanQueue?
    var sampler: Sampler
    var style: SpanStyle
    /// Whether a caller's `traceparent` is followed.
    var continuesContext: Bool
    var status: @Sendable () -> TracingStatus
}

/// The application of one loop of the service.
final class GatewayLoop: LoopApplication {
    /// The longest time that a span waits in a loop's buffer while the loop sleeps.
    static let flushInterval = Duration.milliseconds(500)

    let parts: GatewayParts
    let accessLog: AccessLog
    var ids: IDGenerator
    var spans: SpanBuffer?
    /// The request whose handler is running.
    var current: RequestTrace?
    /// Reused for the X-Request-Id of a log line.
    var requestIDBytes: [UInt8] = []
    private let rootBody: [UInt8]

    init(parts: GatewayParts, seededBy source: inout some RandomNumberGenerator) {
        self.parts = parts
        ids = IDGenerator(seededBy: &source)
        accessLog = parts.logs.makeAccessLog(
            routes: GatewayRoute.allCases.map { "\($0.template)" })
        if let queue = parts.tracing.queue {
            spans = SpanBuffer(queue: queue, flushInterval: Self.flushInterval)
        }
        rootBody = RootBody.render(parts.identity)
    }

    func makeRoutes() -> [Route] {
        GatewayRoute.allCases.map { route in
            Route(.get, route.template, summary: route.summary) { [unowned self] in
                self.handle(route, $0, &$1)
            }
        }
    }

    private func handle(
        _ route: GatewayRoute, _ request: borrowing Request, _ response: inout ResponseWriter
    ) {
        let start = parts.clocks.monotonic().nanoseconds
        switch route {
        case .root: response.body.append(contentsOf: rootBody)
        case .health: answerHealth(&response)
        case .scores, .provider, .errors, .metrics: break
        }
        guard let name = route.innerSpanName else { return }
        endInnerSpan(name, request, response.status, from: start)
    }

    private func answerHealth(_ response: inout ResponseWriter) {
        response.appendField("Cache-Control", "no-store")
        HealthBody.append(
            parts.identity, tracing: parts.tracing.status(), store: parts.store(),
            wall: parts.clocks.wall(), now: parts.clocks.monotonic(), to: &response.body)
    }
}
