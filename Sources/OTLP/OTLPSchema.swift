// The messages of an ExportTraceServiceRequest by their field numbers, with the names and forms
// that they have in OTLP's JSON (OTLP specification, "JSON Protobuf Encoding").
// Any thread; immutable.

/// A field as JSON has it.
struct OTLPField: Sendable {
    /// What the value is.
    enum Form: Hashable, Sendable {
        case message(OTLPMessage), string
        /// Trace and span ids, in hexadecimal, unlike all other bytes.
        case identifier, base64
        /// Small numbers and enumerations: numbers.
        case number
        /// 64-bit numbers: strings, since many readers of JSON have doubles only.
        case unsigned64, signed64, double, boolean
    }

    var name: String
    var form: Form
    var isRepeated = false
}

/// The messages.
enum OTLPMessage: Hashable, Sendable {
    case request, resourceSpans, resource, scopeSpans, scope, span, event, link, status
    case keyValue, anyValue, arrayValue, keyValueList

    /// The field of that number; `nil` for one that this schema does not know.
    func field(_ number: Int) -> OTLPField? {
        switch self {
        case .request:
            number == 1 ? list("resourceSpans", .resourceSpans) : nil
        case .resourceSpans: resourceSpansField(number)
        case .resource: holderField(number, attributes: 1, dropped: 2)
        case .scopeSpans: scopeSpansField(number)
        case .scope: scopeField(number)
        case .span: spanField(number)
        case .event: eventField(number)
        case .link: linkField(number)
        case .status: statusField(number)
        case .keyValue: keyValueField(number)
        case .anyValue: anyValueField(number)
        case .arrayValue: number == 1 ? list("values", .anyValue) : nil
        case .keyValueList: number == 1 ? list("values", .keyValue) : nil
        }
    }

    private func one(_ name: String, _ form: OTLPField.Form) -> OTLPField {
        OTLPField(name: name, form: form)
    }

    private func list(_ name: String, _ message: OTLPMessage) -> OTLPField {
        OTLPField(name: name, form: .message(message), isRepeated: true)
    }

    private func holderField(_ number: Int, attributes: Int, dropped: Int) -> OTLPField? {
        switch number {
        case attributes: list("attributes", .keyValue)
        case dropped: one("droppedAttributesCount", .number)
        default: nil
        }
    }

    private func resourceSpansField(_ number: Int) -> OTLPField? {
        switch number {
        case 1: one("resource", .message(.resource))
        case 2: list("scopeSpans", .scopeSpans)
        case 3: one("schemaUrl", .string)
        default: nil
        }
    }

    private func scopeSpansField(_ number: Int) -> OTLPField? {
        switch number {
        case 1: one("scope", .message(.scope))
        case 2: list("spans", .span)
        case 3: one("schemaUrl", .string)
        default: nil
        }
    }

    private func scopeField(_ number: Int) -> OTLPField? {
        switch number {
        case 1: one("name", .string)
        case 2: one("version", .string)
        default: holderField(number, attributes: 3, dropped: 4)
        }
    }

    private func spanField(_ number: Int) -> OTLPField? {
        switch number {
        case 1: one("traceId", .identifier)
        case 2: one("spanId", .identifier)
        case 3: one("traceState", .string)
        case 4: one("parentSpanId", .identifier)
        case 5: one("name", .string)
        case 6: one("kind", .number)
        case 7: one("startTimeUnixNano", .unsigned64)
        case 8: one("endTimeUnixNano", .unsigned64)
        case 11: list("events", .event)
        case 12: one("droppedEventsCount", .number)
        case 13: list("links", .link)
        case 14: one("droppedLinksCount", .number)
        case 15: one("status", .message(.status))
        case 16: one("flags", .number)
        default: holderField(number, attributes: 9, dropped: 10)
        }
    }

    private func eventField(_ number: Int) -> OTLPField? {
        switch number {
        case 1: one("timeUnixNano", .unsigned64)
        case 2: one("name", .string)
        default: holderField(number, attributes: 3, dropped: 4)
        }
    }

    private func linkField(_ number: Int) -> OTLPField? {
        switch number {
        case 1: one("traceId", .identifier)
        case 2: one("spanId", .identifier)
        case 3: one("traceState", .string)
        case 6: one("flags", .number)
        default: holderField(number, attributes: 4, dropped: 5)
        }
    }

    private func statusField(_ number: Int) -> OTLPField? {
        switch number {
        case 2: one("message", .string)
        case 3: one("code", .number)
        default: nil
        }
    }

    private func keyValueField(_ number: Int) -> OTLPField? {
        switch number {
        case 1: one("key", .string)
        case 2: one("value", .message(.anyValue))
        default: nil
        }
    }

    private func anyValueField(_ number: Int) -> OTLPField? {
        switch number {
        case 1: one("stringValue", .string)
        case 2: one("boolValue", .boolean)
        case 3: one("intValue", .signed64)
        case 4: one("doubleValue", .double)
        case 5: one("arrayValue", .message(.arrayValue))
        case 6: one("kvlistValue", .message(.keyValueList))
        case 7: one("bytesValue", .base64)
        default: nil
        }
    }
}
