// The swift-log backend: what the program and other libraries log through `Logger` becomes the same
// lines as everything else.
package import Logging

/// Writes a logger's events to the log; callable from any thread, never blocks.
package struct SwiftLogHandler: LogHandler {
    /// Fields of every event of this logger.
    package var metadata: Logger.Metadata = [:]
    /// Fields that depend on the moment, weaker than the event's own.
    package var metadataProvider: Logger.MetadataProvider?
    /// Less important events are not written.
    package var logLevel: Logger.Level
    private let label: String
    private let log: Log
    private let currentTrace: @Sendable () -> LogTrace?

    /// Makes the handler of the logger `label`; `currentTrace` tells in which span the calling code
    /// runs.
    package init(
        label: String, log: Log,
        currentTrace: @escaping @Sendable () -> LogTrace? = { LogTrace.current },
        metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.label = label
        self.log = log
        self.currentTrace = currentTrace
        self.metadataProvider = metadataProvider
        logLevel = log.minimumLevel.lowestSwiftLevel
    }

    /// One field of every event of this logger.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one event: the event's metadata beats the provider's, that beats the logger's.
    package func log(event: LogEvent) {
        var merged = metadata
        if let provided = metadataProvider?.get() { merged.merge(provided) { $1 } }
        if let given = event.metadata { merged.merge(given) { $1 } }
        if let error = event.error { merged["error"] = "\(error)" }
        log.write(
            LogLevel(event.level), event.message.description, logger: label,
            trace: currentTrace(), fields: Self.fields(merged))
    }

    /// The metadata in the order of its keys; keys that become the same get a number.
    private static func fields(_ metadata: Logger.Metadata) -> [LogField] {
        var taken: Set<String> = []
        return metadata.sorted { $0.key < $1.key }.map { key, value in
            var name = LogField.safeKey(key)
            var number = 2
            while !taken.insert(name).inserted {
                name = "\(LogField.safeKey(key))_\(number)"
                number += 1
            }
            return LogField(safeKey: name, fieldValue(value))
        }
    }

    private static func fieldValue(_ value: Logger.MetadataValue) -> LogField.Value {
        guard case .stringConvertible(let any) = value else { return .text(value.description) }
        return switch any {
        case let number as Int: .whole(Int64(number))
        case let number as Int64: .whole(number)
        case let number as Double: .real(number)
        case let flag as Bool: .flag(flag)
        default: .text(any.description)
        }
    }
}
