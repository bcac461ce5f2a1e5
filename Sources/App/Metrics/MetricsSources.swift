// What the roof hands to the metrics: where each number is to be read.
package import Health
package import OTLP
package import Reactor
package import Sentry
package import TraceSDK

/// Where the numbers come from. Every closure is called on the scraping thread and must not block.
package struct MetricsSources: Sendable {
    /// The route templates, in the order of the indices that loops use.
    package var routes: [String]
    /// Open connections.
    package var connections: @Sendable () -> ConnectionCounts
    /// The providers of the board.
    package var providers: ProviderRegistry
    /// The current board.
    package var board: @Sendable () -> HealthBoard
    /// The store's account of itself.
    package var store: @Sendable () -> StoreReport
    /// The span pipeline's books; `nil` without a pipeline.
    package var spans: @Sendable () -> SpanAccount?
    /// What the exporter is, by the semantic conventions' `otel.component.type`.
    package var exporterType: String
    /// The spans that began.
    package var census: SpanCensus
    /// What was kept although no sampler chose it; `nil` where nothing would be.
    package var kept: @Sendable () -> KeptTraces?
    /// The spool; `nil` without a pipeline.
    package var spool: @Sendable () -> SpoolStatus?
    /// The state of tracing.
    package var tracing: @Sendable () -> TracingStatus.State
    /// Log lines dropped so far.
    package var droppedLogLines: @Sendable () -> UInt64
    /// Outcomes that the monitor could not take.
    package var droppedOutcomes: @Sendable () -> UInt64
    /// What the environment guard found at the start, every rule named.
    package var guardProblems: [(rule: String, count: Int)]
    /// Spans of other environments in the own Tempo; `nil` until a search was answered.
    package var foreignSpans: @Sendable () -> Int?
    /// What became of the error events; `nil` where none are reported.
    package var errorEvents: @Sendable () -> SentryCounts?
    /// Who this is.
    package var identity: ServiceIdentity
    /// The clock of the process metrics.
    package var clocks: Clocks

    /// Gathers the sources.
    package init(
        routes: [String], connections: @escaping @Sendable () -> ConnectionCounts,
        providers: ProviderRegistry, board: @escaping @Sendable () -> HealthBoard,
        store: @escaping @Sendable () -> StoreReport,
        spans: @escaping @Sendable () -> SpanAccount?,
        exporterType: String = WireProtocol.httpProtobuf.componentType,
        census: SpanCensus = SpanCensus(),
        kept: @escaping @Sendable () -> KeptTraces? = { nil },
        spool: @escaping @Sendable () -> SpoolStatus?,
        tracing: @escaping @Sendable () -> TracingStatus.State,
        droppedLogLines: @escaping @Sendable () -> UInt64,
        droppedOutcomes: @escaping @Sendable () -> UInt64,
        guardProblems: [(rule: String, count: Int)],
        foreignSpans: @escaping @Sendable () -> Int? = { nil },
        errorEvents: @escaping @Sendable () -> SentryCounts? = { nil }, identity: ServiceIdentity,
        clocks: Clocks
    ) {
        self.routes = routes
        self.connections = connections
        self.providers = providers
        self.board = board
        self.store = store
        self.spans = spans
        self.exporterType = exporterType
        self.census = census
        self.kept = kept
        self.spool = spool
        self.tracing = tracing
        self.droppedLogLines = droppedLogLines
        self.droppedOutcomes = droppedOutcomes
        self.guardProblems = guardProblems
        self.foreignSpans = foreignSpans
        self.errorEvents = errorEvents
        self.identity = identity
        self.clocks = clocks
    }
}
