// The accounting law, asserted wherever an exporter is quiet.
import OTLP
import Testing

/// Every span that ended is somewhere, and nowhere twice. Call it where no span ends and no reply
/// is being handled.
func expectLaw(_ account: SpanAccount, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(account.ended == account.enqueued + account.dropped, sourceLocation: sourceLocation)
    #expect(
        account.enqueued + account.recovered
            == account.exported + account.rejected + account.failed + account.queued
            + account.inFlight + account.spooled,
        "\(account)", sourceLocation: sourceLocation)
    #expect(account.isBalanced, sourceLocation: sourceLocation)
}

/// The same of an exporter's own books.
func expectLaw(_ exporter: Exporter, sourceLocation: SourceLocation = #_sourceLocation) {
    expectLaw(exporter.account, sourceLocation: sourceLocation)
}

/// Waits until a condition holds that another thread brings about.
func eventually(
    sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    var looks = 0
    // Why looks and a time: where other tests hold the pool's threads, the time may be over before
    // the second look, and a condition may hold only between one replay and the next.
    while !condition(), looks < 500 || ContinuousClock.now < deadline {
        looks += 1
        try await Task.sleep(for: .milliseconds(2))
    }
    #expect(condition(), sourceLocation: sourceLocation)
}
