// An OTLP `ExportTraceServiceRequest` (opentelemetry-proto 1.x, trace/v1/trace.proto) into spans.
// Any thread. Written from the schema, independent of the encoder in OTLP, so that the two prove
// each other.

package import Wire

/// Reads export requests.
package struct ExportDecoder: Sendable {
    /// What a request came to.
    package struct Export: Equatable, Sendable {
        /// The spans with usable ids.
        package var spans: [PocketSpan] = []
        /// Spans without a trace id of 16 bytes or a span id of 8, or with only zeros there.
        package var rejectedSpans = 0
    }

    let maximumValueDepth: Int

    /// Makes a decoder; it keeps no state between requests.
    package init(limits: PocketLimits = PocketLimits()) {
        maximumValueDepth = limits.maximumValueDepth
    }

    /// The spans of a request, or the first thing that is wrong with it.
    package func decode(_ bytes: [UInt8]) throws(ProtobufError) -> Export {
        var export = Export()
        var request = ProtobufReader(bytes)
        while let field = try request.next() {
            guard field.number == 1 else { continue }
            try resourceSpans(try request.message(field), into: &export)
        }
        return export
    }

    private func resourceSpans(
        _ message: ProtobufReader, into export: inout Export
    ) throws(ProtobufError) {
        var resource: [PocketAttribute] = []
        var resourceBytes = 0
        let firstSpan = export.spans.count
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1:
                resource = try attributes(of: try reader.message(field), field: 1)
                resourceBytes = try reader.range(of: field).count
            case 2: try scopeSpans(try reader.message(field), into: &export)
            default: break
            }
        }
        // Why: protobuf lets the resource follow its spans.
        for index in firstSpan..<export.spans.count {
            export.spans[index].resource = resource
            export.spans[index].storedBytes += resourceBytes
        }
    }

    private func scopeSpans(
        _ message: ProtobufReader, into export: inout Export
    ) throws(ProtobufError) {
        var scope = PocketScope()
        let firstSpan = export.spans.count
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: scope = try self.scope(try reader.message(field))
            case 2:
                var span = try self.span(try reader.message(field))
                span.storedBytes = try reader.range(of: field).count
                if span.traceID.isZero || span.spanID == 0 {
                    export.rejectedSpans += 1
                } else {
                    export.spans.append(span)
                }
            default: break
            }
        }
        for index in firstSpan..<export.spans.count { export.spans[index].scope = scope }
    }

    private func scope(_ message: ProtobufReader) throws(ProtobufError) -> PocketScope {
        var scope = PocketScope()
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: scope.name = try reader.string(field)
            case 2: scope.version = try reader.string(field)
            case 3: scope.attributes.append(try attribute(try reader.message(field), depth: 0))
            default: break
            }
        }
        return scope
    }

    private func span(_ message: ProtobufReader) throws(ProtobufError) -> PocketSpan {
        var span = PocketSpan()
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: span.traceID = try traceID(field, in: reader)
            case 2: span.spanID = try spanID(field, in: reader)
            case 3: span.traceState = try reader.string(field)
            case 4: span.parentSpanID = try spanID(field, in: reader)
            case 5: span.name = try reader.string(field)
            case 6:
                let number = Int(truncatingIfNeeded: try reader.varint(field))
                span.kind = PocketSpan.Kind(rawValue: number) ?? .unspecified
            case 7: span.startUnixNanoseconds = try reader.fixed64(field)
            case 8: span.endUnixNanoseconds = try reader.fixed64(field)
            case 9: span.attributes.append(try attribute(try reader.message(field), depth: 0))
            case 11: span.events.append(try event(try reader.message(field)))
            case 13: span.links.append(try link(try reader.message(field)))
            case 15: try status(try reader.message(field), into: &span)
            case 16: span.flags = try reader.fixed32(field)
            default: break
            }
        }
        return span
    }

    private func event(_ message: ProtobufReader) throws(ProtobufError) -> PocketEvent {
        var event = PocketEvent()
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: event.timeUnixNanoseconds = try reader.fixed64(field)
            case 2: event.name = try reader.string(field)
            case 3: event.attributes.append(try attribute(try reader.message(field), depth: 0))
            default: break
            }
        }
        return event
    }

    private func link(_ message: ProtobufReader) throws(ProtobufError) -> PocketLink {
        var link = PocketLink()
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: link.traceID = try traceID(field, in: reader)
            case 2: link.spanID = try spanID(field, in: reader)
            case 4: link.attributes.append(try attribute(try reader.message(field), depth: 0))
            default: break
            }
        }
        return link
    }

    private func status(
        _ message: ProtobufReader, into span: inout PocketSpan
    ) throws(ProtobufError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 2: span.statusMessage = try reader.string(field)
            case 3:
                let number = Int(truncatingIfNeeded: try reader.varint(field))
                span.status = PocketSpan.Status(rawValue: number) ?? .unset
            default: break
            }
        }
    }

    private func attributes(
        of message: ProtobufReader, field number: Int
    ) throws(ProtobufError) -> [PocketAttribute] {
        var attributes: [PocketAttribute] = []
        var reader = message
        while let field = try reader.next() {
            guard field.number == number else { continue }
            attributes.append(try attribute(try reader.message(field), depth: 0))
        }
        return attributes
    }

    /// 16 bytes; any other length is the zero id, which is rejected.
    private func traceID(
        _ field: ProtobufField, in reader: ProtobufReader
    ) throws(ProtobufError) -> PocketTraceID {
        let range = try reader.range(of: field)
        guard range.count == 16 else { return PocketTraceID(high: 0, low: 0) }
        return PocketTraceID(
            high: bigEndian(reader.bytes[range.prefix(8)]),
            low: bigEndian(reader.bytes[range.suffix(8)]))
    }

    /// 8 bytes; any other length is the zero id.
    private func spanID(
        _ field: ProtobufField, in reader: ProtobufReader
    ) throws(ProtobufError) -> UInt64 {
        let range = try reader.range(of: field)
        return range.count == 8 ? bigEndian(reader.bytes[range]) : 0
    }

    private func bigEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
