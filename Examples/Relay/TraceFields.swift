// How the tracer reads the context out of a request and writes it into the next one.
// Any thread; values.
import HTTPCore
import HTTPServer
import Tracing

/// The header fields of a request that may carry a trace, copied, since a request cannot be kept.
struct TraceFields {
    /// Every value of each name, in the order it came.
    let values: [String: [String]]

    init(_ request: borrowing Request) {
        var values: [String: [String]] = [:]
        for name in [FieldName.traceparent, .tracestate, .baggage] {
            values["\(name.lowercase)"] = request.texts(name)
        }
        self.values = values
    }
}

/// Reads what the tracer asks for.
struct TraceFieldsExtractor: Extractor {
    /// Lists go on in the next line (RFC 9110 section 5.3); a traceparent is no list, so two of
    /// them become one text that is not valid.
    func extract(key: String, from fields: TraceFields) -> String? {
        guard let values = fields.values[key], !values.isEmpty else { return nil }
        return values.joined(separator: ",")
    }
}

/// Writes what the tracer passes on.
struct HeaderInjector: Injector {
    func inject(_ value: String, forKey key: String, into headers: inout [String: String]) {
        headers[key] = value
    }
}
