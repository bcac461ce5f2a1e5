// A request with its name and with whom to tell.
// Made on any thread, carried out on the transfer thread.

/// A request that was accepted.
struct Submission: Sendable {
    let id: TransferID
    let request: OutgoingRequest
    let completion: @Sendable (Result<OutgoingResponse, TransferError>) -> Void
}
