// The three variables of Sentry. A DSN that is none is a problem and not a warning: whoever set it
// believes that errors are reported.
import Sentry

extension SettingReader {
    /// Where error events go; `nil` where nothing is set, or nothing that can be used.
    mutating func readSentry(
        _ environment: EnvironmentName, _ service: ServiceSettings
    ) -> SentrySettings? {
        let release = read(SettingTable.sentryRelease)
        let text = read(SettingTable.sentryDSN)
        guard let text, let found = layers.first(of: SettingTable.sentryDSN.definition.names) else {
            return nil
        }
        // Why by hand: the guard reads this row, and a row is reported once.
        let named = layers.first(of: SettingTable.sentryEnvironment.definition.names)?.value
        do throws(SentryDSNComplaint) {
            let dsn = try SentryDSN(text.reveal())
            switch WebAddress.parse(text.reveal()) {
            case .success(let address):
                return SentrySettings(
                    dsn: dsn, address: address, environment: named ?? environment.text,
                    release: release ?? "\(service.name)@\(service.version)")
            case .failure(let complaint):
                add(
                    Problem(
                        name: found.place, sentence: "\(found.place) \(complaint.sentence).",
                        remedy: SentryDSNComplaint.notAURL.remedy))
                return nil
            }
        } catch {
            add(
                Problem(
                    name: found.place, sentence: "\(found.place) \(error.sentence).",
                    remedy: error.remedy))
            return nil
        }
    }
}
