// Whether the store's file can be kept where the settings put it: looked at, never touched, since a
// server may be using it.
// Any thread; a value made from facts.

/// What the file system says about a place, for the user of this process.
package struct PlaceFacts: Hashable, Sendable {
    /// The nearest folder that exists.
    package var folder: String
    /// Who owns it.
    package var ownerUserID: UInt32
    /// Who this process runs as.
    package var userID: UInt32
    /// Whether files can be made there, and an existing file can be written.
    package var isWritable: Bool
    /// Whether the file itself exists.
    package var isFilePresent: Bool
    /// Whether a directory stands where the file should.
    package var isDirectory: Bool

    /// Puts the facts together.
    package init(
        folder: String, ownerUserID: UInt32, userID: UInt32, isWritable: Bool, isFilePresent: Bool,
        isDirectory: Bool = false
    ) {
        self.folder = folder
        self.ownerUserID = ownerUserID
        self.userID = userID
        self.isWritable = isWritable
        self.isFilePresent = isFilePresent
        self.isDirectory = isDirectory
    }
}

/// The judgement over a place.
struct StorePlace {
    private let store: StoreSettings
    private let isDurable: Bool
    private let facts: PlaceFacts?

    /// Judges where the settings put the store; `facts` are those of its path.
    init(_ settings: Settings, _ facts: PlaceFacts?) {
        store = settings.store
        isDurable = settings.isStoreDurable
        self.facts = facts
    }

    /// Whether a volume is there that only root can write: as Railway mounts it.
    var isVolumeOfRoot: Bool {
        guard let facts, store.isOnVolume else { return false }
        return !facts.isWritable && facts.ownerUserID == 0 && facts.userID != 0
    }

    var outcome: DoctorOutcome {
        guard !store.isInMemory else { return .warned }
        guard let facts, facts.isWritable, !facts.isDirectory else { return .failed }
        return isDurable ? .passed : .warned
    }

    var detail: String {
        guard !store.isInMemory else { return "in memory: evidence ends with the process" }
        guard let facts else { return "\(store.path): no folder of it exists" }
        if facts.isDirectory { return "\(store.path) is a directory, not a file" }
        if isVolumeOfRoot {
            return "the volume at \(store.volumeMountPath ?? facts.folder) belongs to root, and "
                + "this process runs as user \(facts.userID), so nothing can be kept there"
        }
        guard facts.isWritable else {
            return "\(facts.folder) belongs to user \(facts.ownerUserID) and cannot be written by "
                + "user \(facts.userID)"
        }
        let file =
            facts.isFilePresent ? "\(store.path) can be written" : "\(store.path) can be made"
        return isDurable ? file : "\(file), and ends with the deployment"
    }

    var remedy: String? {
        if isVolumeOfRoot {
            return "Set RAILWAY_RUN_UID=0 as a variable of the service: Railway mounts volumes for "
                + "root; elsewhere give the folder to user \(facts?.userID ?? 0)."
        }
        switch outcome {
        case .failed where facts?.isDirectory == true:
            return "Set SQLITE_PATH to a file, such as \(store.path)/gatewayz.db."
        case .failed:
            return
                "Set SQLITE_PATH to a place that user \(facts?.userID ?? 0) can write, or change "
                + "its owner."
        case .warned where !store.isInMemory:
            return "Mount a volume: the store then lies under RAILWAY_VOLUME_MOUNT_PATH."
        case .warned, .passed, .skipped: return nil
        }
    }

    /// What `check` and the log say where a volume belongs to root.
    static func warnings(_ settings: Settings, _ facts: PlaceFacts?) -> [Warning] {
        let place = StorePlace(settings, facts)
        guard place.isVolumeOfRoot, let remedy = place.remedy else { return [] }
        return [
            Warning(
                name: "RAILWAY_VOLUME_MOUNT_PATH",
                sentence: "In \(settings.environment), "
                    + place.detail + ".",
                remedy: remedy)
        ]
    }
}
