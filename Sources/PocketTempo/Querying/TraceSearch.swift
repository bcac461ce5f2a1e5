// The query API: Tempo's `/api/traces/<id>` and `/api/search`, and the design documents' own
// `/api/traces?service=<name>`.
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

    /// One trace: 200 `{"batches":[…]}`, 404, or 400 for an id that is not hexadecimal.
    package func trace(_ text: String, in store: TraceStore) -> PocketReply {
        guard let id = PocketTraceID(hex: text) else {
            return refuse(.badRequest, "A trace id has 1 to 32 hexadecimal digits.")
        }
        guard let trace = store.trace(id) else {
            return refuse(
                .notFound, "No such trace is kept here. /api/search lists those that are.")
        }
        return answer { TraceJSON.append(trace, to: &$0) }
    }

    /// The newest traces: 200 `{"traces":[…],"metrics":{}}`, or 400 for a search that is not
    /// understood. `query` is TraceQL and wins over `tags`; without either every trace is found.
    package func search(
        query: String?, tags: String?, limit: String?, in store: TraceStore
    ) -> PocketReply {
        do throws(TraceQueryError) {
            let wanted: TraceQuery
            if let query {
                wanted = try TraceQuery(traceQL: query)
            } else {
                wanted = try TraceQuery(tags: tags ?? "")
            }
            return list(wanted, limit: limit, in: store)
        } catch {
            return refuse(.badRequest, "The search was not understood: \(error).")
        }
    }

    /// The newest traces of one service, or of all; the answer is that of `search`.
    package func traces(service: String?, limit: String?, in store: TraceStore) -> PocketReply {
        list(service.map(TraceQuery.init(service:)) ?? .everything, limit: limit, in: store)
    }

    private func list(_ query: TraceQuery, limit: String?, in store: TraceStore) -> PocketReply {
        guard let limit = limit.map({ Int($0) }) ?? Self.defaultLimit, limit > 0 else {
            return refuse(.badRequest, "The limit is a whole number above 0.")
        }
        let found = store.newest(limit: min(limit, limits.maximumSearchResults), where: query.isMet)
        return answer { TraceJSON.append(found, to: &$0) }
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
