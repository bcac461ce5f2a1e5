// What goes with each export. A credential goes only where it was meant to: Grafana's to a Tempo
// endpoint or to Grafana, `OTEL_EXPORTER_OTLP_HEADERS` to an `OTEL_*` endpoint only.
import OTLP
import Wire

extension SettingReader {
    /// The headers of an export to `endpoint`, and the names of the credentials among them.
    mutating func readHeaders(
        for endpoint: TraceEndpoint?
    ) -> (headers: [ExportHeader], credentials: [String]) {
        let configured = read(SettingTable.exportHeaders)
        // Why the report: the signal's own variable may be no list of headers.
        let name = report.last?.name
        let grafana = readGrafanaCredential(for: endpoint)
        guard let endpoint else { return ([], []) }
        var headers: [ExportHeader] = []
        var credentials: [String] = []
        if let grafana {
            headers.append(grafana)
            credentials.append("GRAFANA_TEMPO_API_KEY")
        }
        if endpoint.name.hasPrefix("OTEL_"), let name {
            for header in configured where isSent(header, of: name, beside: grafana) {
                headers.append(header)
                if header.isCredential { credentials.append(name) }
            }
        } else if let name, !configured.isEmpty,
            layers.each(of: Self.specificationEndpoints).isEmpty
        {
            add(
                Warning(
                    name: name, sentence: "\(name) is not sent, since no OTEL_* endpoint is used.",
                    remedy: "For Grafana Cloud set GRAFANA_TEMPO_USERNAME and "
                        + "GRAFANA_TEMPO_API_KEY; otherwise remove it."))
        }
        if let userInfo = endpoint.read.address.credential,
            !headers.contains(where: { $0.name == "authorization" })
        {
            headers.append(.basic(userInfo))
            credentials.append("the user-info of \(endpoint.name)")
        }
        var seen: Set<String> = []
        return (headers, credentials.filter { seen.insert($0).inserted })
    }

    /// Whether a header of the operator's goes with the exports; one that does not is warned of.
    private mutating func isSent(
        _ header: ExportHeader, of name: String, beside grafana: ExportHeader?
    ) -> Bool {
        let isReserved = CurlTransport.reservedHeaders.contains(header.name)
        let isTaken = grafana?.name == header.name
        guard isReserved || isTaken else { return true }
        if isReserved || grafana?.value != header.value {
            let reason =
                isReserved
                ? "it says how the body is to be read" : "GRAFANA_TEMPO_API_KEY gives another"
            add(
                Warning(
                    name: name,
                    sentence: "\(name) has \(header.name), which is not sent: \(reason).",
                    remedy: "Remove it from the list."))
        }
        return false
    }

    private static var specificationEndpoints: [String] {
        SettingTable.endpoint.definition.names.filter { $0.hasPrefix("OTEL_") }
    }

    private mutating func readGrafanaCredential(for endpoint: TraceEndpoint?) -> ExportHeader? {
        let user = read(SettingTable.grafanaUsername)
        let key = read(SettingTable.grafanaKey)
        guard let user, let key else {
            if user != nil || key != nil {
                let (set, unset) =
                    user == nil
                    ? ("GRAFANA_TEMPO_API_KEY", "GRAFANA_TEMPO_USERNAME")
                    : ("GRAFANA_TEMPO_USERNAME", "GRAFANA_TEMPO_API_KEY")
                add(
                    Warning(
                        name: set, sentence: "\(set) is set without \(unset); neither is used.",
                        remedy: "Set both, or none."))
            }
            return nil
        }
        guard let endpoint else { return nil }
        let isMeant =
            endpoint.name.hasPrefix("TEMPO_") || endpoint.read.address.host.isUnder("grafana.net")
        guard isMeant else {
            add(
                Warning(
                    name: "GRAFANA_TEMPO_API_KEY",
                    sentence: "GRAFANA_TEMPO_API_KEY is not sent to \(endpoint.displayed), "
                        + "which is neither a TEMPO_* endpoint nor Grafana's.",
                    remedy: "Set TEMPO_OTLP_HTTP_ENDPOINT to the stack's OTLP address."))
            return nil
        }
        return .basic(Secret(user.reveal() + ":" + key.reveal()))
    }
}

extension ExportHeader {
    /// Basic authentication, RFC 7617, with `user:password`.
    static func basic(_ userInfo: Secret) -> ExportHeader {
        var value = Array("Basic ".utf8)
        Base64.append(userInfo.reveal().utf8.span, to: &value)
        return ExportHeader(
            name: "authorization", value: Secret(String(decoding: value, as: UTF8.self)))
    }

    /// Whether the field's name says that its value proves who one is.
    package var isCredential: Bool {
        name == "authorization" || name == "proxy-authorization" || name == "cookie"
            || ["api-key", "apikey", "token", "secret"].contains { name.contains($0) }
    }
}
