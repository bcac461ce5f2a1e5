// The handlers of the routes. Each answers from what is in memory: no I/O, no lock that somebody
// else holds for long. The loop's thread.
import HTTPCore
import HTTPServer
import Health
import OTLP
import Prometheus
import Reactor
import TraceSDK
import Wire

extension GatewayLoop {
    /// Answers a request of a route, and ends the INTERNAL span that belongs to it.
    func answer(
        _ index: Int, _ request: borrowing Request, _ response: inout ResponseWriter,
        notes: inout RequestNotes
    ) {
        guard let route = GatewayRoute(rawValue: index) else {
            preconditionFailure("the loop knows no other routes than these")
        }
        var trace = RequestTrace(notes)
        let start = parts.clocks.monotonic().nanoseconds
        switch route {
        case .root: response.send(root, to: request)
        case .document: response.send(document, to: request)
        case .health: answerHealth(&response)
        case .metrics: answerMetrics(request, &response)
        case .scores: answerScores(request, &response)
        case .provider: answerProvider(request, &response, &trace)
        case .errors: answerErrors(request, &response, &trace)
        }
        guard let name = route.innerSpanName else { return }
        endInnerSpan(name, request, route, response.status, &trace, from: start)
        trace.pack(into: &notes)
    }

    private func answerHealth(_ response: inout ResponseWriter) {
        response.appendField("Cache-Control", "no-store")
        HealthBody.append(
            parts.identity, tracing: parts.tracing.status(), store: parts.store(),
            isDurable: parts.isStoreDurable, wall: parts.clocks.wall(),
            now: parts.clocks.monotonic(), to: &response.body)
    }

    private func answerMetrics(_ request: borrowing Request, _ response: inout ResponseWriter) {
        response.contentType = MetricsPage.contentType
        response.appendField("Cache-Control", "no-store")
        response.appendField("Vary", "Accept-Encoding")
        // Why: a list may come in several lines (RFC 9110 section 5.3).
        var codings: [UInt8] = []
        request.forEach(.acceptEncoding) { field in
            request.withBytes { codings.append(bytes: $0.extracting(field.start..<field.end)) }
            codings.append(0x2C)
        }
        let acceptsGzip = AcceptEncoding.allowsGzip(codings.span)
        if parts.metrics.appendPage(acceptsGzip: acceptsGzip, to: &response.body) {
            response.appendField("Content-Encoding", "gzip")
        }
    }

    private func answerScores(_ request: borrowing Request, _ response: inout ResponseWriter) {
        do throws(ParameterRefusal) {
            let query = try ListQuery(
                detail: request.queryParameter("detail"),
                unknown: request.queryParameter("unknown"))
            response.send(board.list(query), to: request)
        } catch {
            Self.refuse(error, &response)
        }
    }

    private func answerProvider(
        _ request: borrowing Request, _ response: inout ResponseWriter, _ trace: inout RequestTrace
    ) {
        guard let id = findProvider(request, &trace) else {
            refuseProvider(&response)
            return
        }
        unsafe boardInUse._withUnsafeGuaranteedRef { $0.send(id, to: request, &response) }
    }

    private func answerErrors(
        _ request: borrowing Request, _ response: inout ResponseWriter, _ trace: inout RequestTrace
    ) {
        let id = findProvider(request, &trace)
        do throws(ParameterRefusal) {
            let query = try ErrorsQuery(limit: request.queryParameter("limit"))
            trace.limit = query.limit
            guard let id else {
                refuseProvider(&response)
                return
            }
            response.appendField("Cache-Control", "no-store")
            board.appendErrors(id, limit: query.limit, into: &response.body)
        } catch {
            Self.refuse(error, &response)
        }
    }

    private static func refuse(_ refusal: ParameterRefusal, _ response: inout ResponseWriter) {
        response.fail(.unprocessableContent, refusal.detail, members: refusal.members)
    }

    private func refuseProvider(_ response: inout ResponseWriter) {
        response.fail(
            .notFound,
            "There is no such provider. The known ones are listed at /api/monitoring/health.")
    }

    /// The provider that the path names: by its own bytes, and decoded only where they differ.
    private func findProvider(
        _ request: borrowing Request, _ trace: inout RequestTrace
    ) -> ProviderID? {
        guard let slice = request.parameterSlice else { return nil }
        if lastFound.head == request.headNumber, let found = lastFound.provider {
            trace.provider = found.index
            return found
        }
        var found = unsafe boardInUse._withUnsafeGuaranteedRef { $0.find(slice, of: request) }
        if found == nil, let decoded = request.parameter {
            found = board.health.registry.find(decoded)
        }
        trace.provider = found?.index
        lastFound = (request.headNumber, request.headNumber == 0 ? nil : found)
        return found
    }
}
