// Why a family was refused. Never a crash: names may come from other people's code.

/// What is wrong with a family that was to be registered.
package enum RegistrationError: Error, Hashable, CustomStringConvertible {
    case invalidName(String)
    case invalidLabel(String, label: String)
    case repeatedLabel(String, label: String)
    case tooManyLabels(String)
    case invalidBounds(String)
    case conflict(String, with: String)
    case tooManyFamilies(String)

    /// A sentence that names the family and what to change.
    package var description: String {
        switch self {
        case .invalidName(let name):
            "metric name \"\(name)\" is not [a-zA-Z_:][a-zA-Z0-9_:]* of at most "
                + "\(PrometheusLimits.nameBytes) bytes"
        case .invalidLabel(let name, let label):
            "metric \(name): label \"\(label)\" is reserved or not [a-zA-Z_][a-zA-Z0-9_]*"
        case .repeatedLabel(let name, let label):
            "metric \(name): label \"\(label)\" is given twice"
        case .tooManyLabels(let name):
            "metric \(name): more than \(PrometheusLimits.labels) labels"
        case .invalidBounds(let name):
            "metric \(name): a histogram needs 1 to \(Histogram.maximumBounds) finite, "
                + "increasing bounds"
        case .conflict(let name, let other):
            "metric \(name) is already registered differently, as \(other)"
        case .tooManyFamilies(let name):
            "metric \(name): the registry holds its \(PrometheusLimits.families) families already"
        }
    }
}
