// The providers file: JSON with comments to a checked registry. Strict, since a misspelt key would
// silently mean a default; every mistake is listed, each with its place in the file.
package import Health
import Wire

/// Reads a providers file.
package enum ProvidersFile {
    /// The largest file read, in bytes.
    package static let maximumBytes = 1_048_576

    /// The registry, or everything that is wrong with the file called `name`.
    package static func read(
        _ bytes: [UInt8], name: String
    ) -> Result<ProviderRegistry, ProvidersRefusal> {
        let limits = JSONLimits(maximumBytes: maximumBytes, maximumDepth: 16)
        let value: JSONValue
        do {
            value = try JSONParser(limits: limits, allowsComments: true).parse(bytes)
        } catch {
            return .failure(ProvidersRefusal([syntaxProblem(error, name)]))
        }
        var reader = ProvidersReader(file: name)
        let providers = reader.read(value)
        do throws(RegistryRefusal) {
            let registry = try ProviderRegistry(providers)
            return reader.problems.isEmpty
                ? .success(registry) : .failure(ProvidersRefusal(reader.problems))
        } catch {
            let rules = error.problems.filter { !reader.hasComplained(of: $0.key) }
            return .failure(
                ProvidersRefusal(
                    reader.problems
                        + rules.map {
                            Problem(
                                name: "\(name): \($0.key)", sentence: $0.description,
                                remedy: "Correct it in the providers file.")
                        }))
        }
    }

    private static func syntaxProblem(_ error: JSONError, _ name: String) -> Problem {
        Problem(
            name: "\(name):\(error.line):\(error.column)",
            sentence: "The providers file is not JSON: \(error).",
            remedy: "Correct that place; comments are allowed, trailing commas are not.")
    }
}

/// Why a providers file was refused.
package struct ProvidersRefusal: Error {
    /// Every mistake; never empty.
    package let problems: [Problem]

    init(_ problems: [Problem]) {
        self.problems = problems
    }
}
