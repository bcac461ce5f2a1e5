// The spans of one trace, as far as they have arrived.
// Any thread; a value.

/// One trace in the store.
package struct StoredTrace: Equatable, Sendable {
    /// The spans in the order of their arrival; never empty, no span id twice.
    package private(set) var spans: [PocketSpan] = []
    /// Encoded bytes of all spans.
    package private(set) var bytes = 0
    private var spanIDs: Set<UInt64> = []

    /// A trace of these spans; of spans with one id the first counts.
    package init(spans: [PocketSpan] = []) {
        for span in spans { _ = add(span) }
    }

    /// The span that says what the trace is: without a parent, else with a remote one, the earliest
    /// of its kind; `nil` while it has not arrived.
    package var root: PocketSpan? {
        spans.filter(\.isLocalRoot).min { left, right in
            (left.parentSpanID == 0 ? 0 : 1, left.startUnixNanoseconds)
                < (right.parentSpanID == 0 ? 0 : 1, right.startUnixNanoseconds)
        }
    }

    /// When the first span began, in Unix nanoseconds.
    package var startUnixNanoseconds: UInt64 {
        spans.map(\.startUnixNanoseconds).min() ?? 0
    }

    /// From the first span's begin to the last one's end.
    package var durationNanoseconds: UInt64 {
        let end = spans.map(\.endUnixNanoseconds).max() ?? 0
        return end > startUnixNanoseconds ? end - startUnixNanoseconds : 0
    }

    /// Takes a span in; false where it is there already, as after a retried export.
    mutating func add(_ span: PocketSpan) -> Bool {
        guard spanIDs.insert(span.spanID).inserted else { return false }
        spans.append(span)
        bytes += span.storedBytes
        return true
    }
}
