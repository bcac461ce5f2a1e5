// All metrics put together, once, by the roof: what feeds them comes in, the instruments that other
// parts write to go out.
package import Prometheus

/// The metrics of the program.
package final class AppMetrics: Sendable {
    /// Gives each loop its instruments.
    package let http: HTTPMetrics
    /// Counts outcomes of providers.
    package let providers: ProviderMetrics
    /// Counts attempts to export.
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
            registry: registry, exporterType: sources.exporterType, account: sources.spans,
            census: sources.census, kept: sources.kept, state: sources.tracing)
        try SpoolMetrics.register(in: registry, status: sources.spool)
        try StoreMetrics.register(in: registry, report: sources.store)
        let sampler = ProcessSampler(clocks: sources.clocks)
        try ProcessMetrics.register(in: registry) { sampler.sample() }
        try ServiceMetrics.register(sources.identity, in: registry)
        try ServiceMetrics.register(guardProblems: sources.guardProblems, in: registry)
        try ServiceMetrics.register(foreignSpans: sources.foreignSpans, in: registry)
        try ServiceMetrics.register(errorEvents: sources.errorEvents, in: registry)
        try ServiceMetrics.register(droppedLogLines: sources.droppedLogLines, in: registry)
        try ServiceMetrics.register(droppedOutcomes: sources.droppedOutcomes, in: registry)
        swiftMetrics = SwiftMetricsFactory(registry: registry)
        try ServiceMetrics.registerSelf(of: registry, swiftMetrics: swiftMetrics)
    }

    /// Appends the body of a reply to a scrape; true where it is gzip, which the reply must say in
    /// `Content-Encoding`. Callable from any thread.
    package func appendPage(acceptsGzip: Bool, to body: inout [UInt8]) -> Bool {
        MetricsPage.append(registry, acceptsGzip: acceptsGzip, to: &body)
    }
}
