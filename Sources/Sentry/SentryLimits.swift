// The bounds of the reporting of errors.
// Any thread.

/// What a client keeps, sends and waits for at most.
package struct SentryLimits: Hashable, Sendable {
    /// Events that wait to be sent; later ones are dropped and counted.
    package var maximumQueuedEvents = 64
    /// Events taken in one minute; a storm of the same failure tells nothing new.
    package var maximumEventsPerMinute = 120
    /// Tags of one event.
    package var maximumTags = 32
    /// Characters of a tag's value (Sentry cuts at 200).
    package var maximumTagCharacters = 200
    /// Characters of a message.
    package var maximumMessageCharacters = 1_000
    /// From the begin of a request to its last byte.
    package var timeout = Duration.seconds(5)
    /// From the begin of a request to its connection.
    package var connectTimeout = Duration.seconds(3)
    /// Bytes of an answer that are read.
    package var maximumAnswerBytes = 65_536
    /// After a 429 that does not say how long (Sentry's own rule), in seconds.
    package var defaultPauseSeconds: UInt64 = 60
    /// The longest pause that an answer may ask for, in seconds.
    package var maximumPauseSeconds: UInt64 = 86_400

    /// The defaults above.
    package init() {}
}
