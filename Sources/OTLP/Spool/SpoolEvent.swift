// What the spool has to tell; the roof words and logs it.

/// Something worth a line.
package enum SpoolEvent: Hashable, Sendable {
    /// Spans of an earlier process wait here and will be sent.
    case found(files: Int, spans: Int)
    /// Files that are not for this environment and endpoint are left where they are.
    case foreign(files: Int)
    /// Files were not what had been written: removed; the spans are those whose number was known.
    case damaged(files: Int, spans: Int)
    /// Nothing can be spooled, once per reason.
    case off(reason: String)
    /// The spool works again, after it could not be used.
    case on
    /// Batches go to disk from now on, since they cannot be delivered.
    case filling
    /// Everything that was on disk is settled.
    case emptied
    /// Spans were given up at a bound: `spool_full` or `spool_expired`, once per change.
    case dropping(reason: String)
}
