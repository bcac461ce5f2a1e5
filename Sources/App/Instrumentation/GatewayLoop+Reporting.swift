// 5xx answers on their way to the error reporter. The loop's thread only; the common answer costs
// one comparison.
import HTTPCore
import HTTPServer

extension GatewayLoop {
    /// Reports an answer of the server's own failure.
    func report(
        _ request: borrowing Request, _ trace: RequestTrace, _ route: GatewayRoute?,
        _ status: Status?
    ) {
        guard let status, status.code >= 500, let reporter = parts.reporter else { return }
        let path = request.isParsed ? request.text(request.path) : ""
        reporter.answered(
            status: Int(status.code),
            method: request.isParsed ? "\(request.method.name)" : "_OTHER",
            route: route.map { "\($0.template)" }, path: path, trace: trace)
    }
}
