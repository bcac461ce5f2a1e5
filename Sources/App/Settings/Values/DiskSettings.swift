// Whether, where and how much is spooled: spans on disk while their receiver is away.

/// The spool as the settings want it.
package struct DiskSettings: Hashable, Sendable {
    /// Where the spool is, or why there is none.
    package enum Place: Hashable, Sendable {
        case directory(String)
        /// The reason follows `the spool is off: `.
        case off(reason: String)
    }

    /// Where it is.
    package var place: Place
    /// The most bytes that it holds.
    package var maximumBytes: Int
    /// The longest that a span waits there.
    package var maximumAge: Duration

    /// Decides where the spool is: `set` is what `SPOOL_DIRECTORY` says, `storePath` the SQLite
    /// file, beside which it is otherwise.
    package init(set: String?, storePath: String, maximumBytes: Int, maximumAge: Duration) {
        self.maximumBytes = maximumBytes
        self.maximumAge = maximumAge
        if set?.lowercased() == "off" {
            place = .off(reason: "SPOOL_DIRECTORY is off")
        } else if maximumBytes == 0 {
            place = .off(reason: "SPOOL_MAX_BYTES is 0")
        } else if let set {
            place = .directory(set)
        } else if storePath == StoreSettings.memory {
            place = .off(reason: "SQLITE_PATH is :memory: and SPOOL_DIRECTORY is not set")
        } else {
            let folder = storePath.lastIndex(of: "/").map { storePath[...$0] } ?? ""
            place = .directory(folder + "spool")
        }
    }
}
