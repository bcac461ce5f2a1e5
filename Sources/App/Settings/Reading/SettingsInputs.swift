// Everything that start-up may look at, as values and closures: so that a test can be a table, and
// so that nothing below asks the process, the file system or the terminal on its own.

/// What the configuration is read from.
package struct SettingsInputs: Sendable {
    /// What became of a file that was asked for.
    package enum File: Sendable {
        case bytes([UInt8])
        case absent
        /// It is there and cannot be read; the text says why.
        case unreadable(String)
    }

    /// The process's environment variables.
    package var process: [String: String] = [:]
    /// What the command line says, by the variable that it stands for.
    package var options: [CommandLineOption] = []
    /// The file that `--env-file` names, instead of `.env.<environment>`.
    package var environmentFile: String?
    /// Reads a file, relative paths below the working directory; at most a mebibyte.
    package var readFile: @Sendable (String) -> File = { _ in .absent }
    /// The names of the files in the working directory.
    package var fileNames: @Sendable () -> [String] = { [] }
    /// What the file system says about where a file is, or would be; `nil` where nothing is known.
    package var placeFacts: @Sendable (String) -> PlaceFacts? = { _ in nil }
    /// Whether standard output is a terminal.
    package var isOutputTerminal = false
    /// The version this was built as.
    package var buildVersion = "0.0.0"
    /// How many processors the affinity mask and the CPU quota allow.
    package var processors = 1
    /// How many descriptors the process may open.
    package var descriptorLimit = 1_048_576

    /// Inputs that say nothing.
    package init() {}
}

/// An option of the command line that stands for a variable.
package struct CommandLineOption: Hashable, Sendable {
    /// The variable it stands for, such as `PORT`.
    package let variable: String
    /// How it is written, such as `--port`.
    package let option: String
    /// Its value.
    package let value: String

    /// The option `option`, which sets `variable`.
    package init(variable: String, option: String, value: String) {
        self.variable = variable
        self.option = option
        self.value = value
    }

    /// `--environment`.
    package static func environment(_ value: String) -> Self {
        Self(variable: "APP_ENV", option: "--environment", value: value)
    }

    /// `--port`.
    package static func port(_ value: String) -> Self {
        Self(variable: "PORT", option: "--port", value: value)
    }

    /// `--providers`.
    package static func providers(_ value: String) -> Self {
        Self(variable: "PROVIDERS_FILE", option: "--providers", value: value)
    }
}

/// Where a value stood.
package enum SettingSource: Hashable, Sendable, CustomStringConvertible {
    case commandLine(String)
    case process
    case file(String, line: Int)
    case builtIn

    /// As a report says it: `--port`, `process`, `.env.staging:3`, `default`.
    package var description: String {
        switch self {
        case .commandLine(let option): option
        case .process: "process"
        case .file(let file, let line): "\(file):\(line)"
        case .builtIn: "default"
        }
    }
}
