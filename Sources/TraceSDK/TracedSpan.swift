// What swift-distributed-tracing's users hold: a recording span, or the context of a dropped one.
// Any thread.
package import Tracing

/// A span of any sampling; a dropped one costs a span id and takes nothing in.
package struct TracedSpan: Tracing.Span {
    /// The caller's whole context.
    private let outer: ServiceContext
    /// The identity, also of a dropped span.
    package let spanContext: SpanContext
    /// The recorder, `nil` for a dropped span.
    package let recording: RecordingSpan?

    init(in outer: ServiceContext, spanContext: SpanContext, recording: RecordingSpan?) {
        self.outer = outer
        self.spanContext = spanContext
        self.recording = recording
    }

    /// The caller's whole context with this span in it.
    // Why put together here: most spans have no child, and nobody asks them for it.
    package var context: ServiceContext {
        var context = outer
        context.activeSpan = ActiveSpan(context: spanContext, recording: recording)
        return context
    }

    /// Whether anything that is set will be seen.
    package var isRecording: Bool { recording?.isRecording ?? false }

    /// The operation's name; empty where nothing is recorded.
    package var operationName: String {
        get { recording?.name ?? "" }
        nonmutating set { recording?.name = newValue }
    }

    /// All attributes; setting drops those that are missing. Changing one does not copy the others.
    package var attributes: SpanAttributes {
        get { recording?.bag ?? SpanAttributes([:]) }
        nonmutating set { recording?.replaceBag(with: newValue) }
        nonmutating _modify {
            var taken = recording?.takeBag() ?? TakenBag()
            defer { recording?.putBack(&taken) }
            yield &taken.bag
        }
    }

    /// Says how it went; `ok` is final.
    package func setStatus(_ status: SpanStatus) {
        switch status.code {
        case .ok: recording?.setOutcome(.ok)
        case .error: recording?.setOutcome(.error(description: status.message ?? ""))
        }
    }

    /// Adds something that happened.
    package func addEvent(_ event: SpanEvent) {
        recording?.addEvent(
            event.name, at: Int64(clamping: event.nanosecondsSinceEpoch),
            attributes: event.attributes.list)
    }

    /// Adds the event `exception`.
    package func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        recording?.recordError(
            error, at: instant().unixNanoseconds, attributes: attributes.list)
    }

    /// Adds a reference to the span of another context, ignored where that has none.
    package func addLink(_ link: SpanLink) {
        guard let other = link.context.spanContext else { return }
        recording?.addLink(other, attributes: link.attributes.list)
    }

    /// Ends the span; only the first call counts.
    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        recording?.end(at: instant().unixNanoseconds)
    }
}
