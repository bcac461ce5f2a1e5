// Decides which events are told and when, so that a receiver that flaps or refuses everything does
// not flood the log: the first of a kind at once, then sums at most once a minute.
// The exporter's thread only; pure, time comes from its caller.
import Reactor

/// Keeps back what would repeat itself.
struct Announcer: Sendable {
    /// Between two lines about the same kind of loss.
    static let interval = Duration.seconds(60)
    /// Changes of state that are told at once, one more of them every `stateInterval`.
    static let stateTokens = 6
    /// After it one more change of state may be told.
    static let stateInterval = Duration.seconds(30)
    /// Kinds of loss that are summed apart; later kinds count as `other`.
    static let maximumKinds = 32

    private enum Kind: Hashable { case partial, lost(label: String) }

    private struct Sum {
        var kind: Kind
        var spans = 0
        var text = ""
        var isPending = false
        var quietUntil = MonotonicTime(nanoseconds: 0)
    }

    private var tokens = Self.stateTokens
    private var nextToken = MonotonicTime(nanoseconds: 0)
    private var untold = 0
    private var lastState: TracingState?
    private var sums: [Sum] = []

    /// The state changed; what is to be told now.
    mutating func change(to state: TracingState, now: MonotonicTime) -> ExporterEvent? {
        refill(now)
        lastState = state
        guard tokens > 0, untold == 0 else {
            untold += 1
            return tellState(now)
        }
        spendToken(now)
        return .stateChanged(state)
    }

    /// The receiver objected to spans that it accepted the rest of.
    mutating func partialSuccess(
        rejected: Int, message: String, now: MonotonicTime
    ) -> ExporterEvent? {
        add(.partial, spans: rejected, text: message, now)
    }

    /// A batch is gone.
    mutating func lost(
        spans: Int, label: String, reason: String, now: MonotonicTime
    ) -> ExporterEvent? {
        let known = sums.contains { $0.kind == .lost(label: label) }
        let label = known || sums.count < Self.maximumKinds ? label : "other"
        return add(.lost(label: label), spans: spans, text: reason, now)
    }

    /// What was kept back and is due; everything that was kept back where `isLast`.
    mutating func due(now: MonotonicTime, isLast: Bool = false) -> [ExporterEvent] {
        refill(now)
        var events: [ExporterEvent] = []
        if untold > 0 {
            if isLast { tokens = max(1, tokens) }
            if let event = tellState(now) { events.append(event) }
        }
        for index in sums.indices where sums[index].isPending {
            guard isLast || now >= sums[index].quietUntil else { continue }
            events.append(tell(index, now))
        }
        return events
    }

    /// When `due` will have something to tell; `nil` where nothing is kept back.
    var nextDue: MonotonicTime? {
        var next = sums.filter(\.isPending).map(\.quietUntil).min()
        if untold > 0 { next = min(next ?? nextToken, nextToken) }
        return next
    }

    private mutating func refill(_ now: MonotonicTime) {
        guard tokens < Self.stateTokens else { return }
        while tokens < Self.stateTokens, now >= nextToken {
            tokens += 1
            nextToken = nextToken + Self.stateInterval
        }
    }

    private mutating func spendToken(_ now: MonotonicTime) {
        if tokens == Self.stateTokens { nextToken = now + Self.stateInterval }
        tokens -= 1
    }

    private mutating func tellState(_ now: MonotonicTime) -> ExporterEvent? {
        guard tokens > 0, let lastState else { return nil }
        spendToken(now)
        defer { untold = 0 }
        return .stateUnsteady(lastState, untold: untold)
    }

    private mutating func add(
        _ kind: Kind, spans: Int, text: String, _ now: MonotonicTime
    ) -> ExporterEvent? {
        let index = sums.firstIndex { $0.kind == kind } ?? sums.count
        if index == sums.count { sums.append(Sum(kind: kind)) }
        sums[index].spans += spans
        sums[index].text = text
        sums[index].isPending = true
        return now >= sums[index].quietUntil ? tell(index, now) : nil
    }

    private mutating func tell(_ index: Int, _ now: MonotonicTime) -> ExporterEvent {
        let sum = sums[index]
        sums[index].spans = 0
        sums[index].isPending = false
        sums[index].quietUntil = now + Self.interval
        switch sum.kind {
        case .partial: return .partialSuccess(rejected: sum.spans, message: sum.text)
        case .lost(let label):
            return .batchLost(spans: sum.spans, label: label, reason: sum.text)
        }
    }
}
