// The two environments of the staged incident as settings: the files that a team would commit, in
// memory, and the one variable that crosses them.
// Any thread; a value.

/// What staging and production of the incident are told.
struct IncidentFiles {
    /// The variable that is crossed.
    static let crossed = "TEMPO_OTLP_HTTP_ENDPOINT"
    private static let providers = "incident-providers.json"

    /// Where each environment's pocket Tempo takes spans and answers.
    let tempos: [EnvironmentName: (receiving: UInt16, query: UInt16)]

    /// The endpoint of an environment's own Tempo.
    func endpoint(of environment: EnvironmentName) -> String {
        "http://127.0.0.1:\(tempos[environment]?.receiving ?? 0)"
    }

    /// The settings file of an environment.
    func file(of environment: EnvironmentName) -> String {
        """
        APP_ENV=\(environment)
        \(Self.crossed)=\(endpoint(of: environment))
        TEMPO_QUERY_URL=http://127.0.0.1:\(tempos[environment]?.query ?? 0)
        OTEL_SERVICE_NAME=gatewayz-api-\(environment)

        """
    }

    /// The inputs of a server of that environment; `variables` overrule its file, as those of a
    /// process do.
    func inputs(
        of environment: EnvironmentName, _ variables: [String: String] = [:]
    ) -> SettingsInputs {
        var inputs = SettingsInputs()
        inputs.options = [.environment(environment.text), .providers(Self.providers)]
        // Why these: nothing of a rehearsal may reach the network or stay on the disk.
        inputs.process = [
            "SQLITE_PATH": ":memory:", "SPOOL_DIRECTORY": "off", "SERVER_THREADS": "1",
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        ].merging(variables) { _, crossed in crossed }
        var files = [Self.providers: #"{"providers":[{"name":"openai","probe":null}]}"#]
        for name in tempos.keys { files[name.fileName] = file(of: name) }
        let texts = files
        inputs.readFile = { name in texts[name].map { .bytes(Array($0.utf8)) } ?? .absent }
        inputs.fileNames = { Array(texts.keys) }
        return inputs
    }
}
