// libcurl's codes in the house's words.
// The transfer thread only. Never repeats libcurl's own text, which may quote a URL; TLS is the
// exception, where it names certificates and nothing else.

internal import CCurl
internal import Reactor

/// Phases and messages of failed transfers.
enum TransferFailure {
    /// How far a transfer came that ended with `code`.
    static func phase(of code: CURLcode) -> TransferError.Phase {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .dns
        case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED: .connect
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_SHUTDOWN_FAILED,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            .tls
        case CURLE_SEND_ERROR, CURLE_READ_ERROR, CURLE_SEND_FAIL_REWIND: .send
        // Why: the scheme was checked before, so "unsupported protocol" is a reply that is no HTTP.
        case CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_WEIRD_SERVER_REPLY,
            CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_WRITE_ERROR,
            CURLE_UNSUPPORTED_PROTOCOL:
            .receive
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_FILESIZE_EXCEEDED: .tooLarge
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT: .invalidRequest
        default: .other
        }
    }

    /// A proxy answered, but led nowhere.
    static func refusal(byProxy status: Int, of transfer: Transfer) -> String {
        "the proxy that the environment names answered \(status) for \(transfer.target.authority)"
    }

    /// A phrase for people that names host and port at most.
    static func message(
        _ phase: TransferError.Phase, code: CURLcode, systemCode: Int32, hasConnected: Bool,
        of transfer: Transfer
    ) -> String {
        let target = transfer.target
        let request = transfer.submission.request
        let words = unsafe String(cString: curl_easy_strerror(code))
        switch phase {
        case .dns where code == CURLE_COULDNT_RESOLVE_PROXY:
            return "could not resolve the proxy that the environment names for \(target.authority)"
        case .dns: return "could not resolve \(target.host)"
        case .connect:
            let why = systemCode == 0 ? words : SystemError.text(of: systemCode)
            return "could not connect to \(target.authority): \(why)"
        case .tls:
            let detail = transfer.handle.lastErrorText
            return "TLS with \(target.authority) failed: \(detail.isEmpty ? words : detail)"
        case .send: return "the connection to \(target.authority) broke while sending: \(words)"
        case .receive: return "the response of \(target.authority) was cut off: \(words)"
        case .timeout:
            return hasConnected
                ? "\(target.authority) did not answer within \(request.timeout)"
                : "no connection to \(target.authority) within "
                    + "\(min(request.timeout, request.connectTimeout))"
        case .tooLarge:
            return "the response of \(target.authority) is larger than "
                + "\(request.maximumResponseBytes) bytes, or its head too large"
        case .cancelled, .invalidRequest, .other:
            return "the request to \(target.authority) failed: \(words)"
        }
    }
}
