// What the guard judges, taken from what was read.

extension GuardFacts {
    init(
        _ settings: Settings, _ choice: EnvironmentChoice, _ reader: inout SettingReader,
        credentials names: [String], providers: ProvidersLoading, others: [OtherFile]
    ) {
        self.init(environment: settings.environment)
        isTracingOn = settings.tracing.isWanted
        // Why: an environment without a valid name is already a problem of its own.
        environmentNames = choice.isNameInvalid ? [] : choice.namedValues
        railwayEnvironment = settings.railway.environmentName
        allowedRailwayEnvironment = reader.read(SettingTable.guardRailway)
        sentryEnvironment = reader.read(SettingTable.sentryEnvironment)
        endpoints = Self.endpoints(settings.tracing)
        let given = choice.layers.first(of: SettingTable.endpoint.definition.names)
        isEndpointUnreadable = given != nil && settings.tracing.endpoint == nil
        let service = choice.layers.first(of: SettingTable.serviceName.definition.names)
        serviceName = Named(service?.place ?? "OTEL_SERVICE_NAME", settings.service.name)
        supabase = reader.read(SettingTable.supabaseURL)
        otherFiles = others
        if isTracingOn, let endpoint = settings.tracing.endpoint {
            credentials = names.map { Credential($0, to: endpoint.read.address) }
        }
        if let query = settings.tracing.queryURL, query.credential != nil {
            credentials.append(Credential("the user-info of TEMPO_QUERY_URL", to: query))
        }
        credentials += providers.credentials
    }

    /// The effective endpoint, and the gRPC one where set.
    static func endpoints(_ tracing: TracingSettings) -> [Endpoint] {
        var endpoints: [Endpoint] = []
        if let http = tracing.endpoint {
            let name = http.source == .builtIn ? "TEMPO_OTLP_HTTP_ENDPOINT (default)" : http.name
            endpoints.append(Endpoint(name, .http, http.read.address))
        }
        if let grpc = tracing.grpcEndpoint {
            endpoints.append(Endpoint(grpc.name, .grpc, grpc.read.address))
        }
        return endpoints
    }
}
