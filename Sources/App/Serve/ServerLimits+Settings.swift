// The HTTP server's bounds, from the settings that name them.
import HTTPCore
import HTTPServer

extension ServerLimits {
    /// The bounds that an operator has set, and the defaults for the rest.
    init(_ settings: ServerSettings) {
        self.init()
        head = HeadLimits(
            requestLine: settings.maximumRequestLineBytes, head: settings.maximumHeadBytes,
            fields: settings.maximumFields)
        connections = settings.maximumConnections
        headerTimeout = settings.headerTimeout
        bodyTimeout = settings.bodyTimeout
        bodyMinimumRate = settings.bodyMinimumBytesPerSecond
        idleTimeout = settings.idleTimeout
        writeTimeout = settings.writeTimeout
        body = settings.maximumBodyBytes
        requestsPerConnection = settings.maximumRequestsPerConnection ?? 0
        connectionAge = settings.maximumConnectionAge
        shedLag = settings.shedLag
    }
}
