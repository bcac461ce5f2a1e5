// An error as Sentry is told of it.
// Any thread; a value. Its texts are scrubbed when it is captured, not before.

/// One error event.
package struct SentryEvent: Sendable {
    /// How bad it is.
    package enum Level: String, Hashable, Sendable { case warning, error, fatal }

    /// The span during which it happened: what links the issue to the trace.
    package struct Trace: Hashable, Sendable {
        /// The upper and lower 64 bits of the trace id.
        package var high: UInt64
        /// The lower 64 bits of the trace id.
        package var low: UInt64
        /// The span id.
        package var span: UInt64
        /// What the span does, `http.server` for example.
        package var operation: String

        /// Names a span.
        package init(high: UInt64, low: UInt64, span: UInt64, operation: String) {
            self.high = high
            self.low = low
            self.span = span
            self.operation = operation
        }
    }

    /// The request that failed.
    package struct Request: Hashable, Sendable {
        /// Its method.
        package var method: String
        /// Its path, without a query.
        package var path: String

        /// Names a request.
        package init(method: String, path: String) {
            self.method = method
            self.path = path
        }
    }

    /// How bad it is.
    package var level: Level
    /// What kind of error, `HTTP 503` for example; with `culprit`, what Sentry groups by.
    package var type: String
    /// What happened, as a sentence.
    package var message: String
    /// Where: a route, or a part of the program.
    package var culprit: String
    /// When, in Unix nanoseconds.
    package var unixNanoseconds: Int64
    /// The span during which it happened.
    package var trace: Trace?
    /// The request that failed.
    package var request: Request?
    /// Words to search by.
    package var tags: [(name: String, value: String)] = []

    /// An event without trace, request and tags.
    package init(
        level: Level, type: String, message: String, culprit: String, unixNanoseconds: Int64
    ) {
        self.level = level
        self.type = type
        self.message = message
        self.culprit = culprit
        self.unixNanoseconds = unixNanoseconds
    }
}
