// Where spans wait on disk while the receiver is away, and how many.

/// The bounds of the spool, and whose it is.
package struct SpoolSettings: Hashable, Sendable {
    /// The directory, absolute or relative to the working directory; made where it is missing.
    package var directory: String
    /// Bytes of files, the one that is being written included (`SPOOL_MAX_BYTES`).
    package var maximumBytes = 256 << 20
    /// Files; small batches share one, so that bytes are the bound that is met first.
    package var maximumFiles = 16_384
    /// The longest that a span waits on disk (`SPOOL_MAX_AGE`).
    package var maximumAge = Duration.seconds(86_400)
    /// For whom the spans are.
    package var fingerprint: SpoolFingerprint

    /// The default bounds in a directory.
    package init(directory: String, fingerprint: SpoolFingerprint) {
        self.directory = directory
        self.fingerprint = fingerprint
    }
}
