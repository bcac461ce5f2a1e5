// An exporter to be tested, with its queue and what it tells; its waits are as short as may be.
import Curl
import Reactor

@testable import OTLP

/// The queue, the log and the making of one exporter.
struct ExporterRig {
    let queue: SpanQueue
    let log = EventLog()

    init(limits: SpanQueueLimits = SpanQueueLimits()) throws {
        queue = try SpanQueue(envelope: .sample, limits: limits)
    }

    /// A started exporter; `change` has the last word on its settings.
    func exporter(
        _ transport: any OTLPTransport, spool: MemorySpool? = nil,
        change: (inout ExporterSettings) -> Void = { _ in }
    ) throws -> Exporter {
        var settings = ExporterSettings()
        settings.backoff.first = Backoff.minimum
        settings.backoff.maximum = Backoff.minimum
        change(&settings)
        let exporter = Exporter(
            queue: queue, transport: transport, settings: settings, spool: spool, draw: { 1 },
            onEvent: { [log] in log.append($0) })
        try exporter.start()
        return exporter
    }

    /// The same, over libcurl.
    func exporter(
        over transfers: TransferThread, to destination: ExportDestination,
        options: CurlTransport.Options = CurlTransport.Options(), spool: MemorySpool? = nil,
        change: (inout ExporterSettings) -> Void = { _ in }
    ) throws -> Exporter {
        let transport = try CurlTransport(
            transfers: transfers, url: destination.displayURL, destination: destination,
            options: options)
        return try exporter(transport, spool: spool, change: change)
    }

    /// Ends so many spans, each with a text of so many bytes.
    func record(_ count: Int, valueBytes: Int = 0) {
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(count, valueBytes: valueBytes)
    }
}
