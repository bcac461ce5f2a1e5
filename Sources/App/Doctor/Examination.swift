// The steps of `doctor` for one environment, each bounded, each telling what to do.
// One thread, the command's. A step whose ground is missing is skipped, never guessed.
import Curl
import OTLP
import Reactor

/// One environment as `doctor` found it.
struct ExaminedEnvironment {
    let checked: CheckedEnvironment
    let steps: [DoctorStep]
    /// Why it cannot be reached from here, where that is known beforehand.
    let elsewhere: String?

    var isGood: Bool { !steps.contains { $0.outcome == .failed } }
}

/// Takes the steps.
struct Examination {
    private let checked: CheckedEnvironment
    private let world: DoctorWorld
    private let elsewhere: String?
    private let place: StorePlace?
    private var steps: [DoctorStep] = []

    /// Examines an environment; `elsewhere` is why it cannot be reached from here, `place` where
    /// its store would be, both `nil` where they do not apply.
    static func run(
        _ checked: CheckedEnvironment, in world: DoctorWorld, elsewhere: String?,
        place: StorePlace?
    ) -> ExaminedEnvironment {
        var examination = Examination(checked, world, elsewhere, place)
        examination.takeSteps()
        return ExaminedEnvironment(
            checked: checked, steps: examination.steps, elsewhere: examination.elsewhere)
    }

    private init(
        _ checked: CheckedEnvironment, _ world: DoctorWorld, _ elsewhere: String?,
        _ place: StorePlace?
    ) {
        self.checked = checked
        self.world = world
        self.elsewhere = elsewhere
        self.place = place
    }

    private mutating func add(
        _ name: DoctorStepName, _ outcome: DoctorOutcome, _ detail: String, remedy: String? = nil
    ) {
        steps.append(DoctorStep(name, outcome, detail, remedy: remedy))
    }

    private mutating func takeSteps() {
        let isRight = judgeConfiguration()
        judgeReceiver(isRight)
        judgeStore()
        judgeTempo()
    }

    private mutating func judgeConfiguration() -> Bool {
        let problems = checked.problems
        guard let first = problems.first else {
            let warnings = checked.warnings.count
            let said = warnings == 1 ? "1 warning" : "\(warnings) warnings"
            add(
                .configuration, .passed,
                warnings == 0 ? "no problem" : "no problem, \(said) (see gatewayz-api check)")
            return true
        }
        let others = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
        add(.configuration, .failed, first.sentence + others, remedy: first.remedy)
        return false
    }

    /// Name, connection and export, which stand on each other.
    private mutating func judgeReceiver(_ isConfigurationRight: Bool) {
        let tracing = checked.loaded.settings.tracing
        let obstacle: String? =
            if !isConfigurationRight {
                "the configuration is refused, so nothing is sent"
            } else if case .off(let reason) = tracing.state {
                "tracing is off: \(reason)"
            } else {
                tracing.reasonNotToSend ?? elsewhere
            }
        guard obstacle == nil, let endpoint = tracing.endpoint else {
            for name in [DoctorStepName.dns, .connection, .export] {
                add(name, .skipped, obstacle ?? "no endpoint is set")
            }
            return
        }
        guard judgeName(of: endpoint) else {
            for name in [DoctorStepName.connection, .export] {
                add(name, .skipped, "the name leads nowhere")
            }
            return
        }
        judgeExport(endpoint, tracing)
    }

    private mutating func judgeName(of endpoint: TraceEndpoint) -> Bool {
        let host = endpoint.read.address.host
        guard !host.isIPLiteral else {
            add(.dns, .passed, "\(host) is an address")
            return true
        }
        switch NameLookup.addresses(of: host.text) {
        case .success(let addresses):
            add(.dns, .passed, "\(host) is \(addresses.joined(separator: ", "))")
            return true
        case .failure(let failure):
            add(
                .dns, .failed, "\(host) leads nowhere: \(failure.reason)",
                remedy: host.isRailwayPrivate
                    ? "Private names of Railway are <service>.railway.internal and work inside "
                        + "that project and environment only; run doctor there, with railway ssh."
                    : "Correct the host in \(endpoint.variable).")
            return false
        }
    }

    private mutating func judgeExport(_ endpoint: TraceEndpoint, _ tracing: TracingSettings) {
        switch world.export([], by: tracing, to: endpoint) {
        case .unanswered(let label, let reason, _):
            let isConnected = ["send", "receive", "response_too_large"].contains(label)
            if isConnected { add(.connection, .passed, endpoint.read.address.origin) }
            add(
                isConnected ? .export : .connection, .failed, reason,
                remedy: "Let Tempo listen on \(Self.door(tracing.exportProtocol)), and let "
                    + "\(endpoint.variable) name it.")
            if !isConnected { add(.export, .skipped, "there is no connection") }
        case .answered(let status, _, _):
            add(.connection, .passed, endpoint.read.address.origin)
            if (200...299).contains(status) {
                add(.export, .passed, "\(endpoint.displayed) answered \(status)")
            } else {
                add(
                    .export, .failed, "\(endpoint.displayed) answered \(status)",
                    remedy: ExportRemedy.text(status: status, endpoint: endpoint))
            }
        case .rpc(let status, let message, _, _):
            add(.connection, .passed, endpoint.read.address.origin)
            let answer = "\(endpoint.displayed) answered \(status.name)"
            add(
                .export, status == .ok ? .passed : .failed,
                message.isEmpty || status == .ok ? answer : "\(answer): \(message.shown(at: 200))",
                remedy: status == .ok
                    ? nil : "Let \(endpoint.variable) name the OTLP/gRPC port of a receiver, 4317.")
        case .written: add(.export, .skipped, "nothing is sent")
        case .tooLarge(let reason):
            add(.export, .failed, reason, remedy: "An empty export is never too large.")
        }
    }

    private static func door(_ spoken: ExportProtocol) -> String {
        spoken == .grpc ? "[::]:4317 for OTLP over gRPC" : "[::]:4318 for OTLP over HTTP"
    }

    private mutating func judgeStore() {
        guard let place else {
            add(.store, .skipped, "judged from inside the environment only")
            return
        }
        add(.store, place.outcome, place.detail, remedy: place.remedy)
    }

    private mutating func judgeTempo() {
        let settings = checked.loaded.settings
        guard elsewhere == nil, let query = TempoQuery(settings.tracing) else {
            let reason = elsewhere ?? "TEMPO_QUERY_URL is not set, and the endpoint does not tell"
            add(.tempo, .skipped, reason)
            add(.foreign, .warned, "not searched: \(reason)", remedy: Self.setQueryURL)
            return
        }
        switch TempoAnswers.ready(world.fetch(query.ready())) {
        case .answered(true): add(.tempo, .passed, "\(query.address) is ready")
        case .answered(false):
            add(
                .tempo, .failed, "\(query.address) answers that it is not ready yet",
                remedy: "Wait for a minute after its start; its log says what it waits for.")
        case .unreachable(let reason):
            add(.tempo, .failed, "\(query.address)/ready: \(reason)", remedy: Self.setQueryURL)
        }
        judgeForeign(query, settings.environment)
    }

    private static let setQueryURL =
        "Set TEMPO_QUERY_URL to where this environment's Tempo answers queries, usually port 3200."

    private mutating func judgeForeign(_ query: TempoQuery, _ own: EnvironmentName) {
        let request = ForeignSpans.request(to: query, besides: own, now: world.clocks.wall())
        switch TempoAnswers.foreignSpans(world.fetch(request)) {
        case .unreachable(let reason):
            add(.foreign, .warned, "not searched: \(reason)", remedy: Self.setQueryURL)
        case .answered(let found) where found.spanCount == 0:
            add(.foreign, .passed, "none in the last hour")
        case .answered(let found):
            add(
                .foreign, .failed, "\(query.address) holds \(found.sentence) of the last hour",
                remedy:
                    "Find who sends them: \(found.senders.map(\.service).joined(separator: ", ")) "
                    + "has a TEMPO_OTLP_HTTP_ENDPOINT that leads to the Tempo of \(own).")
        }
    }
}

/// What to do about an export that was answered, but not taken.
enum ExportRemedy {
    static func text(status: Int, endpoint: TraceEndpoint) -> String {
        switch status {
        case 401, 403:
            "Set GRAFANA_TEMPO_USERNAME and GRAFANA_TEMPO_API_KEY, or the header that it asks for."
        case 404, 405:
            "Give \(endpoint.variable) without a path: /v1/traces is added, and that is not there."
        case 415:
            "Let the receiver take application/x-protobuf, or set OTEL_EXPORTER_OTLP_PROTOCOL."
        case 429, 502, 503, 504: "It is busy or starting; try again, and see its own log."
        case 300...399: "Name the address that it leads to; a redirect is not followed."
        default: "See the log of what answers there; OTLP over HTTP is port 4318 of Tempo."
        }
    }
}
