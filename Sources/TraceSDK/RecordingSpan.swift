// A sampled span while it runs. Many threads may write to one span; its lock is held for a few
// instructions. What comes after the end is ignored, never an error.
import Locking

/// A span that records until it ends and then goes to its sink, once.
package final class RecordingSpan: Sendable {
    private struct State {
        var name: String
        var attributes = AttributeList()
        var events: [FinishedSpan.Event] = []
        var droppedEvents = 0
        var links: [FinishedSpan.Link] = []
        var droppedLinks = 0
        var outcome = SpanOutcome.unset
    }

    /// The span's identity.
    package let context: SpanContext
    private let parent: SpanContext?
    private let role: SpanRole
    private let startUnixNanoseconds: Int64
    private let limits: SpanLimits
    private let sink: any SpanSink
    private let tally: SpanTally
    /// `nil` once the span has ended.
    private let state: Locked<State?>

    /// Begins recording; `Tracer` decides whether to.
    init(
        name: String, context: SpanContext, parent: SpanContext?, role: SpanRole,
        startUnixNanoseconds: Int64, limits: SpanLimits, sink: any SpanSink, tally: SpanTally
    ) {
        self.context = context
        self.parent = parent
        self.role = role
        self.startUnixNanoseconds = startUnixNanoseconds
        self.limits = limits
        self.sink = sink
        self.tally = tally
        state = Locked(State(name: name))
    }

    /// Whether the span still takes anything in.
    package var isRecording: Bool { state.withLock { $0 != nil } }

    /// The operation's name; empty after the end.
    package var name: String {
        get { state.withLock { $0?.name ?? "" } }
        set { state.withLock { $0?.name = newValue } }
    }

    /// The attributes so far, in the order of their first setting; empty after the end.
    package var attributes: [Attribute] { state.withLock { $0?.attributes.values ?? [] } }

    /// Sets one attribute.
    package func set(_ key: String, _ value: AttributeValue) {
        let limits = self.limits
        state.withLock { state in
            state?.attributes.set(key, value, limits: limits, count: limits.attributes)
        }
    }

    /// Makes the attributes be these; those that stay keep their place, new ones
    /// follow in the order of their keys.
    package func replaceAttributes(with attributes: [String: AttributeValue]) {
        let limits = self.limits
        state.withLock { state in
            state?.attributes.removeAll { attributes[$0] != nil }
            for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
                state?.attributes.set(key, value, limits: limits, count: limits.attributes)
            }
        }
    }

    /// Says how the operation went; see `SpanOutcome` for who wins.
    package func setOutcome(_ outcome: SpanOutcome) {
        state.withLock { state in
            guard let current = state?.outcome else { return }
            state?.outcome = current.followed(by: outcome)
        }
    }

    /// Adds something that happened.
    package func addEvent(_ name: String, at unixNanoseconds: Int64, attributes: [Attribute] = []) {
        let list = bounded(attributes, count: limits.attributesPerEvent)
        let event = FinishedSpan.Event(
            name: name, unixNanoseconds: unixNanoseconds, attributes: list.values,
            droppedAttributes: list.droppedCount)
        let limit = limits.events
        state.withLock { state in
            guard let count = state?.events.count else { return }
            if count < limit { state?.events.append(event) } else { state?.droppedEvents += 1 }
        }
    }

    /// Adds a reference to another span; one without a valid context is ignored.
    package func addLink(_ context: SpanContext, attributes: [Attribute] = []) {
        guard context.isValid else { return }
        let list = bounded(attributes, count: limits.attributesPerLink)
        let link = FinishedSpan.Link(
            context: context, attributes: list.values, droppedAttributes: list.droppedCount)
        let limit = limits.links
        state.withLock { state in
            guard let count = state?.links.count else { return }
            if count < limit { state?.links.append(link) } else { state?.droppedLinks += 1 }
        }
    }

    /// Adds the event `exception` and, where none is set, the attribute `error.type`. The outcome
    /// stays the caller's to set: an error that was handled is no failure of the span.
    package func recordError(
        _ error: any Error, at unixNanoseconds: Int64, attributes: [Attribute] = []
    ) {
        guard isRecording else { return }
        let type = String(reflecting: Swift.type(of: error))
        addEvent(
            "exception", at: unixNanoseconds,
            attributes: [
                Attribute("exception.type", .string(type)),
                Attribute("exception.message", .string(String(describing: error))),
            ] + attributes)
        let limits = self.limits
        state.withLock { state in
            guard state?.attributes.contains("error.type") == false else { return }
            state?.attributes.set(
                "error.type", .string(type), limits: limits, count: limits.attributes)
        }
    }

    /// Ends the span and hands it to its sink; only the first call counts. An end before the start
    /// (the wall clock was set back) becomes the start.
    package func end(at unixNanoseconds: Int64) {
        let ended = state.withLock { state -> State? in
            defer { state = nil }
            return state
        }
        guard let ended else { return }
        tally.ended(.recordAndSample)
        sink.ended(
            FinishedSpan(
                context: context, parentSpanID: parent?.spanID ?? .invalid,
                parentIsRemote: parent?.isRemote ?? false, name: ended.name, role: role,
                startUnixNanoseconds: startUnixNanoseconds,
                endUnixNanoseconds: max(startUnixNanoseconds, unixNanoseconds),
                attributes: ended.attributes.values,
                droppedAttributes: ended.attributes.droppedCount,
                events: ended.events, droppedEvents: ended.droppedEvents,
                links: ended.links, droppedLinks: ended.droppedLinks, outcome: ended.outcome))
    }

    private func bounded(_ attributes: [Attribute], count: Int) -> AttributeList {
        var list = AttributeList()
        for attribute in attributes {
            list.set(attribute.key, attribute.value, limits: limits, count: count)
        }
        return list
    }
}
