// The JSON of the monitoring routes, exactly as the contract has it.
// Pure: a board in, bytes out.
import Health
import Wire

/// Writers of the monitoring routes' bodies.
enum MonitoringBodies {
    /// `{"openai":95,"groq":null}`, the providers in their order, and a newline.
    static func scores(of board: HealthBoard, omittingUnknown: Bool) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (provider, health) in zip(board.registry.providers, board.providers) {
            if let score = health.score {
                writer.key(provider.name)
                writer.integer(score)
            } else if !omittingUnknown {
                writer.key(provider.name)
                writer.null()
            }
        }
        writer.endObject()
        return writer.finish() + [0x0A]
    }

    /// The rows as one array, and a newline.
    static func list(_ rows: [[UInt8]]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        for row in rows { writer.raw(row) }
        writer.endArray()
        return writer.finish() + [0x0A]
    }

    /// One provider's health as an object, without a newline.
    static func row(_ id: ProviderID, of board: HealthBoard) -> [UInt8] {
        let health = board[id]
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("provider")
        writer.string(board.registry[id].name)
        writer.key("health_score")
        writer.integerOrNull(health.score.map(Int64.init))
        writer.key("status")
        writer.string { (sink: inout [UInt8]) in sink.append(health.status.name) }
        writer.key("last_updated")
        writer.timestampOrNull(unixMilliseconds: health.newestUnixMilliseconds)
        writer.key("window_seconds")
        writer.integer(SlidingWindow.seconds)
        writer.key("samples")
        writer.integer(health.samples)
        writer.key("success_rate")
        if let share = health.successPerMille {
            writer.number(UInt64(share), fractionDigits: 3)
        } else {
            writer.null()
        }
        writer.key("latency_ms")
        writer.beginObject()
        writer.key("p50")
        writer.integerOrNull(health.latency?.p50)
        writer.key("p95")
        writer.integerOrNull(health.latency?.p95)
        writer.key("p99")
        writer.integerOrNull(health.latency?.p99)
        writer.endObject()
        writer.key("outcomes")
        writer.beginObject()
        for result in OutcomeClass.allCases {
            writer.key("\(result.name)")
            writer.integer(health.counts[result])
        }
        writer.endObject()
        writer.endObject()
        return writer.finish()
    }

    /// Appends the newest errors of a provider, and a newline.
    static func appendErrors(
        _ errors: ErrorLog, of provider: String, limit: Int, into body: inout [UInt8]
    ) {
        JSONWriter.append(to: &body) { writer in
            writer.beginObject()
            writer.key("provider")
            writer.string(provider)
            writer.key("errors")
            writer.beginArray()
            for distance in 0..<min(limit, errors.count) {
                append(errors[fromNewest: distance], to: &writer)
            }
            writer.endArray()
            writer.endObject()
        }
        body.append(0x0A)
    }

    private static func append(_ error: ErrorRecord, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("timestamp")
        writer.timestampOrNull(unixMilliseconds: error.unixMilliseconds)
        writer.key("model")
        if let model = error.model { writer.string(model) } else { writer.null() }
        writer.key("class")
        writer.string { (sink: inout [UInt8]) in sink.append(error.result.name) }
        writer.key("status")
        writer.integerOrNull(error.statusCode.map(Int64.init))
        writer.key("error")
        writer.string(error.message)
        writer.key("latency_ms")
        writer.integer(error.latencyMilliseconds)
        writer.key("source")
        writer.string { (sink: inout [UInt8]) in sink.append(error.source.name) }
        writer.key("trace_id")
        if let trace = error.trace {
            writer.string { (sink: inout [UInt8]) in
                Hex.append(trace.traceHigh, to: &sink)
                Hex.append(trace.traceLow, to: &sink)
            }
        } else {
            writer.null()
        }
        writer.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func integerOrNull(_ value: Int64?) {
        if let value { integer(value) } else { null() }
    }

    /// Why: a time may come from a file that somebody edited, and must not overflow.
    fileprivate mutating func timestampOrNull(unixMilliseconds: Int64?) {
        guard let time = unixMilliseconds else { return null() }
        let bound: Int64 = 9_000_000_000_000
        timestamp(unixNanoseconds: min(max(time, -bound), bound) * 1_000_000, fractionDigits: 3)
    }
}
