// `POST /test`: a JSON array of `{"url":…,"arguments":…}`; each `arguments` is posted as JSON to
// its `url`, in order, and then the answer is 200 with the statuses that came back. The handler
// runs on the loop and must not wait, so it defers the answer to a task.
import Curl
import HTTPCore
import HTTPServer
import Locking
import TraceSDK
import Tracing
import Wire

/// The relay's one route and what it needs.
struct RelayRoute: Sendable {
    let tracer: TraceSDK.Tracer
    let transfers: TransferThread

    var route: Route {
        Route(.post, "/test", summary: "Posts arguments to URLs", bodyLimit: 1 << 20) {
            [self] request, response in
            guard let orders = Order.list(request.body) else {
                let detail = #"Send a JSON array of {"url":"http://…","arguments":[…]}."#
                return response.fail(.badRequest, detail)
            }
            var context = ServiceContext.topLevel
            tracer.extract(
                TraceFields(request), into: &context, using: TraceFieldsExtractor())
            let span = tracer.startSpan("POST /test", context: context, ofKind: .server)
            let reply = PendingReply(response.deferAnswer())
            Task {
                var statuses: [String] = []
                for order in orders { statuses.append(await post(order, under: span.context)) }
                span.end()
                reply.answer("[\(statuses.joined(separator: ","))]\n")
            }
        }
    }

    /// Posts once as a CLIENT span; the status, or `null` where nothing answered.
    private func post(_ order: Order, under context: ServiceContext) async -> String {
        await tracer.withSpan("POST", context: context, ofKind: .client) { span in
            span.attributes["http.request.method"] = "POST"
            span.attributes["url.full"] = order.shownURL
            var headers = ["Content-Type": "application/json"]
            tracer.inject(span.context, into: &headers, using: HeaderInjector())
            let request = OutgoingRequest(
                method: "POST", url: order.url, headers: headers.map { ($0.key, $0.value) },
                body: order.arguments, timeout: .seconds(5), connectTimeout: .seconds(5),
                maximumResponseBytes: 1 << 20)
            switch await transfers.send(request) {
            case .success(let response):
                span.attributes["http.response.status_code"] = response.status
                if response.status >= 400 {
                    span.attributes["error.type"] = String(response.status)
                    span.setStatus(SpanStatus(code: .error))
                }
                return String(response.status)
            case .failure(let error):
                span.attributes["error.type"] = error.phase.rawValue
                span.setStatus(SpanStatus(code: .error, message: error.message))
                return "null"
            }
        }
    }
}

/// One thing to post.
struct Order: Sendable {
    let url: String
    /// A JSON text.
    let arguments: [UInt8]

    /// The URL as a span may have it: no user-info (semantic conventions, `url.full`), no query.
    var shownURL: String {
        let shown = url.prefix { $0 != "?" && $0 != "#" }
        // Why so lenient: libcurl takes an address without a scheme, and one slash for two.
        let scheme = shown.firstRange(of: ":/")
        let rest = shown[(scheme?.upperBound ?? shown.startIndex)...].drop { $0 == "/" }
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return String(shown) }
        return shown[..<rest.startIndex] + "REDACTED:REDACTED" + rest[at...]
    }

    /// The orders of a request's body; `nil` where it is not what the route takes.
    static func list(_ body: [UInt8]) -> [Order]? {
        // Why: whatever is wrong with the text, the caller is told what is expected.
        guard let elements = try? JSONParser().parse(body).elements else { return nil }
        let orders = elements.compactMap { element -> Order? in
            guard let url = element["url"]?.string, let value = element["arguments"] else {
                return nil
            }
            var arguments: [UInt8] = []
            JSONWriter.append(to: &arguments) { $0.value(value) }
            return Order(url: url, arguments: arguments)
        }
        return orders.count == elements.count ? orders : nil
    }
}

/// The duty to answer, until a task has done it.
final class PendingReply: Sendable {
    private let exchange: Locked<Exchange?>

    init(_ exchange: consuming Exchange) { self.exchange = Locked(consume exchange) }

    func answer(_ json: String) {
        guard let exchange = exchange.withLock({ $0.take() }) else { return }
        exchange.answer(Answer(body: Array(json.utf8)))
    }
}
