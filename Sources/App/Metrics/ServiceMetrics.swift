// What the program says about itself: who it is, what it refused, what it lost.
package import Prometheus

/// The families about the program itself.
package enum ServiceMetrics {
    /// Registers `gatewayz_build_info` and `target_info`. Of attributes whose label names become
    /// the same the first is shown, and no more than a family may have labels.
    package static func register(
        _ identity: ServiceIdentity, in registry: Registry
    ) throws(RegistrationError) {
        try registry.family(MetricNames.Service.buildInfo).instrument([
            identity.version, identity.revision, identity.environment, identity.serviceName,
            identity.otlpHost,
        ]).set(1)
        var labels: [(name: String, value: String)] = []
        for (name, value) in identity.resource where labels.count < PrometheusLimits.labels {
            let label = ForeignName.label(name)
            if !labels.contains(where: { $0.name == label }) { labels.append((label, value)) }
        }
        let target = Metric<Gauge>(
            MetricNames.Service.targetInfo.name, help: MetricNames.Service.targetInfo.help,
            labels: labels.map(\.name))
        try registry.family(target).instrument(labels.map(\.value)).set(1)
    }

    /// Registers what the environment guard found at the start: every rule, most of them 0.
    package static func register(
        guardProblems: [(rule: String, count: Int)], in registry: Registry
    ) throws(RegistrationError) {
        let family = try registry.family(MetricNames.Service.guardProblems)
        for (rule, count) in guardProblems { family.instrument([rule]).set(Double(count)) }
    }

    /// Registers what the last search for spans of other environments found.
    package static func register(
        foreignSpans: @escaping @Sendable () -> Int?, in registry: Registry
    ) throws(RegistrationError) {
        let family = CollectedFamily<Int?>(MetricNames.Service.foreignSpans) { spans, writer in
            if let spans { writer.sample([], Double(spans)) }
        }
        try registry.collect([family], from: foreignSpans)
    }

    /// Registers the count of dropped log lines.
    package static func register(
        droppedLogLines: @escaping @Sendable () -> UInt64, in registry: Registry
    ) throws(RegistrationError) {
        let family = CollectedFamily<UInt64>(MetricNames.Service.droppedLogLines) {
            $1.sample([], $0)
        }
        try registry.collect([family], from: droppedLogLines)
    }

    /// Registers the count of outcomes that the monitor could not take.
    package static func register(
        droppedOutcomes: @escaping @Sendable () -> UInt64, in registry: Registry
    ) throws(RegistrationError) {
        let family = CollectedFamily<UInt64>(MetricNames.Service.droppedOutcomes) {
            $1.sample([], $0)
        }
        try registry.collect([family], from: droppedOutcomes)
    }

    /// Registers what the registry itself refuses, and the conflicts of the swift-metrics backend.
    package static func registerSelf(
        of registry: Registry, swiftMetrics: SwiftMetricsFactory
    ) throws(RegistrationError) {
        typealias Refusals = (series: [(family: String, count: UInt64)], conflicts: UInt64)
        let families: [CollectedFamily<Refusals>] = [
            CollectedFamily(MetricNames.Service.refusedSeries) { refusals, writer in
                for (family, count) in refusals.series { writer.sample([family], count) }
            },
            CollectedFamily(MetricNames.Service.conflicts) { $1.sample([], $0.conflicts) },
        ]
        try registry.collect(families) { [unowned registry] in
            (registry.refusedSeries(), swiftMetrics.conflicts)
        }
    }
}
