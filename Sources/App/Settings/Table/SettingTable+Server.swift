// The rows about the HTTP server and its limits. Times in seconds, sizes in bytes.

extension SettingTable {
    static let port = Setting(
        .server, "port", "PORT", grammar: .wholeNumber(0...65_535, zeroMeans: "any free one"),
        default: 8_000, help: "Where HTTP is served.")

    static let threads = Setting(
        optional: .server, "threads", "SERVER_THREADS", grammar: .wholeNumber(1...256),
        defaultText: "as many as the affinity mask and the CPU quota allow",
        help: "How many loops serve connections.")

    static let maximumConnections = Setting(
        .server, "connections", "SERVER_MAX_CONNECTIONS", grammar: .wholeNumber(1...1_000_000),
        default: 16_384, help: "The most at a time; lowered to the descriptor limit less 64.")

    static let headerTimeout = Setting(
        .server, "header timeout", "SERVER_HEADER_TIMEOUT",
        grammar: .seconds(milliseconds: 1...3_600_000), default: .seconds(10),
        help: "How long a request's head may take.")

    static let bodyTimeout = Setting(
        .server, "body timeout", "SERVER_BODY_TIMEOUT",
        grammar: .seconds(milliseconds: 1...3_600_000), default: .seconds(60),
        help: "How long a request's body may take.")

    static let bodyMinimumRate = Setting(
        .server, "body's least rate", "SERVER_BODY_MIN_RATE",
        grammar: .bytes(0...1_000_000_000, zeroMeans: "none"), default: 1_024,
        help: "What a body must at least bring each second.")

    static let idleTimeout = Setting(
        .server, "idle timeout", "SERVER_IDLE_TIMEOUT",
        grammar: .seconds(milliseconds: 1...86_400_000), default: .seconds(75),
        help: "How long a connection may rest between requests; Railway's edge takes 60.")

    static let writeTimeout = Setting(
        .server, "write timeout", "SERVER_WRITE_TIMEOUT",
        grammar: .seconds(milliseconds: 1...3_600_000), default: .seconds(20),
        help: "How long a client may take nothing of its answer.")

    static let maximumRequestLine = Setting(
        .server, "request line", "SERVER_MAX_REQUEST_LINE", grammar: .bytes(64...1_048_576),
        default: 8_192, help: "The longest.")

    static let maximumHead = Setting(
        .server, "head", "SERVER_MAX_HEAD", grammar: .bytes(256...1_048_576),
        default: 16_384, help: "The largest head of a request.")

    static let maximumFields = Setting(
        .server, "fields", "SERVER_MAX_FIELDS", grammar: .wholeNumber(1...10_000), default: 100,
        help: "The most field lines of a request.")

    static let maximumBody = Setting(
        .server, "body", "SERVER_MAX_BODY", grammar: .bytes(0...1_073_741_824),
        default: 1_048_576, help: "The largest body of a request.")

    static let maximumRequests = Setting(
        .server, "requests of a connection", "SERVER_MAX_REQUESTS_PER_CONNECTION",
        grammar: .wholeNumber(0...1_000_000_000, zeroMeans: "no bound"), default: 10_000,
        help: "After so many a connection is closed.")

    static let maximumAge = Setting(
        .server, "age of a connection", "SERVER_MAX_CONNECTION_AGE",
        grammar: .seconds(milliseconds: 1_000...31_536_000_000), default: .seconds(3_600),
        help: "After so long, give or take a tenth, a connection is closed.")

    static let shedLag = Setting(
        .server, "lag that sheds", "SERVER_SHED_LAG",
        grammar: .seconds(milliseconds: 1...60_000), default: .milliseconds(50),
        help: "A loop that lags by more turns requests away.")

    static let corsOrigins = Setting(
        .server, "allowed origins", "CORS_ALLOWED_ORIGINS", grammar: .origins, default: [],
        defaultText: "off", help: "Which sites' scripts may read the answers.")

    static let trustForwarded = Setting(
        .server, "trust in Forwarded", "TRUST_FORWARDED", grammar: .flag, default: false,
        defaultText: "false, true on Railway",
        help: "Whether X-Forwarded-* and X-Real-IP are believed.")

    static let server = [
        port.definition, threads.definition, maximumConnections.definition,
        headerTimeout.definition, bodyTimeout.definition, bodyMinimumRate.definition,
        idleTimeout.definition, writeTimeout.definition, maximumRequestLine.definition,
        maximumHead.definition, maximumFields.definition, maximumBody.definition,
        maximumRequests.definition, maximumAge.definition, shedLag.definition,
        corsOrigins.definition, trustForwarded.definition,
    ]
}
