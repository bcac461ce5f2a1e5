// Traces in memory under three bounds; the oldest make room.
// A value: its owner puts it behind a lock, readers take a copy.

/// The traces that the pocket Tempo remembers.
package struct TraceStore: Sendable {
    /// What became of everything that was ever inserted.
    package struct Counts: Equatable, Sendable {
        /// Traces kept now.
        package var traces = 0
        /// Spans kept now.
        package var spans = 0
        /// Encoded bytes kept now.
        package var bytes = 0
        /// Traces that made room for newer ones.
        package var evictedTraces = 0
        /// Spans that were there already.
        package var duplicateSpans = 0
        /// Spans beyond the bound of their trace.
        package var refusedSpans = 0
    }

    /// What became of everything that was ever inserted.
    package private(set) var counts = Counts()
    private let limits: PocketLimits
    private var traces: [PocketTraceID: StoredTrace] = [:]
    private var arrivals: [PocketTraceID] = []
    private var oldest = 0

    /// An empty store.
    package init(limits: PocketLimits = PocketLimits()) {
        self.limits = limits
    }

    /// Takes spans in and names the traces that changed, in the order of their first change.
    package mutating func insert(_ spans: [PocketSpan]) -> [PocketTraceID] {
        var changed: [PocketTraceID] = []
        var seen: Set<PocketTraceID> = []
        for span in spans where insert(span) {
            if seen.insert(span.traceID).inserted { changed.append(span.traceID) }
        }
        return changed.filter { traces[$0] != nil }
    }

    /// A trace by its id.
    package func trace(_ id: PocketTraceID) -> StoredTrace? { traces[id] }

    /// The newest traces first, by the arrival of their first span, as far as `isWanted` says so.
    package func newest(
        limit: Int, where isWanted: (StoredTrace) -> Bool
    ) -> [(id: PocketTraceID, trace: StoredTrace)] {
        var found: [(id: PocketTraceID, trace: StoredTrace)] = []
        for id in arrivals[oldest...].reversed() where found.count < limit {
            if let trace = traces[id], isWanted(trace) { found.append((id, trace)) }
        }
        return found
    }

    private mutating func insert(_ span: PocketSpan) -> Bool {
        let isNew = traces[span.traceID] == nil
        var trace = traces.removeValue(forKey: span.traceID) ?? StoredTrace()
        guard trace.spans.count < limits.maximumSpansPerTrace else {
            counts.refusedSpans += 1
            traces[span.traceID] = trace
            return false
        }
        let isAdded = trace.add(span)
        traces[span.traceID] = trace
        guard isAdded else {
            counts.duplicateSpans += 1
            return false
        }
        if isNew {
            arrivals.append(span.traceID)
            counts.traces += 1
        }
        counts.spans += 1
        counts.bytes += span.storedBytes
        while isOverLimit { evictOldest() }
        return true
    }

    private var isOverLimit: Bool {
        counts.traces > limits.maximumTraces || counts.spans > limits.maximumSpans
            || counts.bytes > limits.maximumBytes
    }

    private mutating func evictOldest() {
        guard let trace = traces.removeValue(forKey: arrivals[oldest]) else {
            preconditionFailure("every arrival is a trace until it is evicted")
        }
        oldest += 1
        counts.traces -= 1
        counts.spans -= trace.spans.count
        counts.bytes -= trace.bytes
        counts.evictedTraces += 1
        // Why: dropping the front once half of it is idle costs less than a shift per eviction.
        if oldest > arrivals.count / 2 {
            arrivals.removeFirst(oldest)
            oldest = 0
        }
    }
}
