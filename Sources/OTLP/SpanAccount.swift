// The books at one moment.
// Any thread; a value.
package import Reactor

/// Where every sampled span that ended has gone; see `isBalanced`.
package struct SpanAccount: Hashable, Sendable {
    /// A reason and how many spans it cost.
    package struct Failure: Hashable, Sendable {
        /// An HTTP status, a gRPC status such as `INTERNAL`, `too_large`, `retries_exhausted`,
        /// `shutdown`, `response_too_large`, `invalid_request`, a reason of the spool, or `other`.
        package var reason: String
        /// Spans.
        package var count: Int
    }

    /// Sampled spans that ended.
    package var ended = 0
    /// Those that the queue took.
    package var enqueued = 0
    /// Those that an earlier process left in the spool, found at start.
    package var recovered = 0
    /// Dropped at their end since the queue was full.
    package var droppedQueueFull = 0
    /// Dropped since they ended after the shutdown began.
    package var droppedAlreadyShutdown = 0
    /// Dropped since they were larger than a batch may be.
    package var droppedTooLarge = 0
    /// Accepted by the receiver.
    package var exported = 0
    /// Refused by the receiver in a partial success.
    package var rejected = 0
    /// Given up, by reason, in the order of the reasons' first occurrence.
    package var failures: [Failure] = []
    /// Waiting, in a producer's buffer or in the queue.
    package var queued = 0
    /// In the requests that are under way, replayed ones among them.
    package var inFlight = 0
    /// On disk, and not in a request under way.
    package var spooled = 0
    /// Bytes of the spans that are queued or in flight.
    package var heldBytes = 0
    /// Spans that the queue may hold, those in flight included.
    package var capacity = 0
    /// When the receiver last answered with 2xx.
    package var lastSuccess: WallTime?

    /// Spans dropped at their end.
    package var dropped: Int { droppedQueueFull + droppedAlreadyShutdown + droppedTooLarge }
    /// Spans given up after they were queued.
    package var failed: Int { failures.reduce(0) { $0 + $1.count } }
    /// Spans that nobody will see, as `/health` says `dropped_spans`.
    package var lost: Int { dropped + rejected + failed }

    /// The accounting law; holds at any moment at which no span ends and no reply is handled.
    package var isBalanced: Bool {
        ended == enqueued + dropped
            && enqueued + recovered == exported + rejected + failed + queued + inFlight + spooled
    }
}
