// From rows to the typed settings, group by group.
import TraceSDK

extension SettingReader {
    /// All settings of `environment`, and the names of the credentials that exports carry.
    mutating func readSettings(
        _ environment: EnvironmentName, _ inputs: SettingsInputs
    ) -> (settings: Settings, credentials: [String]) {
        let railway = readRailwayFacts()
        let service = readService(inputs, environment)
        let (tracing, credentials) = readTracing(in: environment)
        noteNotUsedYet()
        let store = readStore()
        let settings = Settings(
            environment: environment, service: service, tracing: tracing,
            store: store, spool: readSpool(beside: store),
            server: readServer(inputs, isOnRailway: railway.isPresent),
            logging: readLogging(inputs), guardMode: read(SettingTable.guardMode),
            providersFile: read(SettingTable.providersFile),
            shutdownTimeout: read(SettingTable.shutdownTimeout), railway: railway,
            sentry: readSentry(environment, service))
        return (settings, credentials)
    }

    private mutating func readService(
        _ inputs: SettingsInputs, _ environment: EnvironmentName
    ) -> ServiceSettings {
        let given = read(SettingTable.resourceAttributes)
        // Why: what was written for us beats the list of attributes, and that what was found out.
        func attribute(_ key: String, unless row: SettingDefinition) -> String? {
            let names = row.names.filter { !$0.hasPrefix("RAILWAY_") }
            guard layers.first(of: names) == nil,
                let value = given.first(where: { $0.key == key && !$0.value.isEmpty })?.value
            else { return nil }
            let found = layers.first(of: SettingTable.resourceAttributes.definition.names)
            record(row, found, .text(value.shown(at: 200)))
            return value
        }
        let nameAttribute = attribute("service.name", unless: SettingTable.serviceName.definition)
        let name = nameAttribute ?? read(SettingTable.serviceName)
        let versionAttribute = attribute("service.version", unless: SettingTable.version.definition)
        let version = versionAttribute ?? read(SettingTable.version) ?? inputs.buildVersion
        for attribute in given where attribute.key.hasPrefix("deployment.environment") {
            guard EnvironmentName(attribute.value) != environment else { continue }
            add(
                Warning(
                    name: "OTEL_RESOURCE_ATTRIBUTES",
                    sentence: "OTEL_RESOURCE_ATTRIBUTES gives \(attribute.key)="
                        + "\(attribute.value.shown(at: 64)); \(environment) is used.",
                    remedy: "Remove it there; APP_ENV decides."))
        }
        let reserved = [
            "service.name", "service.version", "deployment.environment",
            "deployment.environment.name",
        ]
        return ServiceSettings(
            name: name, version: version,
            attributes: given.filter { !reserved.contains($0.key) })
    }

    private mutating func readStore() -> StoreSettings {
        let mount = layers.first(of: SettingTable.railwayVolume.definition.names)?.value
        let set = read(SettingTable.sqlitePath)
        let folder = mount.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
        return StoreSettings(
            path: set ?? (folder ?? "data/") + "gatewayz.db", isPathSet: set != nil,
            volumeMountPath: mount)
    }

    private mutating func readSpool(beside store: StoreSettings) -> DiskSettings {
        let row = SettingTable.spoolDirectory.definition
        var found = find(row)
        if let given = found, SettingTable.spoolDirectory.grammar.parse(given.value) == nil {
            refuse(given, row)
            found = nil
        }
        let spool = DiskSettings(
            set: found?.value, storePath: store.path,
            maximumBytes: read(SettingTable.spoolBytes),
            maximumAge: read(SettingTable.spoolAge))
        switch spool.place {
        case .directory(let path): record(row, found, .text(path.shown(at: 200)))
        case .off(let reason): record(row, found, .text("off: \(reason)"))
        }
        return spool
    }

    private mutating func readLogging(_ inputs: SettingsInputs) -> LoggingSettings {
        LoggingSettings(
            level: read(SettingTable.logLevel), tracing: read(SettingTable.tracingLogLevel),
            format: read(SettingTable.logFormat) ?? (inputs.isOutputTerminal ? .text : .json),
            maximumLinesPerSecond: read(SettingTable.logRate))
    }

    private mutating func readServer(
        _ inputs: SettingsInputs, isOnRailway: Bool
    ) -> ServerSettings {
        let connections = read(SettingTable.maximumConnections)
        let requests = read(SettingTable.maximumRequests)
        let trusts = read(SettingTable.trustForwarded)
        let isTrustSet = layers.first(of: SettingTable.trustForwarded.definition.names) != nil
        return ServerSettings(
            port: UInt16(read(SettingTable.port)),
            threads: read(SettingTable.threads) ?? max(1, inputs.processors),
            maximumConnections: max(1, min(connections, inputs.descriptorLimit - 64)),
            headerTimeout: read(SettingTable.headerTimeout),
            bodyTimeout: read(SettingTable.bodyTimeout),
            bodyMinimumBytesPerSecond: read(SettingTable.bodyMinimumRate),
            idleTimeout: read(SettingTable.idleTimeout),
            writeTimeout: read(SettingTable.writeTimeout),
            maximumRequestLineBytes: read(SettingTable.maximumRequestLine),
            maximumHeadBytes: read(SettingTable.maximumHead),
            maximumFields: read(SettingTable.maximumFields),
            maximumBodyBytes: read(SettingTable.maximumBody),
            maximumRequestsPerConnection: requests == 0 ? nil : requests,
            maximumConnectionAge: read(SettingTable.maximumAge),
            shedLag: read(SettingTable.shedLag),
            allowedOrigins: read(SettingTable.corsOrigins),
            trustsForwarded: isTrustSet ? trusts : isOnRailway)
    }

    private mutating func readRailwayFacts() -> RailwayFacts {
        var values: [String: String] = [:]
        for fact in SettingTable.railwayFacts {
            values[fact.definition.names[0]] = read(fact)
        }
        let environment = layers.first(of: ["RAILWAY_ENVIRONMENT_NAME"])?.value
        return RailwayFacts(
            isPresent: environment != nil || values["RAILWAY_PROJECT_ID"] != nil,
            environmentName: environment, environmentID: values["RAILWAY_ENVIRONMENT_ID"],
            projectName: values["RAILWAY_PROJECT_NAME"], projectID: values["RAILWAY_PROJECT_ID"],
            serviceName: values["RAILWAY_SERVICE_NAME"], serviceID: values["RAILWAY_SERVICE_ID"],
            replicaID: values["RAILWAY_REPLICA_ID"], region: values["RAILWAY_REPLICA_REGION"],
            deploymentID: values["RAILWAY_DEPLOYMENT_ID"],
            commit: layers.first(of: ["RAILWAY_GIT_COMMIT_SHA"])?.value,
            branch: values["RAILWAY_GIT_BRANCH"])
    }

    /// Reads what has no effect yet, so that a wrong value is found before it has one.
    private mutating func noteNotUsedYet() {
        _ = read(SettingTable.supabaseKey)
        _ = read(SettingTable.databaseURL)
        _ = read(SettingTable.ingestToken)
        _ = read(SettingTable.specificationFile)
    }
}

extension SettingReader {
    private mutating func readTracing(
        in environment: EnvironmentName
    ) -> (TracingSettings, credentials: [String]) {
        let destinations = readDestinations(in: environment)
        let endpoint = destinations.endpoint
        let (headers, credentials) = readHeaders(for: endpoint)
        let limits = SpanLimitSettings(
            attributeCount: read(SettingTable.attributeCount),
            attributeValueLength: read(SettingTable.attributeLength),
            eventCount: read(SettingTable.eventCount), linkCount: read(SettingTable.linkCount),
            eventAttributeCount: read(SettingTable.eventAttributeCount),
            linkAttributeCount: read(SettingTable.linkAttributeCount))
        let conventions = read(SettingTable.semanticConventions)
        let propagators = readPropagators()
        let wanted = readTracingWish()
        let isLost = wanted == .on && endpoint == nil
        let settings = TracingSettings(
            state: isLost ? .off(reason: "no endpoint is set") : wanted, isWanted: wanted == .on,
            endpoint: wanted == .console ? nil : endpoint, exportProtocol: destinations.spoken,
            httpEndpoint: destinations.http, grpcEndpoint: destinations.grpc, headers: headers,
            credentials: credentials, usesGzip: read(SettingTable.exportCompression),
            tls: readTLS(), exportTimeout: read(SettingTable.exportTimeout),
            sampling: readSampling(),
            inboundContext: read(SettingTable.inboundContext), propagators: propagators,
            keepSlowerThan: read(SettingTable.keepSlowerThan),
            keepPerSecond: read(SettingTable.keepPerSecond),
            routeRatios: read(SettingTable.routeRatios), startupCarrier: readStartupCarrier(),
            addsOldHTTPAttributes: Pairs.items(conventions.lowercased()).contains("http/dup"),
            batch: readBatch(), limits: limits, queryURL: read(SettingTable.queryURL))
        return (settings, credentials)
    }

    /// What switch and exporter say, whether or not there is an endpoint.
    private mutating func readTracingWish() -> TracingSwitch {
        let state = readTracingSwitch()
        let exporter = readExporter()
        guard state == .on else { return state }
        return switch exporter {
        case .otlp: .on
        case .console: .console
        case .none: .off(reason: "OTEL_TRACES_EXPORTER is none")
        }
    }

    /// The exporter; each further word of a list is warned of, known or not.
    private mutating func readExporter() -> TracesExporter {
        let row = SettingTable.exporter.definition
        let exporter = read(SettingTable.exporter)
        guard let found = layers.first(of: row.names),
            SettingTable.exporter.grammar.parse(found.value) != nil
        else { return exporter }
        for word in Pairs.items(found.value.lowercased()) where word != exporter.rawValue {
            let isKnown = TracesExporter(rawValue: word) != nil
            add(
                Warning(
                    name: found.place,
                    sentence: "\(found.place) names \"\(word.shown(at: 80))\", which is "
                        + (isKnown ? "one too many" : "not known")
                        + " and left out; \(exporter.rawValue) is used.",
                    remedy: "Name one exporter; expected \(row.expects)."))
        }
        return exporter
    }

    /// The propagators; each word that is not known is warned of, the others count.
    private mutating func readPropagators() -> [Propagator] {
        let row = SettingTable.propagators.definition
        let propagators = read(SettingTable.propagators)
        guard let found = layers.first(of: row.names),
            SettingTable.propagators.grammar.parse(found.value) != nil
        else { return propagators }
        for word in Pairs.items(found.value.lowercased())
        where word != "none" && Propagator(rawValue: word) == nil {
            add(
                Warning(
                    name: found.place,
                    sentence: "\(found.place) names \"\(word.shown(at: 80))\", "
                        + "which is not known and left out.",
                    remedy: "Correct or remove it; expected \(row.expects)."))
        }
        return propagators
    }

    /// The context that the process was started in, as OpenTelemetry's environment variables name
    /// it ("Environment Variables as Context Propagation Carriers").
    private mutating func readStartupCarrier() -> [String: String] {
        var carrier: [String: String] = [:]
        carrier["traceparent"] = read(SettingTable.startupParent)
        carrier["tracestate"] = read(SettingTable.startupState)
        return carrier
    }

    private mutating func readBatch() -> BatchSettings {
        let queue = read(SettingTable.queueSpans)
        let batch = read(SettingTable.batchSpans)
        if batch > queue {
            add(
                Warning(
                    name: "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
                    sentence: "A batch of \(batch) spans is more than the queue's \(queue); "
                        + "\(queue) is used.",
                    remedy: "Set it to at most OTEL_BSP_MAX_QUEUE_SIZE."))
        }
        return BatchSettings(
            scheduleDelay: read(SettingTable.scheduleDelay),
            exportTimeout: read(SettingTable.batchTimeout), maximumQueueSpans: queue,
            maximumBatchSpans: min(batch, queue))
    }
}
