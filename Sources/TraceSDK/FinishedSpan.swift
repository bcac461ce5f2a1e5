// A span that has ended, as a sink receives it.
// Any thread; immutable in spirit.
package import Tracing

/// All that is known of a span at its end.
package struct FinishedSpan: Equatable, Sendable {
    /// Something that happened at one moment of a span.
    package struct Event: Hashable, Sendable {
        /// What happened.
        package var name: String
        /// When, in nanoseconds since the Unix epoch.
        package var unixNanoseconds: Int64
        /// More about it.
        package var attributes: [Attribute]
        /// Attributes that found no room.
        package var droppedAttributes: Int
    }

    /// A reference to another span that is not the parent.
    package struct Link: Hashable, Sendable {
        /// The other span.
        package var context: SpanContext
        /// More about the relation.
        package var attributes: [Attribute]
        /// Attributes that found no room.
        package var droppedAttributes: Int

        /// Puts the parts together.
        package init(context: SpanContext, attributes: [Attribute], droppedAttributes: Int) {
            self.context = context
            self.attributes = attributes
            self.droppedAttributes = droppedAttributes
        }
    }

    /// The span's own identity.
    package var context: SpanContext
    /// The parent; `SpanID.invalid` for a root.
    package var parentSpanID: SpanID
    /// Whether the parent is in another process.
    package var parentIsRemote: Bool
    /// The operation, of low cardinality.
    package var name: String
    /// Which side of a call it describes.
    package var role: SpanRole
    /// Nanoseconds since the Unix epoch.
    package var startUnixNanoseconds: Int64
    /// Nanoseconds since the Unix epoch, never before the start.
    package var endUnixNanoseconds: Int64
    /// In the order of their first setting.
    private let listed: [Attribute]
    /// What swift-distributed-tracing's users set, in its own container: to turn it into a list
    /// would cost as much as to encode it.
    private let bag: SpanAttributes?
    private let valueScalars: Int?
    /// Attributes that found no room.
    package var droppedAttributes: Int
    /// In the order of their adding.
    package var events: [Event]
    /// Events that found no room.
    package var droppedEvents: Int
    /// In the order of their adding.
    package var links: [Link]
    /// Links that found no room.
    package var droppedLinks: Int
    /// How it ended.
    package var outcome: SpanOutcome

    /// Puts the parts together; texts in the bag are still to be cut to the limit of `limits`.
    package init(
        context: SpanContext, parentSpanID: SpanID, parentIsRemote: Bool, name: String,
        role: SpanRole, startUnixNanoseconds: Int64, endUnixNanoseconds: Int64,
        attributes: [Attribute], bag: SpanAttributes? = nil,
        limits: SpanLimits = SpanLimits(), droppedAttributes: Int, events: [Event],
        droppedEvents: Int, links: [Link], droppedLinks: Int, outcome: SpanOutcome
    ) {
        self.context = context
        self.parentSpanID = parentSpanID
        self.parentIsRemote = parentIsRemote
        self.name = name
        self.role = role
        self.startUnixNanoseconds = startUnixNanoseconds
        self.endUnixNanoseconds = endUnixNanoseconds
        listed = attributes
        self.bag = bag
        valueScalars = limits.attributeValueScalars
        self.droppedAttributes = droppedAttributes
        self.events = events
        self.droppedEvents = droppedEvents
        self.links = links
        self.droppedLinks = droppedLinks
        self.outcome = outcome
    }

    /// Runs the body with every attribute: first those that were set here, in the order of their
    /// first setting, then those of swift-distributed-tracing's users, in none.
    package func forEachAttribute(_ body: (String, AttributeValue) -> Void) {
        for attribute in listed { body(attribute.key, attribute.value) }
        bag?.forEachValue(cutToScalars: valueScalars, body)
    }

    /// All attributes, in the order of `forEachAttribute`. Allocates.
    package var attributes: [Attribute] {
        var all: [Attribute] = []
        all.reserveCapacity(listed.count + (bag?.count ?? 0))
        forEachAttribute { all.append(Attribute($0, $1)) }
        return all
    }
}
