// The settings about traces that need more than one row at a time: the switch with its two senses,
// and the endpoint, whose names do not stand in one line.

extension SettingReader {
    /// Whether tracing is on by `TEMPO_ENABLED` and `OTEL_SDK_DISABLED`; the reason where not.
    mutating func readTracingSwitch() -> TracingSwitch {
        let row = SettingTable.tracingSwitch.definition
        let meanings = layers.each(of: row.names).compactMap { found in
            isOn(found, row).map { (found, $0) }
        }
        let used = layers.first(of: meanings.map { $0.0.name })
        guard let used, let isOn = meanings.first(where: { $0.0 == used })?.1 else {
            record(row, nil, .text(row.defaultText))
            return .on
        }
        if let rival = meanings.first(where: { $0.1 != isOn }) { warnOfRival(rival.0, used) }
        record(row, used, .text(isOn ? "true" : "false"))
        return isOn ? .on : .off(reason: "\(used.place) is \(used.value)")
    }

    private mutating func isOn(_ found: FoundValue, _ row: SettingDefinition) -> Bool? {
        guard isResolved(found) else { return nil }
        if found.name == "OTEL_SDK_DISABLED" {
            let disabled = Grammar<Bool>.specificationFlag.parse(found.value)
            if disabled == nil { refuse(found, row, expects: "true or false") }
            return disabled.map { !$0 }
        }
        let isOn = Grammar<Bool>.flag.parse(found.value)
        if isOn == nil { refuse(found, row) }
        return isOn
    }

    /// The OTLP/HTTP endpoint: a `TEMPO_*` one of any layer beats every `OTEL_*` one.
    mutating func readEndpoint(in environment: EnvironmentName) -> TraceEndpoint? {
        let row = SettingTable.endpoint.definition
        let own = layers.first(of: ["TEMPO_OTLP_HTTP_ENDPOINT"])
        let others = layers.each(of: Array(row.names.dropFirst()))
        guard let found = own ?? layers.first(of: others.map(\.name)) else {
            return builtInEndpoint(row, in: environment)
        }
        for rival in others where rival != found && !leadsToSamePlace(found, rival) {
            warnOfRival(rival, found)
        }
        return readEndpoint(found, row, as: EndpointDialect(of: found.name))
    }

    /// The OTLP/gRPC endpoint, where set.
    mutating func readGRPCEndpoint() -> TraceEndpoint? {
        let row = SettingTable.grpcEndpoint.definition
        guard let found = layers.first(of: row.names) else {
            record(row, nil, .none)
            return nil
        }
        return readEndpoint(found, row, as: .tempoGRPC)
    }

    private mutating func builtInEndpoint(
        _ row: SettingDefinition, in environment: EnvironmentName
    ) -> TraceEndpoint? {
        guard environment == .development,
            case .success(let read) = EndpointDialect.tempo.read("http://tempo:4318")
        else {
            record(row, nil, .none)
            return nil
        }
        record(row, nil, .text(read.address.displayed))
        return TraceEndpoint(name: "built-in", source: .builtIn, read: read)
    }

    /// An endpoint as it is written, where it has no scheme with the given one.
    mutating func readEndpoint(
        _ found: FoundValue, _ row: SettingDefinition, as dialect: EndpointDialect,
        withoutScheme scheme: WebAddress.Scheme? = nil
    ) -> TraceEndpoint? {
        switch dialect.read(found.value) {
        case .success(var read):
            if let scheme, !read.address.hasWrittenScheme { read.address.scheme = scheme }
            for note in read.notes {
                add(
                    Warning(
                        name: found.place, sentence: "\(found.place) \(note.sentence).",
                        remedy: "Write \(read.address.displayed), if that is what is meant."))
            }
            record(row, found, .text(read.address.displayed))
            return TraceEndpoint(name: found.name, source: found.source, read: read)
        case .failure(let complaint):
            // Why: an endpoint is never guessed at, not even one of the specification's.
            add(
                Problem(
                    name: found.place, sentence: "\(found.place) \(complaint.sentence).",
                    remedy: complaint.remedy))
            record(row, found, .text("not understood"))
            return nil
        }
    }

    private func leadsToSamePlace(_ one: FoundValue, _ other: FoundValue) -> Bool {
        guard case .success(let a) = EndpointDialect(of: one.name).read(one.value),
            case .success(let b) = EndpointDialect(of: other.name).read(other.value)
        else { return false }
        return a.address.url == b.address.url
    }
}

extension EndpointDialect {
    /// By whose rules a variable is read.
    fileprivate init(of name: String) {
        switch name {
        case "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": self = .otelTraces
        case "OTEL_EXPORTER_OTLP_ENDPOINT": self = .otelBase
        default: self = .tempo
        }
    }
}
