// The routes of both ports, for HTTPServer.
// Handlers run on the loops' threads; the store is locked for a copy or an insertion only.

internal import HTTPCore
package import HTTPServer

extension TracePocket {
    /// `POST /v1/traces`, for port 4318.
    package var receivingRoutes: [Route] {
        [
            Route(
                .post, "/v1/traces", summary: "Takes spans (OTLP/HTTP, protobuf)",
                bodyLimit: limits.maximumRequestBytes, codings: ["gzip"]
            ) { request, response in
                let reply = self.receive(
                    contentType: Self.text(of: .contentType, in: request),
                    contentEncoding: Self.text(of: .contentEncoding, in: request),
                    body: request.body)
                Self.put(reply, into: &response)
            }
        ]
    }

    /// `/ready`, `/api/search`, `/api/traces`, `/api/traces/{id}` and `/api/v2/traces/{id}`, for
    /// port 3200.
    package var queryRoutes: [Route] {
        [
            Route(.get, "/ready", summary: "Whether traces are taken") { _, response in
                response.contentType = "text/plain; charset=utf-8"
                response.body = Array("ready\n".utf8)
            },
            Route(.get, "/api/search", summary: "Finds traces") { request, response in
                let reply = self.search.search(
                    query: request.queryParameter("q"), tags: request.queryParameter("tags"),
                    TraceSearch.Bounds(
                        limit: request.queryParameter("limit"),
                        start: request.queryParameter("start"),
                        end: request.queryParameter("end")), in: self.snapshot)
                Self.put(reply, into: &response)
            },
            Route(.get, "/api/traces", summary: "The traces of a service") { request, response in
                let reply = self.search.traces(
                    service: request.queryParameter("service"),
                    limit: request.queryParameter("limit"), in: self.snapshot)
                Self.put(reply, into: &response)
            },
            Route(.get, "/api/traces/{id}", summary: "One trace") { request, response in
                let reply = self.search.trace(request.parameter ?? "", in: self.snapshot)
                Self.put(reply, into: &response)
            },
            Route(.get, "/api/v2/traces/{id}", summary: "One trace") { request, response in
                let reply = self.search.trace(
                    request.parameter ?? "", version: 2, in: self.snapshot)
                Self.put(reply, into: &response)
            },
        ]
    }

    private static func text(of name: FieldName, in request: borrowing Request) -> String? {
        guard let slice = request.first(name) else { return nil }
        return request.text(slice)
    }

    private static func put(_ reply: PocketReply, into response: inout ResponseWriter) {
        response.status = reply.status
        response.contentType = reply.contentType
        response.body = reply.body
    }
}
