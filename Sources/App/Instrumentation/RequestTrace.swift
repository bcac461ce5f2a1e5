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
    /// The generated X-Request-Id.
    var requestID: (high: UInt64, low: UInt64)
    /// Index of the provider that was found; nil where none was.
    var provider: Int?
    /// The `limit` of an errors request, where it parsed.
    var limit: Int?

    private static let recordedBit: UInt64 = 1 << 8
    private static let callerIDBit: UInt64 = 1 << 9
    private static let secureBit: UInt64 = 1 << 10

    /// What `pack` packed.
    init(_ notes: borrowing RequestNotes) {
        traceID = TraceID(high: notes.words[0], low: notes.words[1])
        spanID = SpanID(bits: notes.words[2])
        parentSpanID = SpanID(bits: notes.words[3])
        flags = TraceFlags(rawValue: UInt8(truncatingIfNeeded: notes.words[4]))
        isRecorded = notes.words[4] & Self.recordedBit != 0
        keepsCallerRequestID = notes.words[4] & Self.callerIDBit != 0
        isSecure = notes.words[4] & Self.secureBit != 0
        startUnixNanoseconds = Int64(bitPattern: notes.words[5])
        startMonotonicNanoseconds = notes.words[6]
        requestID = (notes.words[7], notes.words[8])
        provider = notes.words[9] == 0 ? nil : Int(notes.words[9]) - 1
        limit = notes.words[10] == 0 ? nil : Int(notes.words[10]) - 1
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
        notes.words[5] = UInt64(bitPattern: startUnixNanoseconds)
        notes.words[6] = startMonotonicNanoseconds
        notes.words[7] = requestID.high
        notes.words[8] = requestID.low
        notes.words[9] = provider.map { UInt64($0) + 1 } ?? 0
        notes.words[10] = limit.map { UInt64($0) + 1 } ?? 0
    }

    /// The wall time that belongs to a reading of the monotonic clock during this request.
    func unixNanoseconds(atMonotonic nanoseconds: UInt64) -> Int64 {
        startUnixNanoseconds
            + Int64(bitPattern: nanoseconds &- startMonotonicNanoseconds)
    }
}
