// Sends the canaries and looks for each of them everywhere.
// One thread, the command's; bounded as a whole.
import OTLP
import Reactor
import TraceSDK

/// An environment that takes part.
struct CanaryParty {
    let settings: Settings
    /// Why neither its receiver nor its Tempo can be reached from here; `nil` where they may be.
    var elsewhere: String?
    /// Why no span of it may be sent; `nil` where one may.
    var mustNotSend: String?

    /// Whether the canary may be sent.
    fileprivate var obstacle: String? {
        if let reason = mustNotSend ?? elsewhere { return reason }
        return settings.tracing.reasonNotToSend
    }
}

/// One round of canaries.
struct CanaryRun {
    /// How long a trace may take from receiver to query.
    static let patience = Duration.seconds(10)
    /// How long the others are watched after a canary was found somewhere.
    static let grace = Duration.milliseconds(500)
    private static let pause = Duration.milliseconds(100)

    private let world: DoctorWorld
    private let queries: [TempoQuery?]
    private let traces: [CanaryTrace?]
    private var matrix: CanaryMatrix

    /// Sends a canary of each party and gives the matrix once it has settled.
    static func matrix(
        of parties: [CanaryParty], in world: DoctorWorld,
        random: inout some RandomNumberGenerator
    ) -> CanaryMatrix {
        var run = CanaryRun(parties, world, random: &random)
        run.lookUntilSettled()
        return run.matrix
    }

    private init(
        _ parties: [CanaryParty], _ world: DoctorWorld, random: inout some RandomNumberGenerator
    ) {
        self.world = world
        queries = parties.map { $0.elsewhere == nil ? TempoQuery($0.settings.tracing) : nil }
        var traces: [CanaryTrace?] = []
        var known: [CanaryMatrix.Party] = []
        for (party, query) in zip(parties, queries) {
            let trace = CanaryTrace(party.settings, now: world.clocks.wall(), random: &random)
            let obstacle = party.obstacle ?? Self.send(trace, of: party.settings, world)
            traces.append(obstacle == nil ? trace : nil)
            known.append(
                CanaryMatrix.Party(
                    environment: party.settings.environment,
                    endpoint: party.settings.tracing.endpoint?.displayed, query: query?.address,
                    traceID: obstacle == nil ? "\(trace.id)" : nil, notSent: obstacle))
        }
        self.traces = traces
        let row = zip(parties, queries).map { party, query -> CanaryCell in
            if let reason = party.elsewhere { return .unreachable(reason) }
            return query == nil ? .unreachable("TEMPO_QUERY_URL is not set") : .absent
        }
        matrix = CanaryMatrix(
            parties: known,
            cells: known.map { party in
                party.notSent == nil ? row : row.map { _ in .unreachable("nothing was sent") }
            })
    }

    /// Sends one canary; why it did not arrive, or `nil` where its receiver has accepted it.
    private static func send(
        _ trace: CanaryTrace, of settings: Settings, _ world: DoctorWorld
    ) -> String? {
        guard let endpoint = settings.tracing.endpoint else { return "no endpoint is set" }
        switch world.export(trace.request, by: settings.tracing, to: endpoint) {
        case .answered(let status, _, _) where (200...299).contains(status): return nil
        case .answered(let status, _, _): return "\(endpoint.displayed) answered \(status)"
        case .rpc(.ok, _, _, _), .written: return nil
        case .rpc(let status, _, _, _): return "\(endpoint.displayed) answered \(status.name)"
        case .unanswered(_, let reason, _), .tooLarge(let reason): return reason
        }
    }

    /// Looks again and again, until each canary was found and the others had their time.
    private mutating func lookUntilSettled() {
        let begun = world.clocks.monotonic()
        var settledAt: MonotonicTime?
        while true {
            lookOnce()
            let now = world.clocks.monotonic()
            if isEveryCanarySettled, settledAt == nil { settledAt = now }
            if let settledAt, now - settledAt >= Self.grace { return }
            if now - begun >= Self.patience || !isAnyCellOpen { return }
            world.pause(Self.pause)
        }
    }

    private mutating func lookOnce() {
        for (row, trace) in traces.enumerated() {
            guard let trace else { continue }
            for (column, query) in queries.enumerated() {
                guard let query, matrix.cells[row][column] == .absent else { continue }
                switch TempoAnswers.holdsTrace(world.fetch(query.trace(trace.id))) {
                case .answered(let isThere): matrix.cells[row][column] = isThere ? .found : .absent
                case .unreachable(let reason): giveUp(column, because: reason)
                }
            }
        }
    }

    /// Why the whole column: a Tempo that cannot be asked about one trace cannot about another.
    private mutating func giveUp(_ column: Int, because reason: String) {
        for row in matrix.cells.indices where matrix.cells[row][column] == .absent {
            matrix.cells[row][column] = .unreachable(reason)
        }
    }

    /// Whether each was found somewhere, or its own Tempo will never tell.
    private var isEveryCanarySettled: Bool {
        traces.indices.allSatisfy { row in
            let cells = matrix.cells[row]
            return traces[row] == nil || cells.contains(.found) || cells[row] != .absent
        }
    }

    private var isAnyCellOpen: Bool {
        matrix.cells.contains { $0.contains(.absent) }
    }
}
