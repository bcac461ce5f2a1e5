// What is said of the spool: once per change, never per batch.
import OTLP

/// Words what the spool tells.
struct SpoolLines: Sendable {
    let log: Log

    /// At start, where the settings want no spool.
    func off(why reason: String) {
        log.info("Spans that cannot be delivered wait in memory only: \(reason)")
    }

    /// Something the spool tells, on the thread that works in it.
    func tell(_ event: SpoolEvent) {
        switch event {
        case .found(let files, let spans):
            log.info("The spool holds \(spans) spans of an earlier process (\(files) files)")
        case .foreign(let files):
            log.warn(
                "The spool holds \(files) files of another environment or endpoint; they are left "
                    + "and never sent from here")
        case .damaged(let files, let spans):
            log.error("The spool had \(files) damaged files; \(spans) spans are known to be lost")
        case .off(let reason):
            log.warn("The spool is off, undelivered spans stay in memory: \(reason)")
        case .on: log.info("The spool can be used again")
        case .filling: log.warn("Spans that cannot be delivered go to the spool")
        case .emptied: log.info("The spool is empty again")
        case .dropping(let reason):
            log.error("The spool gives up its oldest spans: \(reason)")
        }
    }
}
