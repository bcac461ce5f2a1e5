// The spool's account of itself, for /metrics; the spans in it are among the books of the pipeline.
package import OTLP
package import Prometheus
import Reactor

/// What `/metrics` shows of the spool.
package struct SpoolStatus: Sendable {
    /// What it holds and has done; `nil` where the settings want none.
    package var report: SpoolReport?
    /// The most bytes that it may hold.
    package var maximumBytes: Int

    /// Puts both together.
    package init(report: SpoolReport?, maximumBytes: Int) {
        self.report = report
        self.maximumBytes = maximumBytes
    }
}

/// The families of the spool.
package enum SpoolMetrics {
    /// Registers the families, read from `status` at each scrape; `nil` without a pipeline.
    package static func register(
        in registry: Registry, status: @escaping @Sendable () -> SpoolStatus?
    ) throws(RegistrationError) {
        try registry.collect(families, from: status)
    }

    private static func family<Kind: ScalarInstrument>(
        _ metric: Metric<Kind>, emit: @escaping @Sendable (SpoolReport, inout SampleWriter) -> Void
    ) -> CollectedFamily<SpoolStatus?> {
        CollectedFamily(metric) { status, writer in
            if let report = status?.report { emit(report, &writer) }
        }
    }

    private static var families: [CollectedFamily<SpoolStatus?>] {
        typealias Names = MetricNames.Spool
        return [
            CollectedFamily(Names.state) { status, writer in
                guard let status else { return }
                let isOn = status.report.map { $0.offReason == nil } ?? false
                writer.sample(["on"], isOn ? 1 : 0)
                writer.sample(["off"], isOn ? 0 : 1)
            },
            CollectedFamily(Names.maximumBytes) { status, writer in
                if let status { writer.sample([], status.maximumBytes) }
            },
            family(Names.files) { $1.sample([], $0.files) },
            family(Names.bytes) { $1.sample([], $0.bytes) },
            family(Names.oldest) { report, writer in
                guard let oldest = report.oldest else { return }
                writer.sample([], Double(oldest.unixNanoseconds) / 1e9)
            },
            family(Names.foreign) { $1.sample([], $0.foreignFiles) },
            family(Names.written) { $1.sample([], $0.writtenBatches) },
            family(Names.replayed) { $1.sample([], $0.replayedBatches) },
            family(Names.damaged) { $1.sample([], $0.damagedFiles) },
            family(Names.failedWrites) { $1.sample([], $0.failedWrites) },
            family(Names.failedRemovals) { $1.sample([], $0.failedRemovals) },
        ]
    }
}
