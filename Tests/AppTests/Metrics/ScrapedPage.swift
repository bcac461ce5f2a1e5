// What a registry shows, as lines, and promtool's opinion of it.
import Foundation
import Prometheus

/// The page of a registry.
struct ScrapedPage {
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    init(_ registry: Registry) {
        var bytes: [UInt8] = []
        registry.append(to: &bytes)
        self.bytes = bytes
    }

    /// The sample lines, without comments.
    var samples: [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }.map(String.init)
    }

    /// The names of the families that are shown, in their order.
    var families: [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("# TYPE") }.map { String($0.split(separator: " ")[2]) }
    }

    static let promtool = "/usr/bin/promtool"
    static var promtoolIsInstalled: Bool { FileManager.default.isExecutableFile(atPath: promtool) }

    /// What `promtool check metrics` says: nothing, where all is well.
    func promtoolComplaints() throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.promtool)
        process.arguments = ["check", "metrics"]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        // Why: pages here are far below a pipe's 64 KiB, so this cannot wait for the reader.
        try input.fileHandleForWriting.write(contentsOf: Data(bytes))
        try input.fileHandleForWriting.close()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let text = String(decoding: said, as: UTF8.self)
        return process.terminationStatus == 0 ? text : "exit \(process.terminationStatus): \(text)"
    }
}
