// Whether, where and how spans are exported.
package import TraceSDK

/// Whether, where and how spans are exported.
package struct TracingSettings: Sendable {
    /// Whether spans are exported.
    package var state: TracingSwitch
    /// Whether spans are to go to an endpoint, even where there is none for them.
    package var isWanted: Bool
    /// Where spans go; `nil` where none is set, or where they are written to the log.
    package var endpoint: TraceEndpoint?
    /// How they are sent there.
    package var exportProtocol: ExportProtocol
    /// The OTLP/HTTP endpoint, where set; guarded also where spans go elsewhere.
    package var httpEndpoint: TraceEndpoint?
    /// The OTLP/gRPC endpoint, where set; guarded also where spans go elsewhere.
    package var grpcEndpoint: TraceEndpoint?
    /// What goes with each export, credentials among it.
    package var headers: [ExportHeader]
    /// The variables that gave the credentials among the headers.
    package var credentials: [String]
    /// Whether exports are compressed with gzip.
    package var usesGzip: Bool
    /// The keys of an encrypted connection.
    package var tls: TLSSettings
    /// Bounds one attempt to export; zero is no bound.
    package var exportTimeout: Duration
    /// Which traces are recorded.
    package var sampling: Sampling
    /// What becomes of a caller's trace.
    package var inboundContext: InboundContext
    /// Which headers carry the context.
    package var propagators: [Propagator]
    /// An unsampled request or probe that takes longer is kept.
    package var keepSlowerThan: Duration
    /// The most that are kept in a second for having failed or been slow; 0 for none.
    package var keepPerSecond: Int
    /// The shares of single routes.
    package var routeRatios: [RouteRatio]
    /// The context that the process was started in, by header; empty without.
    package var startupCarrier: [String: String]
    /// Whether the old `http.method`, `http.status_code`, `http.target` are added.
    package var addsOldHTTPAttributes: Bool
    /// How spans are gathered before an export.
    package var batch: BatchSettings
    /// How large one span may become.
    package var limits: SpanLimitSettings
    /// Where this environment's Tempo answers queries, if set.
    package var queryURL: WebAddress?
}

extension TracingSettings {
    /// Why no span goes to an endpoint; `nil` where they do.
    package var reasonNotToSend: String? {
        switch state {
        case .off(let reason): reason
        case .console: "OTEL_TRACES_EXPORTER is console"
        case .on: endpoint == nil ? "no endpoint is set" : nil
        }
    }
}

/// What becomes of the spans, `OTEL_TRACES_EXPORTER`.
package enum TracesExporter: String, CaseIterable, Hashable, Sendable {
    case otlp, console, none
}

/// Whether spans are exported, and if not, why.
package enum TracingSwitch: Hashable, Sendable {
    case on
    /// Not to an endpoint: each is written as a line of the log.
    case console
    /// The reason follows `Skipping OpenTelemetry initialization: `.
    case off(reason: String)
}

/// An endpoint with the variable that gave it.
package struct TraceEndpoint: Hashable, Sendable {
    /// The variable, or `built-in`.
    package var name: String
    /// Where it stood.
    package var source: SettingSource
    /// The address and what was repaired in it.
    package var read: ReadEndpoint

    /// The variable to change for another endpoint, also where this one is built in.
    var variable: String { source == .builtIn ? "TEMPO_OTLP_HTTP_ENDPOINT" : name }
    /// The address to send to: user-info taken out, signal path put in.
    package var url: String { read.address.url }
    /// The address as `/health` shows it: without user-info and query.
    package var displayed: String { read.address.displayed }
    /// The address as the start-up line shows it: without the signal path.
    package var displayedBase: String { read.displayedBase }
}

/// What becomes of a caller's trace, `INBOUND_TRACE_CONTEXT`.
package enum InboundContext: String, CaseIterable, Hashable, Sendable {
    case `continue`, link, ignore
}

/// The keys of an encrypted connection to the receiver, as paths of PEM files.
package struct TLSSettings: Hashable, Sendable {
    /// Authorities that are trusted instead of the system's.
    package var authorities: String?
    /// The certificate that is shown to the receiver.
    package var clientCertificate: String?
    /// The key that goes with it.
    package var clientKey: String?
}

/// How OTLP is spoken, `OTEL_EXPORTER_OTLP_PROTOCOL`.
package enum ExportProtocol: String, CaseIterable, Hashable, Sendable {
    case httpProtobuf = "http/protobuf"
    case httpJSON = "http/json"
    case grpc
}

/// Which traces are recorded.
package struct Sampling: Hashable, Sendable, CustomStringConvertible {
    /// How a trace without a parent is decided.
    package enum Root: Hashable, Sendable {
        case alwaysOn, alwaysOff
        /// A share of the traces, from 0 to 1.
        case ratio(Double)
        /// A share of the traces, from 0 to 1, consistently and with its threshold told.
        case probability(Double)
    }

    /// How a trace without a parent is decided.
    package var root: Root
    /// Whether a parent's decision counts first.
    package var isParentBased: Bool

    /// As the specification spells it, with the share where there is one.
    package var description: String {
        let prefix = isParentBased ? "parentbased_" : ""
        return switch root {
        case .alwaysOn: prefix + "always_on"
        case .alwaysOff: prefix + "always_off"
        case .ratio(let share): prefix + "traceidratio \(share)"
        case .probability(let share): prefix + "probability \(share)"
        }
    }
}

/// How spans are gathered before an export.
package struct BatchSettings: Hashable, Sendable {
    /// The bytes of spans that may wait; whichever bound comes first counts.
    package static let maximumQueueBytes = 33_554_432
    /// The longest a span waits for its batch.
    package var scheduleDelay: Duration
    /// Bounds a batch's export with its repetitions; `nil` where nobody set it.
    package var exportTimeout: Duration?
    /// The most spans that wait.
    package var maximumQueueSpans: Int
    /// The most spans in one export, never more than the queue holds.
    package var maximumBatchSpans: Int
}

/// How large one span may become.
package struct SpanLimitSettings: Hashable, Sendable {
    /// The most attributes of a span.
    package var attributeCount: Int
    /// The most characters of an attribute's text; `nil` for no bound.
    package var attributeValueLength: Int?
    /// The most events of a span.
    package var eventCount: Int
    /// The most links of a span.
    package var linkCount: Int
    /// The most attributes of an event.
    package var eventAttributeCount: Int
    /// The most attributes of a link.
    package var linkAttributeCount: Int
}
