// Whether spans arrive, as the receiver's own answers say it.

/// What the last attempts came to; `/health` adds `disabled` and `blocked`.
package enum TracingState: Hashable, Sendable {
    /// Nothing has been answered yet.
    case starting
    /// The last attempt got its 2xx.
    case ok
    /// The last attempt did not; the reason is for a person.
    case failing(reason: String)

    /// Whether the two differ in more than the reason.
    func differsInKind(from other: TracingState) -> Bool {
        switch (self, other) {
        case (.starting, .starting), (.ok, .ok), (.failing, .failing): false
        default: true
        }
    }
}
