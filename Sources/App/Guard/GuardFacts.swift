// Everything the guard looks at, as plain values: same facts, same verdict. No clock, no network,
// no file: what another environment's file names was read before.

/// What the guard judges.
package struct GuardFacts: Sendable {
    /// A value and the variable that gave it.
    package struct Named: Hashable, Sendable {
        /// The variable.
        package let name: String
        /// Its value.
        package let value: String

        /// The value that the variable `name` has.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// An endpoint and the variable that gave it.
    package struct Endpoint: Hashable, Sendable {
        /// What the endpoint is for: one is compared with others of its kind only.
        package enum Purpose: Hashable, Sendable { case http, grpc }

        /// The variable, or `built-in`.
        package let name: String
        /// What it is for.
        package let purpose: Purpose
        /// Where it leads.
        package let address: WebAddress

        /// The endpoint that the variable `name` gives.
        package init(_ name: String, _ purpose: Purpose, _ address: WebAddress) {
            self.name = name
            self.purpose = purpose
            self.address = address
        }
    }

    /// Endpoints that the file of another environment names.
    package struct OtherFile: Sendable {
        /// Whose file.
        package let environment: EnvironmentName
        /// The file's name.
        package let file: String
        /// What it names.
        package let endpoints: [Endpoint]

        /// What `file`, of `environment`, names.
        package init(environment: EnvironmentName, file: String, endpoints: [Endpoint]) {
            self.environment = environment
            self.file = file
            self.endpoints = endpoints
        }
    }

    /// A credential and the address it would be sent to.
    package struct Credential: Hashable, Sendable {
        /// The variable, or the provider and its key's variable.
        package let name: String
        /// Where it would go.
        package let address: WebAddress

        /// The credential `name` on its way to `address`.
        package init(_ name: String, to address: WebAddress) {
            self.name = name
            self.address = address
        }
    }

    /// The process's own environment.
    package var environment: EnvironmentName
    /// Whether spans are to be exported.
    package var isTracingOn = true
    /// Every place that names the environment: `APP_ENV`, `ENVIRONMENT`, and those of its file.
    package var environmentNames: [Named] = []
    /// `RAILWAY_ENVIRONMENT_NAME`.
    package var railwayEnvironment: String?
    /// `GUARD_RAILWAY_ENVIRONMENT`.
    package var allowedRailwayEnvironment: String?
    /// `SENTRY_ENVIRONMENT`.
    package var sentryEnvironment: String?
    /// Whether an endpoint was given that could not be read, which is a problem of its own.
    package var isEndpointUnreadable = false
    /// Over which of the endpoints spans are sent.
    package var exportPurpose = Endpoint.Purpose.http
    /// The OTLP/HTTP endpoint and the gRPC one, where set.
    package var endpoints: [Endpoint] = []
    /// The service's name and where it comes from.
    package var serviceName: Named?
    /// `SUPABASE_URL`, where set.
    package var supabase: WebAddress?
    /// What the files of the other environments name.
    package var otherFiles: [OtherFile] = []
    /// Every credential that would travel, with its destination.
    package var credentials: [Credential] = []

    /// The facts of an environment about which nothing else is known.
    package init(environment: EnvironmentName) {
        self.environment = environment
    }
}
