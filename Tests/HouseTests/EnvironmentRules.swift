// The environment as users meet it: every variable documented, and the two committed files equal
// in their keys and different where sharing a value would send one environment's data to the
// other's Tempo.

enum EnvironmentRules {
    /// What the two environments may never share.
    static let mustDiffer = [
        "APP_ENV", "OTEL_SERVICE_NAME", "SENTRY_ENVIRONMENT", "TEMPO_OTLP_GRPC_ENDPOINT",
        "TEMPO_OTLP_HTTP_ENDPOINT",
    ]
    private static let shortNames: Set<String> = ["PORT", "ENVIRONMENT"]

    /// A variable that the settings name and that the page of settings does not.
    static func undocumentedVariables(_ source: SwiftSource, page: String) -> [Violation] {
        guard source.path.hasPrefix("Sources/App/Settings/") else { return [] }
        let documented = Set(words(of: page))
        return source.literals.filter { isVariable($0.text) && !documented.contains($0.text) }
            .map {
                let message = "\($0.text) is not in docs/configuration.md"
                return Violation(path: source.path, line: $0.line, message: message)
            }
    }

    /// The process environment read anywhere but in the settings, past their order and provenance.
    static func strayReading(_ source: SwiftSource) -> [Violation] {
        guard !source.path.hasPrefix("Sources/App/Settings/") else { return [] }
        let words: Set<String> = ["environ", "getenv", "secure_getenv", "ProcessInfo"]
        return source.tokens.filter { words.contains($0.text) }.map {
            let message = "\($0.text): only App/Settings reads the environment"
            return Violation(path: source.path, line: $0.line, message: message)
        }
    }

    /// `APP_ENV`, `PORT`: capitals, digits and underscores, and more than an acronym.
    static func isVariable(_ text: String) -> Bool {
        guard let first = text.utf8.first, first >= UInt8(ascii: "A"), first <= UInt8(ascii: "Z")
        else { return false }
        guard text.utf8.allSatisfy({ $0.isWordByte && !($0 >= 0x61) }) else { return false }
        return shortNames.contains(text) || (text.contains("_") && text.utf8.last != 0x5F)
    }

    /// Keys that one file has and the other lacks, and values that must differ and do not.
    static func unequalFiles(staging: String, production: String) -> [Violation] {
        let left = assignments(staging)
        let right = assignments(production)
        var found: [Violation] = []
        for key in Set(left.keys).symmetricDifference(right.keys).sorted() {
            let path = left[key] == nil ? ".env.staging" : ".env.production"
            found.append(Violation(path: path, line: 0, message: "lacks \(key), the other has it"))
        }
        for key in mustDiffer where left[key] == nil || left[key] == right[key] {
            let message = "\(key) must be set, and differ between the environments"
            found.append(Violation(path: ".env.production", line: 0, message: message))
        }
        return found
    }

    /// The plain `NAME=value` lines; quotes and comments are the settings room's concern.
    static func assignments(_ text: String) -> [String: String] {
        var found: [String: String] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let sign = line.firstIndex(of: "=") else { continue }
            found[String(line[..<sign])] = String(line[line.index(after: sign)...])
        }
        return found
    }

    private static func words(of text: String) -> [String] {
        text.utf8.split { !$0.isWordByte }.map { String(decoding: $0, as: UTF8.self) }
    }
}
