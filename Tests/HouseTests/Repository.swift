// Reads the tree that the rules are held against. The only file of HouseTests that does I/O.

import FoundationEssentials

/// The repository's own text files, read once.
struct Repository: Sendable {
    struct TextFile: Sendable {
        /// Relative to the root.
        let path: String
        let text: String
    }

    /// Every text file below the folders of `roots`, and those of the root itself.
    let files: [TextFile]
    /// Every Swift file of `Sources` and `Tests`, placeholders of unfurnished rooms left out.
    let swift: [SwiftSource]

    private static let roots = [
        ".ci", ".railway", "Benchmarks", "Examples", "Fuzz", "Sources", "Tests", "deploy", "docs",
        "scripts",
    ]
    private static let rootFiles = [
        ".env.production", ".env.staging", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md",
        "Dockerfile", "Makefile", "Package.swift", "README.md", "SECURITY.md", "railway.toml",
    ]
    private static let skipped: Set<String> = [
        "__pycache__", ".pytest_cache", "corpus", "crashes", "results",
    ]

    static func read(fileInTests: String = #filePath) throws -> Repository {
        let root = fileInTests.split(separator: "/").dropLast(3).joined(separator: "/")
        let manager = FileManager.default
        var files: [TextFile] = []
        var folders = roots
        var names = rootFiles
        while let folder = folders.popLast() {
            guard manager.fileExists(atPath: "/\(root)/\(folder)") else { continue }
            for name in try manager.contentsOfDirectory(atPath: "/\(root)/\(folder)")
            where !skipped.contains(name) {
                var isFolder = false
                let path = "\(folder)/\(name)"
                _ = manager.fileExists(atPath: "/\(root)/\(path)", isDirectory: &isFolder)
                if isFolder { folders.append(path) } else { names.append(path) }
            }
        }
        for name in names.sorted() where !name.hasSuffix("/Placeholder.swift") {
            guard let data = manager.contents(atPath: "/\(root)/\(name)"), !data.contains(0) else {
                continue
            }
            files.append(TextFile(path: name, text: String(decoding: data, as: UTF8.self)))
        }
        return Repository(files: files)
    }

    init(files: [TextFile]) {
        self.files = files
        swift = files.filter { $0.path.hasSuffix(".swift") }
            .map { SwiftSource(path: $0.path, text: $0.text) }
    }

    /// Everything that is read as program: all but prose and data.
    var programText: [TextFile] {
        files.filter { file in
            !["md", "txt", "json", "pem"].contains { file.path.hasSuffix(".\($0)") }
        }
    }

    /// The text of one file, `nil` where it is missing.
    func text(_ path: String) -> String? {
        files.first { $0.path == path }?.text
    }
}
