// The bytes of an envelope: a header line, then items, each a header line with its length and its
// payload (Sentry developer documentation, "Envelopes" and "Event Payloads").
// Any thread. Pure.

internal import Wire

/// Writes envelopes.
struct SentryEnvelope {
    let identity: SentryIdentity
    let limits: SentryLimits
    /// Takes secrets out of a text.
    let scrub: @Sendable (String) -> String

    /// The payload of an event.
    func payload(of event: SentryEvent, id: String) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        write("event_id", id, to: &json)
        json.key("timestamp")
        json.timestamp(unixNanoseconds: event.unixNanoseconds)
        write("platform", "other", to: &json)
        write("level", event.level.rawValue, to: &json)
        write("environment", identity.environment, to: &json)
        write("release", identity.release, to: &json)
        write("server_name", identity.serverName, to: &json)
        write("transaction", scrubbed(event.culprit, limits.maximumTagCharacters), to: &json)
        json.key("fingerprint")
        json.beginArray()
        json.string(event.type)
        json.string(scrubbed(event.culprit, limits.maximumTagCharacters))
        json.endArray()
        writeException(of: event, to: &json)
        if let request = event.request { write(request, to: &json) }
        if let trace = event.trace { write(trace, to: &json) }
        writeTags(of: event, to: &json)
        json.key("sdk")
        writeSDK(to: &json)
        json.endObject()
        return json.finish()
    }

    /// An envelope of one event, and of a report of what was discarded before, where anything was.
    func envelope(
        id: String, payload: [UInt8], discarded: [(reason: String, quantity: Int)],
        sentAtUnixNanoseconds sentAt: Int64
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        JSONWriter.append(to: &bytes) { json in
            json.beginObject()
            write("event_id", id, to: &json)
            json.key("sent_at")
            json.timestamp(unixNanoseconds: sentAt)
            json.key("sdk")
            writeSDK(to: &json)
            json.endObject()
        }
        bytes.append(0x0A)
        Self.append(item: "event", payload, to: &bytes)
        if !discarded.isEmpty {
            Self.append(item: "client_report", report(discarded, sentAt), to: &bytes)
        }
        return bytes
    }

    private func report(
        _ discarded: [(reason: String, quantity: Int)], _ unixNanoseconds: Int64
    ) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("timestamp")
        json.timestamp(unixNanoseconds: unixNanoseconds)
        json.key("discarded_events")
        json.beginArray()
        for (reason, quantity) in discarded {
            json.beginObject()
            write("reason", reason, to: &json)
            write("category", "error", to: &json)
            json.key("quantity")
            json.integer(quantity)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.finish()
    }

    private static func append(item type: String, _ payload: [UInt8], to bytes: inout [UInt8]) {
        JSONWriter.append(to: &bytes) { json in
            json.beginObject()
            json.key("type")
            json.string(type)
            json.key("length")
            json.integer(payload.count)
            json.endObject()
        }
        bytes.append(0x0A)
        bytes += payload
        bytes.append(0x0A)
    }

    private func writeException(of event: SentryEvent, to json: inout JSONWriter) {
        json.key("exception")
        json.beginObject()
        json.key("values")
        json.beginArray()
        json.beginObject()
        write("type", event.type, to: &json)
        write("value", scrubbed(event.message, limits.maximumMessageCharacters), to: &json)
        json.key("mechanism")
        json.beginObject()
        write("type", "generic", to: &json)
        json.key("handled")
        json.boolean(true)
        json.endObject()
        json.endObject()
        json.endArray()
        json.endObject()
    }

    private func write(_ request: SentryEvent.Request, to json: inout JSONWriter) {
        json.key("request")
        json.beginObject()
        write("method", request.method, to: &json)
        let path = request.path.prefix { $0 != "?" && $0 != "#" }
        write("url", scrubbed(String(path), limits.maximumTagCharacters), to: &json)
        json.endObject()
    }

    private func write(_ trace: SentryEvent.Trace, to json: inout JSONWriter) {
        json.key("contexts")
        json.beginObject()
        json.key("trace")
        json.beginObject()
        json.key("trace_id")
        json.string { (sink: inout [UInt8]) in
            Hex.append(trace.high, to: &sink)
            Hex.append(trace.low, to: &sink)
        }
        json.key("span_id")
        json.string { (sink: inout [UInt8]) in Hex.append(trace.span, to: &sink) }
        write("op", trace.operation, to: &json)
        write("status", "internal_error", to: &json)
        json.endObject()
        json.endObject()
    }

    private func writeTags(of event: SentryEvent, to json: inout JSONWriter) {
        json.key("tags")
        json.beginObject()
        var seen: Set<String> = []
        for (name, value) in event.tags.prefix(limits.maximumTags) {
            guard seen.insert(name).inserted, !value.isEmpty else { continue }
            write(name, scrubbed(value, limits.maximumTagCharacters), to: &json)
        }
        json.endObject()
    }

    private func writeSDK(to json: inout JSONWriter) {
        json.beginObject()
        write("name", identity.clientName, to: &json)
        write("version", identity.clientVersion, to: &json)
        json.endObject()
    }

    private func write(_ key: String, _ value: String, to json: inout JSONWriter) {
        json.key(key)
        json.string(value)
    }

    private func scrubbed(_ text: String, _ maximumCharacters: Int) -> String {
        String(scrub(text).prefix(maximumCharacters))
    }
}
