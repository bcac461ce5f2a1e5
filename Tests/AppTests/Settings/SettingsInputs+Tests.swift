// Inputs for tests: files in memory, and the files that are committed.
import Testing

@testable import App

extension SettingsInputs {
    /// Inputs whose files stand in a dictionary.
    static func files(_ files: [String: String]) -> SettingsInputs {
        var inputs = SettingsInputs()
        inputs.readFile = { name in files[name].map { .bytes(Array($0.utf8)) } ?? .absent }
        inputs.fileNames = { Array(files.keys) }
        return inputs
    }

    /// The committed settings files, with the process's variables.
    static func committed(_ process: [String: String]) -> SettingsInputs {
        var inputs = SettingsInputs()
        inputs.process = process
        inputs.readFile = { ProcessFacts.readFile(Repository.path($0)) }
        inputs.fileNames = { ProcessFacts.fileNames(in: Repository.path(".")) }
        return inputs
    }

    /// The process's variables and nothing else.
    static func process(_ process: [String: String]) -> SettingsInputs {
        var inputs = SettingsInputs()
        inputs.process = process
        return inputs
    }
}

/// The checkout that the tests were built from.
enum Repository {
    /// The path of a file of the checkout.
    static func path(_ name: String) -> String {
        let parts = #filePath.split(separator: "/").dropLast(4)
        return "/" + parts.joined(separator: "/") + "/" + name
    }

    /// The text of a file of the checkout.
    static func text(_ name: String) throws -> String {
        guard case .bytes(let bytes) = ProcessFacts.readFile(path(name)) else {
            throw MissingFile(name: name)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    struct MissingFile: Error {
        let name: String
    }
}
