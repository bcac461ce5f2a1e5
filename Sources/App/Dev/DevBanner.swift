// What a newcomer reads first: where everything is, and lines to try.
// Pure. Every curl line works as it stands, an acceptance test runs them all.

/// The banner of `dev`.
struct DevBanner {
    /// The ports that were wanted.
    static let wantedPorts = (api: UInt16(8000), receiving: UInt16(4318), query: UInt16(3200))

    /// Where the server should listen; 0 for any free port.
    var wantedAPIPort = Self.wantedPorts.api
    /// Where the server listens.
    var apiPort: UInt16
    /// Where OTLP/HTTP arrives.
    var receivingPort: UInt16
    /// Where the pocket Tempo answers.
    var queryPort: UInt16
    /// Where the server keeps its evidence; `nil` for memory alone.
    var databasePath: String?
    /// The name under which traces are found.
    var serviceName: String

    /// The banner, ended by a newline.
    var text: String {
        let api = "http://localhost:\(apiPort)"
        let tempo = "http://localhost:\(queryPort)"
        let providers = SimulatedProvider.allCases
            .map { "    \($0.rawValue.padded(to: 10))\($0.summary)\n" }.joined()
        return """

            gatewayz-api, with everything it needs inside this one process:

              service       \(api)/\(note(apiPort, wantedAPIPort))
              pocket Tempo  \(tempo)/ready\(note(queryPort, Self.wantedPorts.query))
              OTLP/HTTP     http://localhost:\(receivingPort)/v1/traces\
            \(note(receivingPort, Self.wantedPorts.receiving))
              evidence      \(databasePath ?? "in memory")

            Three simulated providers are really probed over HTTP, every two seconds:

            \(providers)
            Try, in another terminal:

              curl -s '\(api)/api/monitoring/health'
              curl -s '\(api)/api/monitoring/health/slow'
              curl -s '\(api)/api/monitoring/errors/failing?limit=3'
              curl -s '\(api)/health'
              curl -s '\(api)/metrics' | grep gatewayz_
              curl -s '\(tempo)/api/traces?service=\(serviceName)' | jq '.traces'

            Each trace that arrives is printed below as a tree. Ctrl-C ends it all.


            """
    }

    private func note(_ port: UInt16, _ wanted: UInt16) -> String {
        port == wanted || wanted == 0 ? "" : "  (\(wanted) is taken)"
    }
}

extension String {
    /// The text with spaces behind it, for columns; longer text is left as it is.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
