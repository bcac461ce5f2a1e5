// What the instrumentation remembers of one request between its begin and its end, packed into the
// words that the HTTP floor keeps for it. A trivial value; the loop's thread only.
import HTTPServer
import TraceSDK

/// The identity and the times of a request.
struct RequestTrace {
    var traceID: TraceID
    var spanID: SpanID
    var parentSpanID: SpanID
    var flags: TraceFlags
    /// Whether the span is recorded: it is sampled and tracing is on.
    var isRecorded: Bool
    /// Whether the caller's own X-Request-Id is echoed.
    var keepsCallerRequestID: Bool
    /// Whether the client speaks https to a proxy that is believed.
    var isSecure: Bool
    var startUnixNanoseconds: Int64
    var startMonotonicNanoseconds: UInt64
    /// Whether the parent came in a `traceparent`, so that a `tracestate` belongs to it.
    var hasTraceState = false
    /// Whether the caller's decision on sampling was followed or could have been.
    var isParentsDecision = false
    /// Whether a caller's trace is there to link to.
    var linksToCaller = false
    /// Whether the request is remembered to be kept where it fails or is slow.
    var isKeepable = false
    /// Whether this side ended a request that had no reply; known at its end only.
    var isCutOff = false
    /// The generated X-Request-Id.
    var requestID: (high: UInt64, low: UInt64)
    /// Index of the provider that was found; nil where none was.
    var provider: Int?
    /// The `limit` of an errors request, where it parsed.
    var limit: Int?
    /// When the handler of a keepable request ran, packed; 0 where none did.
    private var handlerTimes: UInt64 = 0

    private static let recordedBit: UInt64 = 1 << 8
    private static let callerIDBit: UInt64 = 1 << 9
    private static let secureBit: UInt64 = 1 << 10
    private static let stateBit: UInt64 = 1 << 11
    private static let parentBit: UInt64 = 1 << 12
    private static let linkBit: UInt64 = 1 << 13
    private static let keepableBit: UInt64 = 1 << 14

    /// What `pack` packed.
    init(_ notes: borrowing RequestNotes) {
        traceID = TraceID(high: notes.words[0], low: notes.words[1])
        spanID = SpanID(bits: notes.words[2])
        parentSpanID = SpanID(bits: notes.words[3])
        flags = TraceFlags(rawValue: UInt8(truncatingIfNeeded: notes.words[4]))
        isRecorded = notes.words[4] & Self.recordedBit != 0
        keepsCallerRequestID = Self.keepsCallerRequestID(notes)
        isSecure = notes.words[4] & Self.secureBit != 0
        hasTraceState = notes.words[4] & Self.stateBit != 0
        isParentsDecision = notes.words[4] & Self.parentBit != 0
        linksToCaller = notes.words[4] & Self.linkBit != 0
        isKeepable = notes.words[4] & Self.keepableBit != 0
        startUnixNanoseconds = Int64(bitPattern: notes.words[5])
        startMonotonicNanoseconds = notes.words[6]
        requestID = (notes.words[7], notes.words[8])
        provider = notes.words[9] == 0 ? nil : Int(notes.words[9]) - 1
        limit = notes.words[10] == 0 ? nil : Int(notes.words[10]) - 1
        handlerTimes = notes.words[11]
    }

    /// Whether the caller's own X-Request-Id is echoed, by what `pack` packed.
    static func keepsCallerRequestID(_ notes: borrowing RequestNotes) -> Bool {
        notes.words[4] & callerIDBit != 0
    }

    init(
        traceID: TraceID, spanID: SpanID, parentSpanID: SpanID, flags: TraceFlags,
        isRecorded: Bool, keepsCallerRequestID: Bool, isSecure: Bool,
        startUnixNanoseconds: Int64, startMonotonicNanoseconds: UInt64,
        requestID: (high: UInt64, low: UInt64)
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.parentSpanID = parentSpanID
        self.flags = flags
        self.isRecorded = isRecorded
        self.keepsCallerRequestID = keepsCallerRequestID
        self.isSecure = isSecure
        self.startUnixNanoseconds = startUnixNanoseconds
        self.startMonotonicNanoseconds = startMonotonicNanoseconds
        self.requestID = requestID
    }

    /// Puts everything into the words.
    func pack(into notes: inout RequestNotes) {
        notes.words[0] = traceID.high
        notes.words[1] = traceID.low
        notes.words[2] = spanID.bits
        notes.words[3] = parentSpanID.bits
        notes.words[4] =
            UInt64(flags.rawValue) | (isRecorded ? Self.recordedBit : 0)
            | (keepsCallerRequestID ? Self.callerIDBit : 0)
            | (isSecure ? Self.secureBit : 0)
            | (hasTraceState ? Self.stateBit : 0) | (isParentsDecision ? Self.parentBit : 0)
            | (linksToCaller ? Self.linkBit : 0) | (isKeepable ? Self.keepableBit : 0)
        notes.words[5] = UInt64(bitPattern: startUnixNanoseconds)
        notes.words[6] = startMonotonicNanoseconds
        notes.words[7] = requestID.high
        notes.words[8] = requestID.low
        notes.words[9] = provider.map { UInt64($0) + 1 } ?? 0
        notes.words[10] = limit.map { UInt64($0) + 1 } ?? 0
        notes.words[11] = handlerTimes
    }

    /// The wall time that belongs to a reading of the monotonic clock during this request.
    func unixNanoseconds(atMonotonic nanoseconds: UInt64) -> Int64 {
        startUnixNanoseconds
            + Int64(bitPattern: nanoseconds &- startMonotonicNanoseconds)
    }

    /// Remembers when the handler ran, in steps of 32 ns: up to 73 minutes after the request began,
    /// since its body is awaited first, and for up to 4.2 s, since a handler waits for nothing.
    mutating func rememberHandler(from start: UInt64, to end: UInt64) {
        let offset = min((start &- startMonotonicNanoseconds) / 32, (1 << 37) - 1)
        let length = min((end &- start) / 32, (1 << 27) - 2) + 1
        handlerTimes = offset << 27 | length
    }

    /// When the handler of a keepable request ran, on the monotonic clock.
    var handlerRun: (start: UInt64, end: UInt64)? {
        guard handlerTimes != 0 else { return nil }
        let start = startMonotonicNanoseconds &+ (handlerTimes >> 27) * 32
        return (start, start &+ (handlerTimes % (1 << 27) - 1) * 32)
    }
}
