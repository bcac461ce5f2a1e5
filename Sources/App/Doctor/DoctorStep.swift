// One question that `doctor` asked, and what came of it.
// Any thread; values.

/// The steps in their order.
enum DoctorStepName: String, CaseIterable, Sendable {
    case configuration, dns, connection, export, store, tempo, foreign

    /// As the table names it.
    var title: String {
        switch self {
        case .configuration: "configuration"
        case .dns: "name"
        case .connection: "connection"
        case .export: "empty export"
        case .store: "store"
        case .tempo: "Tempo /ready"
        case .foreign: "foreign spans"
        }
    }
}

/// How a step ended.
enum DoctorOutcome: String, Sendable {
    case passed, warned, failed, skipped

    /// As the table names it.
    var word: String {
        switch self {
        case .passed: "ok"
        case .warned: "warning"
        case .failed: "FAILED"
        case .skipped: "skipped"
        }
    }
}

/// A step with its outcome.
struct DoctorStep: Hashable, Sendable {
    let name: DoctorStepName
    let outcome: DoctorOutcome
    /// What was seen, as a phrase without secrets.
    let detail: String
    /// What to do about it; `nil` where there is nothing to do.
    let remedy: String?

    init(_ name: DoctorStepName, _ outcome: DoctorOutcome, _ detail: String, remedy: String? = nil)
    {
        self.name = name
        self.outcome = outcome
        self.detail = detail
        self.remedy = remedy
    }
}
