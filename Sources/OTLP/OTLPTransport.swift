// How batches leave: over libcurl in the program, from a script in tests.

/// Sends requests on behalf of the exporter.
package protocol OTLPTransport: Sendable {
    /// Where the requests go, for people.
    var destination: ExportDestination { get }
    /// What `otel.component.type` says of the exporter; that of the destination's protocol unless
    /// no protocol is spoken.
    var componentType: String { get }
    /// Sends a body, and calls the completion exactly once, from any thread, perhaps before this
    /// returns. The closure that is returned ends the request early; the completion still comes.
    func send(
        _ body: [UInt8], timeout: Duration,
        completion: @escaping @Sendable (ExportReply) -> Void
    ) -> @Sendable () -> Void
}

extension OTLPTransport {
    /// The protocol's.
    package var componentType: String { destination.wire.componentType }
}
