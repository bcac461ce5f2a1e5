// One trace of one span that is sent to find out where an environment's traces arrive.
// Any thread; a value.
import OTLP
import Reactor
import TraceSDK

/// A trace with an id that nothing else has.
struct CanaryTrace: Sendable {
    /// The name of its span: for whoever finds it later.
    static let spanName = "canary"

    let id: TraceID
    /// The export request that carries it.
    let request: [UInt8]

    /// A trace that the environment of the settings would send.
    init(_ settings: Settings, now: WallTime, random: inout some RandomNumberGenerator) {
        var generator = IDGenerator(seededBy: &random)
        let id = generator.traceID()
        self.id = id
        let resource = Resource(
            ResourceFacts.attributes(
                settings, host: HostFacts.ofThisProcess(),
                instanceID: ResourceFacts.makeInstanceID(seededBy: &random)))
        let envelope = ExportEnvelope(
            resource: resource, scopeName: "gatewayz-api", scopeVersion: BuildVersion.text)
        let head = SpanHead(
            traceID: id, spanID: generator.spanID(), flags: [.random, .sampled], role: .internal,
            startUnixNanoseconds: now.unixNanoseconds,
            endUnixNanoseconds: now.unixNanoseconds + 1_000)
        request = envelope.request { encoder in
            encoder.begin(head)
            encoder.name(Self.spanName)
            encoder.end()
        }
    }
}
