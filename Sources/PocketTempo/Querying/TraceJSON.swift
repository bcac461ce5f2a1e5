// Traces as Tempo's query API shows them.
// Any thread. Pure. Ids are hexadecimal here, where Tempo writes Base64, so that one can be copied
// from an answer into the next question; everything else is Tempo's shape.

internal import Wire

/// Traces as JSON.
package enum TraceJSON {
    /// Appends `{"batches":[…]}`: one batch for each resource, in the order of arrival.
    package static func append(_ trace: StoredTrace, to sink: inout [UInt8]) {
        JSONWriter.append(to: &sink) { json in
            json.beginObject()
            json.key("batches")
            writeBatches(of: trace, to: &json)
            json.endObject()
        }
    }

    /// Appends the same as the second version of the API has it:
    /// `{"trace":{"resourceSpans":[…]},"status":"COMPLETE"}`.
    package static func appendSecondVersion(_ trace: StoredTrace, to sink: inout [UInt8]) {
        JSONWriter.append(to: &sink) { json in
            json.beginObject()
            json.key("trace")
            json.beginObject()
            json.key("resourceSpans")
            writeBatches(of: trace, to: &json)
            json.endObject()
            json.key("status")
            json.string("COMPLETE")
            json.endObject()
        }
    }

    /// Appends `{"traces":[…],"metrics":{}}` as `/api/search` answers.
    static func append(_ found: [FoundTrace], to sink: inout [UInt8]) {
        JSONWriter.append(to: &sink) { json in
            json.beginObject()
            json.key("traces")
            json.beginArray()
            for trace in found { writeSummary(trace, to: &json) }
            json.endArray()
            json.key("metrics")
            json.beginObject()
            json.endObject()
            json.endObject()
        }
    }

    private static func writeBatches(of trace: StoredTrace, to json: inout JSONWriter) {
        json.beginArray()
        for spans in grouped(trace.spans, by: \.resource) {
            json.beginObject()
            json.key("resource")
            json.beginObject()
            write(spans[0].resource, to: &json)
            json.endObject()
            json.key("scopeSpans")
            json.beginArray()
            for scoped in grouped(spans, by: \.scope) { writeScope(scoped, to: &json) }
            json.endArray()
            json.endObject()
        }
        json.endArray()
    }

    private static func writeSummary(_ found: FoundTrace, to json: inout JSONWriter) {
        let trace = found.trace
        json.beginObject()
        json.key("traceID")
        json.string { (sink: inout [UInt8]) in found.id.append(to: &sink) }
        json.key("rootServiceName")
        json.string(trace.root?.serviceName ?? "<root span not yet received>")
        json.key("rootTraceName")
        json.string(trace.root?.name ?? "")
        json.key("startTimeUnixNano")
        write(nanoseconds: trace.startUnixNanoseconds, to: &json)
        json.key("durationMs")
        json.integer(trace.durationNanoseconds / 1_000_000)
        json.key("spanCount")
        json.integer(trace.spans.count)
        json.key("spanSets")
        json.beginArray()
        writeSpanSet(of: found, to: &json)
        json.endArray()
        json.endObject()
    }

    private static func writeSpanSet(of found: FoundTrace, to json: inout JSONWriter) {
        json.beginObject()
        json.key("spans")
        json.beginArray()
        for (span, attributes) in found.shownSpans {
            json.beginObject()
            json.key("spanID")
            json.string { (sink: inout [UInt8]) in Hex.append(span.spanID, to: &sink) }
            json.key("startTimeUnixNano")
            write(nanoseconds: span.startUnixNanoseconds, to: &json)
            json.key("durationNanos")
            write(nanoseconds: span.durationNanoseconds, to: &json)
            write(attributes, to: &json)
            json.endObject()
        }
        json.endArray()
        json.key("matched")
        json.integer(found.matchedCount)
        json.endObject()
    }

    private static func writeScope(_ spans: [PocketSpan], to json: inout JSONWriter) {
        json.beginObject()
        json.key("scope")
        json.beginObject()
        json.key("name")
        json.string(spans[0].scope.name)
        json.key("version")
        json.string(spans[0].scope.version)
        if !spans[0].scope.attributes.isEmpty { write(spans[0].scope.attributes, to: &json) }
        json.endObject()
        json.key("spans")
        json.beginArray()
        for span in spans { write(span, to: &json) }
        json.endArray()
        json.endObject()
    }

    private static func write(_ span: PocketSpan, to json: inout JSONWriter) {
        json.beginObject()
        writeIDs(of: span, to: &json)
        json.key("name")
        json.string(span.name)
        json.key("kind")
        json.string("SPAN_KIND_" + span.kind.name)
        json.key("startTimeUnixNano")
        write(nanoseconds: span.startUnixNanoseconds, to: &json)
        json.key("endTimeUnixNano")
        write(nanoseconds: span.endUnixNanoseconds, to: &json)
        write(span.attributes, to: &json)
        if !span.events.isEmpty { write(span.events, to: &json) }
        if !span.links.isEmpty { write(span.links, to: &json) }
        json.key("status")
        json.beginObject()
        if span.status != .unset {
            json.key("code")
            json.string("STATUS_CODE_" + span.status.name)
        }
        if !span.statusMessage.isEmpty {
            json.key("message")
            json.string(span.statusMessage)
        }
        json.endObject()
        if span.flags != 0 {
            json.key("flags")
            json.integer(Int64(span.flags))
        }
        json.endObject()
    }

    private static func writeIDs(of span: PocketSpan, to json: inout JSONWriter) {
        json.key("traceId")
        json.string { (sink: inout [UInt8]) in span.traceID.append(to: &sink) }
        json.key("spanId")
        json.string { (sink: inout [UInt8]) in Hex.append(span.spanID, to: &sink) }
        if span.parentSpanID != 0 {
            json.key("parentSpanId")
            json.string { (sink: inout [UInt8]) in Hex.append(span.parentSpanID, to: &sink) }
        }
        if !span.traceState.isEmpty {
            json.key("traceState")
            json.string(span.traceState)
        }
    }

    private static func write(_ events: [PocketEvent], to json: inout JSONWriter) {
        json.key("events")
        json.beginArray()
        for event in events {
            json.beginObject()
            json.key("timeUnixNano")
            write(nanoseconds: event.timeUnixNanoseconds, to: &json)
            json.key("name")
            json.string(event.name)
            write(event.attributes, to: &json)
            json.endObject()
        }
        json.endArray()
    }

    private static func write(_ links: [PocketLink], to json: inout JSONWriter) {
        json.key("links")
        json.beginArray()
        for link in links {
            json.beginObject()
            json.key("traceId")
            json.string { (sink: inout [UInt8]) in link.traceID.append(to: &sink) }
            json.key("spanId")
            json.string { (sink: inout [UInt8]) in Hex.append(link.spanID, to: &sink) }
            write(link.attributes, to: &json)
            json.endObject()
        }
        json.endArray()
    }

    private static func write(_ attributes: [PocketAttribute], to json: inout JSONWriter) {
        json.key("attributes")
        writeElements(attributes, to: &json)
    }

    private static func writeElements(
        _ attributes: [PocketAttribute], to json: inout JSONWriter
    ) {
        json.beginArray()
        for attribute in attributes {
            json.beginObject()
            json.key("key")
            json.string(attribute.key)
            json.key("value")
            write(attribute.value, to: &json)
            json.endObject()
        }
        json.endArray()
    }

    /// An `AnyValue` in protobuf's JSON mapping: 64-bit integers are strings, bytes are Base64.
    private static func write(_ value: PocketValue, to json: inout JSONWriter) {
        json.beginObject()
        switch value {
        case .empty: break
        case .string(let text):
            json.key("stringValue")
            json.string(text)
        case .boolean(let value):
            json.key("boolValue")
            json.boolean(value)
        case .integer(let value):
            json.key("intValue")
            json.string { (sink: inout [UInt8]) in Decimal.append(value, to: &sink) }
        case .double(let value):
            json.key("doubleValue")
            json.number(value)
        case .bytes(let bytes):
            json.key("bytesValue")
            json.string { (sink: inout [UInt8]) in Base64.append(bytes.span, to: &sink) }
        case .array(let elements):
            json.key("arrayValue")
            json.beginObject()
            json.key("values")
            json.beginArray()
            for element in elements { write(element, to: &json) }
            json.endArray()
            json.endObject()
        case .map(let members):
            json.key("kvlistValue")
            json.beginObject()
            json.key("values")
            writeElements(members, to: &json)
            json.endObject()
        }
        json.endObject()
    }

    private static func write(nanoseconds: UInt64, to json: inout JSONWriter) {
        json.string { (sink: inout [UInt8]) in Decimal.append(nanoseconds, to: &sink) }
    }

    /// Spans of one key together, both in the order of their first appearance.
    private static func grouped<Key: Equatable>(
        _ spans: [PocketSpan], by key: (PocketSpan) -> Key
    ) -> [[PocketSpan]] {
        var groups: [[PocketSpan]] = []
        for span in spans {
            if let index = groups.firstIndex(where: { key($0[0]) == key(span) }) {
                groups[index].append(span)
            } else {
                groups.append([span])
            }
        }
        return groups
    }
}
