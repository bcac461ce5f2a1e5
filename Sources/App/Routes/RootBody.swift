// The body of `GET /`: what there is to ask for. Rendered once at start.
import Wire

/// Renders the list of routes.
enum RootBody {
    static func render(_ identity: InstanceIdentity) -> [UInt8] {
        var body: [UInt8] = []
        JSONWriter.append(to: &body) { writer in
            writer.beginObject()
            identity.append(to: &writer)
            writer.key("routes")
            writer.beginArray()
            for route in GatewayRoute.allCases {
                writer.beginObject()
                writer.key("method")
                writer.string("GET")
                writer.key("path")
                writer.string("\(route.template)")
                writer.key("summary")
                writer.string("\(route.summary)")
                writer.endObject()
            }
            writer.endArray()
            writer.key("docs")
            writer.string("\(GatewayRoute.document.template)")
            writer.endObject()
        }
        body.append("\n")
        return body
    }
}
