// The layers that values come from, the highest first: command line, process, settings file.
// An empty value is as if it were not set.

/// A value with its variable and place.
struct FoundValue: Hashable, Sendable {
    let name: String
    let value: String
    let source: SettingSource

    /// Whether the variable is OpenTelemetry's own: a bad value is as if it were not set.
    var isSpecifications: Bool {
        name.hasPrefix("OTEL_") || name == "TRACEPARENT" || name == "TRACESTATE"
    }

    /// `APP_ENV` or `APP_ENV in .env.staging:1` or `--environment`: how a report names it.
    var place: String {
        switch source {
        case .commandLine(let option): option
        case .file: "\(name) in \(source)"
        case .process, .builtIn: name
        }
    }
}

/// The layers, the highest first.
struct Layers: Sendable {
    private var layers: [[String: FoundValue]] = []

    /// The command line and the process.
    init(options: [CommandLineOption], process: [String: String]) {
        append(
            options.map {
                FoundValue(
                    name: $0.variable, value: $0.value, source: .commandLine($0.option))
            })
        append(process.map { FoundValue(name: $0.key, value: $0.value, source: .process) })
    }

    /// Adds the settings file below what is there.
    mutating func append(_ file: Dotenv, named name: String) {
        append(
            file.entries.map {
                FoundValue(
                    name: $0.name, value: $0.value, source: .file(name, line: $0.line))
            })
    }

    private mutating func append(_ values: [FoundValue]) {
        var layer: [String: FoundValue] = [:]
        for found in values {
            let trimmed = found.value.trimmingBlanks()
            guard !trimmed.isEmpty else { continue }
            layer[found.name] = FoundValue(
                name: found.name, value: trimmed, source: found.source)
        }
        layers.append(layer)
    }

    /// The highest layer that sets any of the names decides; inside it the first name.
    func first(of names: [String]) -> FoundValue? {
        for layer in layers {
            for name in names {
                if let found = layer[name] { return found }
            }
        }
        return nil
    }

    /// Each of the names that is set, with its value of the highest layer.
    func each(of names: [String]) -> [FoundValue] {
        names.compactMap { first(of: [$0]) }
    }
}
