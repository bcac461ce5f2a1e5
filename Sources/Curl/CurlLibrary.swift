// libcurl's process-wide start, as a value that proves it happened.
// Made once, in main, before any other thread; then passed to whoever needs it.

internal import CCurl

/// The proof that libcurl is ready; a `TransferThread` cannot be made without it.
package struct CurlLibrary: Sendable {
    /// The library's own version line, for `check` and the log.
    package let version: String

    /// Starts libcurl; throws where it, or its TLS library, cannot start.
    package init() throws(TransferError) {
        let code = ccurl_begin()
        guard code == CURLE_OK else {
            throw TransferError(
                phase: .other, code: Int32(code.rawValue), message: "libcurl could not start")
        }
        version = unsafe String(cString: curl_version())
    }
}
