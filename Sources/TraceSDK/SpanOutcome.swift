// How an operation ended, as its span says it.

/// OpenTelemetry Trace API "Set Status".
package enum SpanOutcome: Hashable, Sendable {
    /// Nobody said.
    case unset
    /// Somebody who knows said that it went well; final.
    case ok
    /// It failed; the description is empty where other attributes say as much.
    case error(description: String)

    /// What stands after `next` was said too: `ok` stays, an error gives way to another error and
    /// to `ok`, `unset` changes nothing.
    func followed(by next: SpanOutcome) -> SpanOutcome {
        switch (self, next) {
        case (.ok, _), (_, .unset): self
        case (.unset, _), (.error, _): next
        }
    }
}
