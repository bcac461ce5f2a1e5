// `healthcheck`: asks the local server whether it serves, for a container's HEALTHCHECK; an image
// then needs no curl of its own.
import Curl
import Reactor

/// Asks `/health` on this machine.
package enum HealthcheckCommand {
    /// How long the answer may take.
    static let timeout = Duration.seconds(2)

    /// Returns the exit code, 0 for a 200 and 1 for anything else; says why on standard error.
    package static func run(_ inputs: SettingsInputs) -> Int32 {
        // Why: the port alone is needed, and a configuration that is refused elsewhere must not
        // make a serving process look dead.
        let port = LoadedConfiguration(inputs).settings.server.port
        let transfers: TransferThread
        let answers: Mailbox<Result<OutgoingResponse, TransferError>>
        do {
            transfers = try TransferThread(library: CurlLibrary())
            answers = try Mailbox(capacity: 1)
        } catch {
            StandardError.write("gatewayz-api: healthcheck could not start: \(error)\n")
            return ExitCode.failure.rawValue
        }
        defer { transfers.shutdown() }
        let url = "http://127.0.0.1:\(port)/health"
        let request = OutgoingRequest(
            method: "GET", url: url, timeout: timeout, connectTimeout: timeout)
        _ = transfers.send(request) { _ = answers.post($0) }
        switch answers.receive(timeout: timeout + .seconds(1)).first {
        case .success(let response) where response.status == 200: return 0
        case nil: StandardError.write("gatewayz-api: \(url) did not answer in time\n")
        case .success(let response):
            StandardError.write("gatewayz-api: \(url) answered \(response.status)\n")
        case .failure(let error):
            StandardError.write("gatewayz-api: \(url) did not answer: \(error.message)\n")
        }
        return ExitCode.failure.rawValue
    }
}
