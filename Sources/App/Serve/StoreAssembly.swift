// The store that the settings ask for, or memory with a warning where the default path cannot be
// written. Main thread, at start.
import Glibc
import Health
import HealthStorage
import Reactor

/// Opens the store.
enum StoreAssembly {
    static func open(
        _ settings: Settings, log: Log, background: BackgroundSpans, reporter: ErrorReporter?,
        clocks: Clocks
    ) throws(StartFailure) -> any HealthStore {
        let path = settings.store.path
        guard !settings.store.isInMemory else {
            log.info(
                "Evidence is kept in memory only and ends with the process: SQLITE_PATH is set so")
            return MemoryHealthStore(reason: "SQLITE_PATH is \(path)")
        }
        let events = StoreEvents(
            didFinish: { background.end($0) },
            didChangeState: { report in
                guard report.state == .degraded else {
                    log.info("The store keeps what it is given (\(report.state.name))")
                    return
                }
                let sentence = "The store is degraded: \(report.reason ?? "for no known reason")"
                log.warn(sentence)
                reporter?.failed("store", sentence)
            },
            didQuarantine: { place in
                let sentence =
                    "The database was corrupt; it is now \(place), and a new one is begun"
                log.error(sentence)
                reporter?.failed("store", sentence)
            })
        do throws(StoreError) {
            return try SQLiteHealthStore.open(path: path, clocks: clocks, events: events)
        } catch {
            guard !settings.store.isPathSet else {
                throw StartFailure(.cannotCreate, "gatewayz-api: SQLITE_PATH: \(error)")
            }
            log.warn("Evidence is kept in memory only and ends with the process: \(error)")
            return MemoryHealthStore(reason: error.description)
        }
    }
}

extension Settings {
    /// Whether what is stored outlives the deployment.
    var isStoreDurable: Bool {
        store.isDurable(in: environment, isOnOtherDevice: isStoreOnOtherDevice)
    }

    private var isStoreOnOtherDevice: Bool {
        let folder = store.path.lastIndex(of: "/").map { String(store.path[..<$0]) } ?? "."
        var root = stat()
        var place = stat()
        guard unsafe stat("/", &root) == 0,
            unsafe stat(folder.isEmpty ? "/" : folder, &place) == 0
        else { return false }
        return root.st_dev != place.st_dev
    }
}
