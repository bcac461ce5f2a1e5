// A sampled span while it runs. Many threads may write to one span; its lock is held for a few
// instructions. What comes after the end is ignored, never an error.
import Locking
import Tracing

/// A span that records until it ends and then goes to its sink, once.
package final class RecordingSpan: Sendable {
    fileprivate struct State {
        var name: String
        var attributes = AttributeList()
        /// What swift-distributed-tracing's users set: the API's own container, so that setting one
        /// attribute neither converts nor copies the others. `nil` where they set none.
        var bag: SpanAttributes?
        var droppedFromBag = 0
        /// What the bag held when it was taken, where there may not be room for more.
        var bagBefore: SpanAttributes?
        /// Whether somebody is changing the bag; what comes meanwhile goes into the list.
        var isBagOut = false
        /// An end that came meanwhile.
        var pendingEnd: Int64?
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
    package var isRecording: Bool {
        state.withLock { state in state?.isOpen == true }
    }

    /// The operation's name; empty after the end.
    package var name: String {
        get { state.withLock { $0?.name ?? "" } }
        set { state.withLock { state in if state?.isOpen == true { state?.name = newValue } } }
    }

    /// The attributes so far, empty after the end: first those that were set here, in the order of
    /// their first setting, then those of swift-distributed-tracing's users, in none.
    package var attributes: [Attribute] { state.withLock { $0?.allAttributes(limits) ?? [] } }

    /// Sets one attribute.
    package func set(_ key: String, _ value: AttributeValue) {
        let limits = self.limits
        state.withLock { state in state?.set(key, value, limits: limits) }
    }

    /// The attributes in the container of swift-distributed-tracing.
    var bag: SpanAttributes {
        state.withLock { state in state?.wholeBag() ?? SpanAttributes([:]) }
    }

    /// Makes these the attributes; new ones beyond the limit are dropped and counted.
    func replaceBag(with bag: SpanAttributes) {
        let limits = self.limits
        state.withLock { state in state?.replaceBag(with: bag, limits: limits) }
    }

    /// Hands the attributes out to be changed; `putBack` must follow. A second one to ask meanwhile
    /// gets an empty container, whose content is added.
    func takeBag() -> TakenBag {
        let limit = limits.attributes
        return state.withLock { state in state?.takeBag(limit: limit) ?? TakenBag() }
    }

    /// Takes changed attributes back; new ones beyond the limit are dropped and counted.
    func putBack(_ taken: inout TakenBag) {
        let limits = self.limits
        let ended = state.withLock { state -> Int64? in
            state?.putBack(&taken, limits: limits)
            return state?.pendingEnd
        }
        if let ended { end(at: ended) }
    }

    /// Says how the operation went; see `SpanOutcome` for who wins.
    package func setOutcome(_ outcome: SpanOutcome) {
        state.withLock { state in
            guard let current = state?.outcome, state?.isOpen == true else { return }
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
            guard let count = state?.events.count, state?.isOpen == true else { return }
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
            guard let count = state?.links.count, state?.isOpen == true else { return }
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
            guard state?.attributes.contains("error.type") == false,
                state?.bag?.get("error.type") == nil
            else { return }
            state?.set("error.type", .string(type), limits: limits)
        }
    }

    /// Ends the span and hands it to its sink; only the first call counts. An end before the start
    /// (the wall clock was set back) becomes the start.
    package func end(at unixNanoseconds: Int64) {
        let ended = state.withLock { state -> State? in
            guard state?.isBagOut != true else {
                // Why: whoever changes the attributes now puts them back and ends the span then.
                if state?.pendingEnd == nil { state?.pendingEnd = unixNanoseconds }
                return nil
            }
            var taken: State?
            swap(&state, &taken)
            return taken
        }
        guard let ended else { return }
        tally.ended(.recordAndSample)
        sink.ended(
            FinishedSpan(
                context: context, parentSpanID: parent?.spanID ?? .invalid,
                parentIsRemote: parent?.isRemote ?? false, name: ended.name, role: role,
                startUnixNanoseconds: startUnixNanoseconds,
                endUnixNanoseconds: max(startUnixNanoseconds, unixNanoseconds),
                attributes: ended.attributes.values, bag: ended.bag, limits: limits,
                droppedAttributes: ended.attributes.droppedCount + ended.droppedFromBag,
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

/// The attributes of a span in the hands of somebody who changes them.
// Why so little in it: what is kept while a coroutine waits costs an allocation beyond four words.
struct TakenBag {
    var bag: SpanAttributes
    fileprivate let isTheBag: Bool

    fileprivate init(bag: SpanAttributes) {
        self.bag = bag
        isTheBag = true
    }

    /// An empty one, whose content is to be added.
    init() {
        bag = SpanAttributes(Dictionary())
        isTheBag = false
    }
}

extension RecordingSpan.State {
    /// Whether nobody has ended the span, not even one whose end waits for the bag.
    fileprivate var isOpen: Bool { pendingEnd == nil }

    /// Sets one attribute; list and bag share one limit, and a key stands in one of them.
    fileprivate mutating func set(_ key: String, _ value: AttributeValue, limits: SpanLimits) {
        guard isOpen else { return }
        if bag?.get(key) != nil { bag?.set(key, value: nil) }
        let room = limits.attributes - (bag?.count ?? 0)
        attributes.set(key, value, limits: limits, count: room)
    }

    /// First the list, then the bag, texts cut to their limit.
    fileprivate func allAttributes(_ limits: SpanLimits) -> [Attribute] {
        guard let bag else { return attributes.values }
        var all = attributes.values
        all.reserveCapacity(all.count + bag.count)
        bag.forEachValue(cutToScalars: limits.attributeValueScalars) {
            all.append(Attribute($0, $1))
        }
        return all
    }

    /// Everything in the bag that fits into it, as a container of the caller's own.
    fileprivate mutating func wholeBag() -> SpanAttributes {
        guard !isBagOut else {
            // Why a copy: a bag of the span's own would be lost to the one that is put back.
            var copy = self
            copy.gather()
            return copy.bag ?? Self.emptyBag()
        }
        gather()
        // Why not kept: the caller's first change would have to copy it.
        return bag ?? Self.emptyBag()
    }

    /// Moves everything into the bag that fits into it.
    private mutating func gather() {
        guard !attributes.values.isEmpty else { return }
        var bag = self.bag.take() ?? Self.emptyBag()
        for attribute in attributes.values {
            guard let value = SpanAttribute(attribute.value) else { continue }
            bag.set(attribute.key, value: value)
        }
        attributes.removeAll { bag.get($0) == nil }
        self.bag = bag
    }

    fileprivate mutating func replaceBag(with new: SpanAttributes, limits: SpanLimits) {
        guard !isBagOut else { return add(new, limits: limits) }
        gather()
        attributes.removeAll { new.get($0) == nil }
        bagBefore = bag
        bag = new
        dropExcess(limits)
    }

    fileprivate mutating func takeBag(limit: Int) -> TakenBag {
        guard !isBagOut else { return TakenBag() }
        isBagOut = true
        gather()
        guard let taken = bag.take() else { return TakenBag(bag: Self.emptyBag()) }
        // Why only then: what is kept as well has to be copied at the first change. One change that
        // adds more than half of the limit may so displace earlier ones; they are counted.
        let isHalfFull = (taken.count + attributes.values.count) * 2 >= limit
        if isHalfFull { bagBefore = taken }
        return TakenBag(bag: consume taken)
    }

    fileprivate mutating func putBack(_ taken: inout TakenBag, limits: SpanLimits) {
        guard taken.isTheBag else { return add(taken.bag, limits: limits) }
        isBagOut = false
        // Why swapped: a copy, however short-lived, counts two references.
        var returned = SpanAttributes(Dictionary())
        swap(&returned, &taken.bag)
        bag = consume returned
        for attribute in attributes.values { bag?.set(attribute.key, value: nil) }
        dropExcess(limits)
    }

    /// Adds what a second one set while the bag was out.
    private mutating func add(_ other: SpanAttributes, limits: SpanLimits) {
        guard isOpen else { return }
        other.forEach { key, value in
            guard let value = value.value else { return }
            attributes.set(key, value, limits: limits, count: limits.attributes)
        }
    }

    /// Takes away, and counts, what is beyond the limit: of those that were not there before.
    private mutating func dropExcess(_ limits: SpanLimits) {
        let before = bagBefore
        bagBefore = nil
        let excess = (bag?.count ?? 0) + attributes.values.count - limits.attributes
        guard excess > 0 else { return }
        var newest: [String] = []
        bag?.forEach { key, _ in if before?.get(key) == nil { newest.append(key) } }
        let unwanted = newest.sorted().suffix(excess)
        for key in unwanted { bag?.set(key, value: nil) }
        droppedFromBag += unwanted.count
        // Why: while a full bag was out, the list had room for others.
        attributes.drop(last: excess - unwanted.count)
    }

    /// Room that is made at once: an HTTP span has eight to twelve attributes.
    private static func emptyBag() -> SpanAttributes {
        SpanAttributes(Dictionary(minimumCapacity: 12))
    }
}
