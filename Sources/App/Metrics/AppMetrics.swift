// All metrics put together, once, by the roof: what feeds them comes in, the instruments that other
// parts write to go out.
package import Health
package import OTLP
package import Prometheus
package import Reactor

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
    /// The state of tracing.
    package var tracing: @Sendable () -> TracingStatus.State
    /// Log lines dropped so far.
    package var droppedLogLines: @Sendable () -> UInt64
    /// What the environment guard found at the start, every rule named.
    package var guardProblems: [(rule: String, count: Int)]
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
        tracing: @escaping @Sendable () -> TracingStatus.State,
        droppedLogLines: @escaping @Sendable () -> UInt64,
        guardProblems: [(rule: String, count: Int)], identity: ServiceIdentity, clocks: Clocks
    ) {
        self.routes = routes
        self.connections = connections
        self.providers = providers
        self.board = board
        self.store = store
        self.spans = spans
        self.tracing = tracing
        self.droppedLogLines = droppedLogLines
        self.guardProblems = guardProblems
        self.identity = identity
        self.clocks = clocks
    }
}

/// The metrics of the program.
package final class AppMetrics: Sendable {
    /// Gives each loop its instruments.
    package let http: HTTPMetrics
    /// Counts outcomes of providers.
    package let providers: ProviderMetrics
    /// Counts begun spans and attempts to export.
    package let spans: SpanMetrics
    /// The backend for `MetricsSystem.bootstrap`.
    package let swiftMetrics: SwiftMetricsFactory
    private let registry = Registry()

    /// Registers every family; throws only where two of them would have the same name.
    package init(_ sources: MetricsSources) throws(RegistrationError) {
        http = try HTTPMetrics(registry: registry, routes: sources.routes)
        try http.showConnections(in: registry, from: sources.connections)
        providers = try ProviderMetrics(
            metrics: registry, registry: sources.providers, board: sources.board)
        spans = try SpanMetrics(
            registry: registry, account: sources.spans, state: sources.tracing)
        try StoreMetrics.register(in: registry, report: sources.store)
        let sampler = ProcessSampler(clocks: sources.clocks)
        try ProcessMetrics.register(in: registry) { sampler.sample() }
        try ServiceMetrics.register(sources.identity, in: registry)
        try ServiceMetrics.register(guardProblems: sources.guardProblems, in: registry)
        try ServiceMetrics.register(droppedLogLines: sources.droppedLogLines, in: registry)
        swiftMetrics = SwiftMetricsFactory(registry: registry)
        try ServiceMetrics.registerSelf(of: registry, swiftMetrics: swiftMetrics)
    }

    /// Appends the body of a reply to a scrape; true where it is gzip, which the reply must say in
    /// `Content-Encoding`. Callable from any thread.
    package func appendPage(acceptsGzip: Bool, to body: inout [UInt8]) -> Bool {
        MetricsPage.append(registry, acceptsGzip: acceptsGzip, to: &body)
    }
}
