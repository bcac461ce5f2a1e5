// How a store is doing, as `/health` and `/metrics` show it. Pure.

/// A store's account of itself.
package struct StoreReport: Sendable, Equatable {
    /// What the evidence is kept in.
    package enum Kind: Sendable, Equatable {
        case sqlite, memory

        /// The name in `/health` and labels.
        package var name: StaticString { self == .sqlite ? "sqlite" : "memory" }
    }

    /// Whether what is handed over is being kept.
    package enum State: Sendable, Equatable {
        /// Nothing has been written or read yet.
        case starting
        /// The last write or read succeeded.
        case ok
        /// Memory only, or the last write failed, or evidence was refused since the last one.
        case degraded

        /// The name in `/health` and labels.
        package var name: StaticString {
            switch self {
            case .starting: "starting"
            case .ok: "ok"
            case .degraded: "degraded"
            }
        }
    }

    /// What the evidence is kept in.
    package var kind: Kind
    /// Whether it is being kept.
    package var state: State
    /// Why it is degraded, a sentence without a secret; `nil` otherwise.
    package var reason: String?
    /// Transactions that succeeded.
    package var commits: UInt64 = 0
    /// Transactions that failed; their content is kept and tried again.
    package var failedCommits: UInt64 = 0
    /// Hand-overs refused because the mailbox was full; the ledger keeps their content.
    package var refusals: UInt64 = 0
    /// Error rows given up because writing failed for too long.
    package var lostErrors: UInt64 = 0
    /// Rows handed over and not yet written.
    package var pendingRows = 0
    /// Corrupt databases renamed since the start.
    package var quarantines: UInt64 = 0

    /// A report with all counters at zero.
    package init(kind: Kind, state: State, reason: String? = nil) {
        self.kind = kind
        self.state = state
        self.reason = reason
    }
}
