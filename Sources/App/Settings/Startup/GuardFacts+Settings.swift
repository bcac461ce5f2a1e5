// What the guard judges, taken from what was read.

extension GuardFacts {
    init(
        _ settings: Settings, _ choice: EnvironmentChoice, _ reader: inout SettingReader,
        credentials variables: [String], providers: ProvidersLoading, others: [OtherFile]
    ) {
        self.init(environment: settings.environment)
        isTracingOn = settings.tracing.isWanted
        // Why: an environment without a valid name is already a problem of its own.
        environmentNames = choice.isNameInvalid ? [] : choice.namedValues
        railwayEnvironment = settings.railway.environmentName
        allowedRailwayEnvironment = reader.read(SettingTable.guardRailway)
        sentryEnvironment = reader.read(SettingTable.sentryEnvironment)
        endpoints = Self.endpoints(settings.tracing)
        exportPurpose = settings.tracing.exportProtocol == .grpc ? .grpc : .http
        // Why: a gRPC endpoint is no endpoint while HTTP is spoken.
        let names =
            SettingTable.endpoint.definition.names
            + (exportPurpose == .grpc ? SettingTable.grpcEndpoint.definition.names : [])
        let given = choice.layers.first(of: names)
        isEndpointUnreadable = given != nil && settings.tracing.endpoint == nil
        let service =
            choice.layers.first(of: SettingTable.serviceName.definition.names)
            ?? choice.layers.first(of: SettingTable.resourceAttributes.definition.names)
        serviceName = Named(service?.place ?? "OTEL_SERVICE_NAME", settings.service.name)
        supabase = reader.read(SettingTable.supabaseURL)
        otherFiles = others
        if isTracingOn, let endpoint = settings.tracing.endpoint {
            credentials = variables.map { Credential($0, to: endpoint.read.address) }
        }
        if let query = settings.tracing.queryURL, query.credential != nil {
            credentials.append(Credential("the user-info of TEMPO_QUERY_URL", to: query))
        }
        if let sentry = settings.sentry {
            credentials.append(Credential(Self.sentryKey, to: sentry.address))
        }
        credentials += providers.credentials
    }

    /// How the seventh rule names the key in Sentry's address.
    static let sentryKey = "SENTRY_DSN"

    /// The endpoints that are set, whichever of them is used.
    static func endpoints(_ tracing: TracingSettings) -> [Endpoint] {
        var endpoints: [Endpoint] = []
        if let http = tracing.httpEndpoint {
            let name = http.source == .builtIn ? "TEMPO_OTLP_HTTP_ENDPOINT (default)" : http.name
            endpoints.append(Endpoint(name, .http, http.read.address))
        }
        if let grpc = tracing.grpcEndpoint {
            let name = grpc.source == .builtIn ? "TEMPO_OTLP_GRPC_ENDPOINT (default)" : grpc.name
            endpoints.append(Endpoint(name, .grpc, grpc.read.address))
        }
        return endpoints
    }
}
