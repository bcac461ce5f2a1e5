// A span that has ended, as a sink receives it.
// Any thread; immutable in spirit.

/// All that is known of a span at its end.
package struct FinishedSpan: Hashable, Sendable {
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
    package var attributes: [Attribute]
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
}
