// The seven rules of the environment guard by name: for reports, metrics and documents.

/// One of the guard's rules.
package enum GuardRule: Int, CaseIterable, Hashable, Sendable {
    case environmentNames = 1
    case railwayEnvironment
    case sentryEnvironment
    case foreignName
    case foreignEndpoint
    case wrongEndpoint
    case plainCredential

    /// The label value of `gatewayz_environment_guard_problems{rule}`.
    package var label: String {
        switch self {
        case .environmentNames: "environment_names"
        case .railwayEnvironment: "railway_environment"
        case .sentryEnvironment: "sentry_environment"
        case .foreignName: "foreign_name"
        case .foreignEndpoint: "foreign_endpoint"
        case .wrongEndpoint: "wrong_endpoint"
        case .plainCredential: "plain_credential"
        }
    }
}
