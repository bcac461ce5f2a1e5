// A span as it was received (OTLP `Span` with its resource and scope).
// Any thread.

/// One finished operation of one service.
package struct PocketSpan: Equatable, Sendable {
    /// What a span is to its trace (OTLP `SpanKind`, by its number).
    package enum Kind: Int, Equatable, Sendable, CaseIterable {
        case unspecified = 0
        case `internal` = 1
        case server = 2
        case client = 3
        case producer = 4
        case consumer = 5

        /// The kind as OTLP spells it, without its prefix: `SERVER`.
        package var name: String {
            switch self {
            case .unspecified: "UNSPECIFIED"
            case .internal: "INTERNAL"
            case .server: "SERVER"
            case .client: "CLIENT"
            case .producer: "PRODUCER"
            case .consumer: "CONSUMER"
            }
        }
    }

    /// How an operation ended (OTLP `StatusCode`, by its number).
    package enum Status: Int, Equatable, Sendable, CaseIterable {
        case unset = 0
        case ok = 1
        case error = 2

        /// The status as OTLP spells it, without its prefix: `ERROR`.
        package var name: String {
            switch self {
            case .unset: "UNSET"
            case .ok: "OK"
            case .error: "ERROR"
            }
        }
    }

    /// The trace.
    package var traceID = PocketTraceID(high: 0, low: 0)
    /// The span's own name inside its trace; never 0 once stored.
    package var spanID: UInt64 = 0
    /// The span above it; 0 for a root.
    package var parentSpanID: UInt64 = 0
    /// W3C flags in the low byte; 0x100 and 0x200 say whether the parent was remote.
    package var flags: UInt32 = 0
    /// The W3C `tracestate`.
    package var traceState = ""
    /// The operation.
    package var name = ""
    /// What it is to its trace.
    package var kind = Kind.unspecified
    /// When it began, in Unix nanoseconds.
    package var startUnixNanoseconds: UInt64 = 0
    /// When it ended, in Unix nanoseconds.
    package var endUnixNanoseconds: UInt64 = 0
    /// The details.
    package var attributes: [PocketAttribute] = []
    /// What happened inside.
    package var events: [PocketEvent] = []
    /// What else it belongs to.
    package var links: [PocketLink] = []
    /// How it ended.
    package var status = Status.unset
    /// Why it failed.
    package var statusMessage = ""
    /// Who made it.
    package var resource: [PocketAttribute] = []
    /// Which library made it.
    package var scope = PocketScope()
    /// Bytes that it counts for in the store: its own encoding and its resource's.
    package var storedBytes = 0

    /// A span without anything.
    package init() {}

    /// `service.name` of its resource, empty where there is none.
    package var serviceName: String {
        if case .string(let name) = resource["service.name"] { name } else { "" }
    }

    /// Whether no span above it can come from the same process: it has no parent, or a remote one.
    package var isLocalRoot: Bool { parentSpanID == 0 || flags & 0x300 == 0x300 }

    /// How long it took; 0 where its clock ran backwards.
    package var durationNanoseconds: UInt64 {
        endUnixNanoseconds > startUnixNanoseconds ? endUnixNanoseconds - startUnixNanoseconds : 0
    }
}
