// The program above one HTTP loop: it gives every request its identity, and its spans, metrics and
// log line when it ends. Confined to the loop's thread; it shares nothing that needs a lock.
import HTTPCore
import HTTPServer
import Health
import OTLP
import Reactor
import TraceSDK

/// What every loop of a service needs; immutable.
struct GatewayParts: Sendable {
    var identity: InstanceIdentity
    var clocks: Clocks
    var tracing: TracingParts
    var store: @Sendable () -> StoreReport
    var isStoreDurable: Bool
    var logs: LogSystem
    var metrics: AppMetrics
    /// Which sites' scripts may read the answers; nil where none may.
    var crossOrigin: CrossOriginPolicy?
    /// The newest board at the time a loop begins; later ones are delivered to it.
    var firstBoard: @Sendable () -> MonitoringBoard
    /// Where 5xx answers are reported; nil where nowhere.
    var reporter: ErrorReporter?
}

/// What a loop needs to trace.
struct TracingParts: Sendable {
    /// Where finished spans go; nil where tracing is off or blocked.
    var queue: SpanQueue?
    var sampling: RequestSampling
    var style: SpanStyle
    var inbound: InboundRules
    /// Which unsampled requests are kept at their end; nil for none.
    var keep: KeepPolicy?
    /// Cuts spans down to limits that the spans of requests could exceed; nil where they cannot.
    var trimmer: SpanTrimmer?
    var census: SpanCensus
    /// In which headers outgoing requests carry their context.
    var propagators: [Propagator]
    var status: @Sendable () -> TracingStatus
}

/// The application of one loop of the service.
@safe
final class GatewayLoop: LoopApplication {
    /// The longest time that a span waits in a loop's buffer while the loop sleeps.
    static let flushInterval = Duration.milliseconds(500)

    let parts: GatewayParts
    let accessLog: AccessLog
    let metrics: LoopMetrics
    let tally: SpanTally
    var ids: IDGenerator
    var spans: SpanBuffer?
    /// Whether a request without a reply is so because this side cut it off.
    var isCuttingOff = false
    /// What lies between the two clocks in this turn.
    var wallOffsetNanoseconds: Int64 = 0
    let crossOrigin: CrossOriginPolicy?
    let root: Snapshot
    let document: Snapshot
    let usualFields: RequestSpanTemplates
    var last = LastRequest()
    /// Which provider the head of this number named, on this board.
    var lastFound: (head: UInt64, provider: ProviderID?) = (0, nil)
    /// The newest board that was delivered to this loop.
    private(set) var board: MonitoringBoard
    /// The same board. Why twice: to read a property that may change is to count a reference, and
    /// this one is good until `board` changes, which only this loop's own turns do.
    private(set) var boardInUse: Unmanaged<MonitoringBoard>

    init(parts: GatewayParts, seededBy source: inout some RandomNumberGenerator) {
        self.parts = parts
        ids = IDGenerator(seededBy: &source)
        accessLog = parts.logs.makeAccessLog(
            routes: GatewayRoute.allCases.map { "\($0.template)" })
        metrics = parts.metrics.http.makeLoop()
        if let queue = parts.tracing.queue {
            spans = SpanBuffer(queue: queue, flushInterval: Self.flushInterval)
        }
        tally = parts.tracing.census.makeTally()
        crossOrigin = parts.crossOrigin
        root = Snapshot(RootBody.render(parts.identity))
        document = Snapshot(ApiDocument.render(parts.identity))
        let board = parts.firstBoard()
        self.board = board
        unsafe boardInUse = Unmanaged.passUnretained(board)
        usualFields = RequestSpanTemplates(
            style: parts.tracing.style,
            providers: board.health.registry.providers.map(\.name))
    }

    func makeRoutes() -> [Route] {
        GatewayRoute.allCases.map { route in
            Route(
                .get, route.template, summary: route.summary,
                answersUnderLoad: route.answersUnderLoad, handler: nil)
        }
    }

    func received(_ message: any Sendable) {
        guard let newer = message as? MonitoringBoard else { return }
        board = newer
        lastFound = (0, nil)
        unsafe boardInUse = Unmanaged.passUnretained(newer)
    }
}
