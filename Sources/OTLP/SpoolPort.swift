// Where batches go that could not be delivered in time, as the exporter sees it. The exporter alone
// calls these, on its thread (and, at the very end of a shutdown, on the thread that joined it), so
// that an implementation may touch the disk and needs no lock for them.
//
// Who keeps the books: the exporter moves spans to and from `spooled` as it calls these. The spool
// itself tells `SpanAccounting.recover` what it found at its start, and `loseSpooled` what its own
// bounds (age, bytes) or a damaged file cost.

/// A whole request at rest: always protobuf and uncompressed, so that the next process may speak
/// another protocol.
package struct SpoolBatch: Hashable, Sendable {
    /// An `ExportTraceServiceRequest`, its lengths filled in.
    package var body: [UInt8]
    /// Spans in the body, 1 or more.
    package var spans: Int
    /// The spool's own name for the batch; 0 in an offer.
    package var ticket: UInt64

    /// Puts the parts together.
    package init(body: [UInt8], spans: Int, ticket: UInt64 = 0) {
        self.body = body
        self.spans = spans
        self.ticket = ticket
    }
}

/// What came of a batch that `next` gave out.
package enum SpoolOutcome: Hashable, Sendable {
    /// The receiver has it: forget it.
    case delivered
    /// It can never be delivered, which the exporter has counted: forget it.
    case lost
    /// It was offered again in parts, which were accepted: forget it.
    case replaced
    /// Not now: keep it. Whose turn is next is the spool's to decide; a batch that comes back
    /// again and again should not stand in the way of the others for ever.
    case postponed
}

/// A store of undelivered batches that outlives the process.
package protocol SpoolPort: Sendable {
    /// Takes a batch: true once it is kept, false where it cannot be (off, full, disk failing).
    func offer(_ batch: SpoolBatch) -> Bool
    /// Whether it knows what it holds; where not, `next` looks again, as often as is sensible.
    var isOpen: Bool { get }
    /// The batch to be replayed now, `nil` where there is none. At most one is out at a time.
    func next() -> SpoolBatch?
    /// Ends what `next` began.
    func confirm(_ batch: SpoolBatch, _ outcome: SpoolOutcome)
}
