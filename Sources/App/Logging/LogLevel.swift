// How important a line is, in the four words that Railway and Loki know.
import Logging

/// The level of a log line.
package enum LogLevel: UInt8, Comparable, CaseIterable, Sendable {
    case debug, info, warn, error

    /// The word in the line.
    package var name: StaticString {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warn: "warn"
        case .error: "error"
        }
    }

    /// Less important is less.
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The least important swift-log level that becomes this one.
    var lowestSwiftLevel: Logger.Level {
        switch self {
        case .debug: .trace
        case .info: .info
        case .warn: .warning
        case .error: .error
        }
    }

    /// Folds swift-log's seven levels into four.
    init(_ level: Logger.Level) {
        switch level {
        case .trace, .debug: self = .debug
        case .info, .notice: self = .info
        case .warning: self = .warn
        case .error, .critical: self = .error
        }
    }
}
