// The query API: Tempo's `/api/traces/<id>`, `/api/v2/traces/<id>` and `/api/search`, and the
// design documents' own `/api/traces?service=<name>`.
// Any thread. Pure: a copy of the store in, a reply out.

internal import HTTPCore
internal import Wire

/// Answers questions about traces.
package struct TraceSearch: Sendable {
    /// Traces in an answer that names no `limit`, as in Tempo.
    private static let defaultLimit = 20

    private let limits: PocketLimits

    /// Makes an answerer; it keeps no state between questions.
    package init(limits: PocketLimits = PocketLimits()) {
        self.limits = limits
    }

    /// What a search is asked beside the query itself; each as it stands in the URL.
    package struct Bounds: Sendable {
        /// The most traces.
        package var limit: String?
        /// Unix seconds before which a trace must not have ended.
        package var start: String?
        /// Unix seconds after which a trace must not have begun.
        package var end: String?

        /// No bounds but the default limit, unless told otherwise.
        package init(limit: String? = nil, start: String? = nil, end: String? = nil) {
            self.limit = limit
            self.start = start
            self.end = end
        }
    }

    /// One trace: 200 `{"batches":[…]}`, 404, or 400 for an id that is not hexadecimal; in version
    /// 2 of the API `{"trace":{"resourceSpans":[…]},"status":"COMPLETE"}`.
    package func trace(
        _ text: String, version: Int = 1, in store: TraceStore
    ) -> PocketReply {
        guard let id = PocketTraceID(hex: text) else {
            return refuse(.badRequest, "A trace id has 1 to 32 hexadecimal digits.")
        }
        guard let trace = store.trace(id) else {
            return refuse(
                .notFound, "No such trace is kept here. /api/search lists those that are.")
        }
        return answer { sink in
            if version == 1 {
                TraceJSON.append(trace, to: &sink)
            } else {
                TraceJSON.appendSecondVersion(trace, to: &sink)
            }
        }
    }

    /// The newest traces: 200 `{"traces":[…],"metrics":{}}`, or 400 for a search that is not
    /// understood. `query` is TraceQL and wins over `tags`; without either every trace is found.
    package func search(
        query: String?, tags: String?, _ bounds: Bounds = Bounds(), in store: TraceStore
    ) -> PocketReply {
        do throws(TraceQueryError) {
            let wanted: TraceQuery
            if let query {
                wanted = try TraceQuery(traceQL: query)
            } else {
                wanted = try TraceQuery(tags: tags ?? "")
            }
            return list(wanted, bounds, in: store)
        } catch {
            return refuse(.badRequest, "The search was not understood: \(error).")
        }
    }

    /// The newest traces of one service, or of all; the answer is that of `search`.
    package func traces(service: String?, limit: String?, in store: TraceStore) -> PocketReply {
        list(
            service.map(TraceQuery.init(service:)) ?? .everything, Bounds(limit: limit), in: store)
    }

    private func list(
        _ query: TraceQuery, _ bounds: Bounds, in store: TraceStore
    ) -> PocketReply {
        guard let limit = bounds.limit.map({ Int($0) }) ?? Self.defaultLimit, limit > 0 else {
            return refuse(.badRequest, "The limit is a whole number above 0.")
        }
        guard let start = bounds.start.map({ UInt64($0) }) ?? 0,
            let end = bounds.end.map({ UInt64($0) }) ?? .max, start <= end
        else {
            return refuse(.badRequest, "start and end are Unix seconds, start not after end.")
        }
        let patterns = TracePatterns(query.expression)
        let found = store.newest(limit: min(limit, limits.maximumSearchResults)) { trace in
            Self.overlaps(trace, start: start, end: end) && query.isMet(by: trace, patterns)
        }
        return answer { sink in
            TraceJSON.append(
                found.map { FoundTrace(id: $0.id, trace: $0.trace, query, patterns) }, to: &sink)
        }
    }

    private static func overlaps(_ trace: StoredTrace, start: UInt64, end: UInt64) -> Bool {
        let begun = trace.startUnixNanoseconds
        let ended = begun + min(trace.durationNanoseconds, .max - begun)
        return begun / 1_000_000_000 <= end && ended / 1_000_000_000 >= start
    }

    private func answer(_ write: (inout [UInt8]) -> Void) -> PocketReply {
        var body: [UInt8] = []
        write(&body)
        body.append(0x0A)
        return PocketReply(contentType: "application/json", body: body)
    }

    /// Tempo answers its errors as plain text, so this does too.
    private func refuse(_ status: Status, _ detail: String) -> PocketReply {
        PocketReply(
            status: status, contentType: "text/plain; charset=utf-8",
            body: Array(detail.utf8) + [0x0A])
    }
}
