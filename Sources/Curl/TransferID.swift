// The name of one transfer.
// Any thread.

/// Names a transfer of one `TransferThread`; never reused.
package struct TransferID: Hashable, Sendable {
    let number: UInt64
}
