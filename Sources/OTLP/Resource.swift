// Who sends the spans: written once at start, sent with every batch.
// Any thread; immutable.
package import TraceSDK
import Wire

/// The attributes of the sending entity, in order, unique by key.
package struct Resource: Hashable, Sendable {
    /// What `telemetry.sdk.name` says; "opentelemetry" is reserved for the official SDKs.
    package static let sdkName = "gatewayz-otel"
    /// What `telemetry.sdk.version` and the User-Agent say.
    package static let sdkVersion = "1.0.0"

    /// In the order of their first naming.
    package private(set) var attributes: [Attribute] = []

    /// Of two attributes with one key the later value counts. `telemetry.sdk.language`, `.name` and
    /// `.version`, which the specification demands, are always there.
    package init(_ attributes: [Attribute]) {
        let own = [
            Attribute("telemetry.sdk.language", .string("swift")),
            Attribute("telemetry.sdk.name", .string(Self.sdkName)),
            Attribute("telemetry.sdk.version", .string(Self.sdkVersion)),
        ]
        for attribute in attributes + own {
            if let index = self.attributes.firstIndex(where: { $0.key == attribute.key }) {
                self.attributes[index].value = attribute.value
            } else {
                self.attributes.append(attribute)
            }
        }
    }

    /// Appends the content of a `Resource` message.
    func appendContent(to sink: inout [UInt8]) {
        for attribute in attributes { attribute.append(field: 1, to: &sink) }
    }
}
