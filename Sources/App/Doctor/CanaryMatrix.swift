// Where each environment's canary was found: the proof that environments do not share a Tempo, or
// the proof that they do. From real answers only; what could not be asked is no pass.
// Any thread; values.

/// What one Tempo said about one canary.
enum CanaryCell: Hashable, Sendable {
    case found, absent
    /// Nobody there to ask, and why.
    case unreachable(String)

    /// As table and JSON have it.
    var word: String {
        switch self {
        case .found: "found"
        case .absent: "absent"
        case .unreachable: "unreachable from here"
        }
    }
}

/// Every canary in every Tempo.
struct CanaryMatrix: Sendable {
    /// One environment: a row for its canary, a column for its Tempo.
    struct Party: Hashable, Sendable {
        let environment: EnvironmentName
        /// Where the canary went.
        let endpoint: String?
        /// Where its Tempo was asked.
        let query: String?
        /// The canary's trace, 32 hexadecimal digits; `nil` where none was sent.
        let traceID: String?
        /// Why none was sent.
        let notSent: String?
    }

    let parties: [Party]
    /// `cells[row][column]`: the canary of the row's environment in the column's Tempo.
    var cells: [[CanaryCell]]

    /// Whether every canary is in its own Tempo and in no other.
    var isGreen: Bool { findings.isEmpty }

    /// What is wrong, with what to do.
    var findings: [Problem] {
        notSent + crossings + missing + unreachable
    }

    private var notSent: [Problem] {
        parties.compactMap { party in
            party.notSent.map { reason in
                Problem(
                    name: "\(party.environment)",
                    sentence: "No canary of \(party.environment) was sent: \(reason).",
                    remedy: "Mend what keeps its spans from being exported, then run this again.")
            }
        }
    }

    private var crossings: [Problem] {
        pairs { row, column in
            guard row != column, cells[row][column] == .found else { return nil }
            let (from, to) = (parties[row], parties[column])
            return Problem(
                name: "\(from.environment)",
                sentence: "A trace that \(from.environment) sent to \(from.endpoint ?? "nowhere") "
                    + "is in the Tempo of \(to.environment) at \(to.query ?? "nowhere"): "
                    + "the two environments share it.",
                remedy: "Give each a Tempo of its own with TEMPO_OTLP_HTTP_ENDPOINT; where each "
                    + "has one, TEMPO_QUERY_URL of \(to.environment) asks the wrong one.")
        }
    }

    private var missing: [Problem] {
        pairs { row, column in
            guard row == column, parties[row].notSent == nil, cells[row][row] == .absent else {
                return nil
            }
            let party = parties[row]
            return Problem(
                name: "\(party.environment)",
                sentence: "The trace that \(party.environment) sent to "
                    + "\(party.endpoint ?? "nowhere") is not in its Tempo at "
                    + "\(party.query ?? "nowhere").",
                remedy: "Let TEMPO_OTLP_HTTP_ENDPOINT and TEMPO_QUERY_URL of "
                    + "\(party.environment) lead to the same Tempo, its own.")
        }
    }

    /// One for each Tempo that could not be asked.
    private var unreachable: [Problem] {
        parties.indices.compactMap { column in
            let reasons = parties.indices.compactMap { row -> String? in
                guard case .unreachable(let reason) = cells[row][column],
                    parties[row].notSent == nil
                else { return nil }
                return reason
            }
            guard let reason = reasons.first else { return nil }
            let party = parties[column]
            return Problem(
                name: "\(party.environment)",
                sentence: "The Tempo of \(party.environment) cannot be asked from here: \(reason).",
                remedy: "Set TEMPO_QUERY_URL in \(party.environment.fileName) to where it answers, "
                    + "or run doctor inside: railway ssh -e \(party.environment) -- "
                    + "gatewayz-api doctor.")
        }
    }

    private func pairs(_ problem: (Int, Int) -> Problem?) -> [Problem] {
        parties.indices.flatMap { row in
            parties.indices.compactMap { column in problem(row, column) }
        }
    }
}
