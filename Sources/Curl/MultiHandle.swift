// libcurl's multi handle: many transfers and their connections on one thread.
// The transfer thread only.

internal import CCurl
internal import Glibc
internal import Reactor

/// Owns a `CURLM *`.
@safe struct MultiHandle: ~Copyable {
    private let pointer: UnsafeMutableRawPointer

    init(limits: TransferLimits) throws(SystemError) {
        guard let pointer = unsafe curl_multi_init() else {
            throw SystemError(call: "curl_multi_init", code: ENOMEM)
        }
        unsafe self.pointer = pointer
        let code = unsafe ccurl_multi_set_limits(
            pointer, limits.maximumConnections, limits.maximumIdleConnections)
        precondition(code == CURLM_OK, "the connection limits are options of every libcurl")
    }

    deinit {
        unsafe curl_multi_cleanup(pointer)
    }

    /// Begins a prepared transfer.
    func add(_ handle: EasyHandle) throws(TransferError) {
        let code = unsafe curl_multi_add_handle(pointer, handle.pointer)
        guard code == CURLM_OK else { throw Self.error(code) }
    }

    /// Ends a transfer, complete or not.
    func remove(_ handle: EasyHandle) {
        let code = unsafe curl_multi_remove_handle(pointer, handle.pointer)
        precondition(code == CURLM_OK, "only an added handle is removed, outside any receiver")
    }

    /// Moves every transfer on as far as it goes without waiting.
    func perform() throws(TransferError) {
        var running: Int32 = 0
        let code = unsafe curl_multi_perform(pointer, &running)
        guard code == CURLM_OK else { throw Self.error(code) }
    }

    /// Waits for sockets, for libcurl's timers, or until `descriptor` is readable.
    func wait(alsoFor descriptor: Int32) throws(TransferError) {
        let code = unsafe ccurl_multi_wait(pointer, descriptor, 60_000)
        guard code == CURLM_OK else { throw Self.error(code) }
    }

    /// The identity of the next handle whose transfer has ended, with libcurl's verdict.
    func nextEnded() -> (identity: UInt, code: CURLcode)? {
        var code = CURLE_OK
        guard let handle = unsafe ccurl_multi_next_ended(pointer, &code) else { return nil }
        return (UInt(bitPattern: handle), code)
    }

    private static func error(_ code: CURLMcode) -> TransferError {
        TransferError(
            phase: .other, code: code.rawValue,
            message: "libcurl failed: \(unsafe String(cString: curl_multi_strerror(code)))")
    }
}
