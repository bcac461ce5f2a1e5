// process_*: the names that every Prometheus dashboard knows.
package import Prometheus

/// The families of the process.
package enum ProcessMetrics {
    /// Registers the families, read from `sample` at each scrape.
    package static func register(
        in registry: Registry, sample: @escaping @Sendable () -> ProcessSample
    ) throws(RegistrationError) {
        try registry.collect(families, from: sample)
    }

    private static var families: [CollectedFamily<ProcessSample>] {
        [
            CollectedFamily(MetricNames.Process.cpuSeconds) { sample, writer in
                if let cpu = sample.cpuNanoseconds { writer.sample([], Double(cpu) / 1e9) }
            },
            CollectedFamily(MetricNames.Process.openDescriptors) { sample, writer in
                if let count = sample.openDescriptors { writer.sample([], count) }
            },
            CollectedFamily(MetricNames.Process.maximumDescriptors) { sample, writer in
                if let count = sample.maximumDescriptors { writer.sample([], count) }
            },
            CollectedFamily(MetricNames.Process.virtualMemory) { sample, writer in
                if let bytes = sample.virtualBytes { writer.sample([], bytes) }
            },
            CollectedFamily(MetricNames.Process.residentMemory) { sample, writer in
                if let bytes = sample.residentBytes { writer.sample([], bytes) }
            },
            CollectedFamily(MetricNames.Process.startTime) { sample, writer in
                if let time = sample.startUnixCentiseconds {
                    writer.sample([], Double(time) / 100)
                }
            },
            CollectedFamily(MetricNames.Process.threads) { sample, writer in
                if let threads = sample.threads { writer.sample([], threads) }
            },
        ]
    }
}
