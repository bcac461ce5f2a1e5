// One request on its way: what has arrived so far, under its caps.
// The transfer thread only; libcurl's receivers write into it.

internal import CCurl
internal import Reactor

/// A running transfer.
final class Transfer {
    let submission: Submission
    let target: RequestTarget
    let handle: EasyHandle
    private let maximumHeaderBytes: Int
    private var headers: [(name: String, value: String)] = []
    private var headerBytes = 0
    private var hasWholeHead = false
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var sent = 0

    init(
        _ submission: Submission, target: RequestTarget, handle: EasyHandle,
        limits: TransferLimits
    ) throws(TransferError) {
        self.submission = submission
        self.target = target
        self.handle = handle
        maximumHeaderBytes = limits.maximumResponseHeaderBytes
        try handle.prepare(submission.request, target: target, limits: limits)
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        let code = unsafe ccurl_set_receivers(
            handle.pointer,
            { bytes, size, count, context in
                unsafe Transfer.of(context).receiveBody(
                    UnsafeRawBufferPointer(start: bytes, count: size * count))
            },
            { bytes, size, count, context in
                unsafe Transfer.of(context).receiveHeader(
                    UnsafeRawBufferPointer(start: bytes, count: size * count))
            }, context)
        guard code == CURLE_OK else {
            throw TransferError(
                phase: .other, code: Int32(code.rawValue), message: "libcurl refused a receiver")
        }
        if submission.request.hasBody { try unsafe setBody(context) }
    }

    /// Why a sender: libcurl reads the body where it lies, and keeps no copy of it.
    private func setBody(_ context: UnsafeMutableRawPointer) throws(TransferError) {
        let code = unsafe ccurl_set_body(
            handle.pointer, curl_off_t(submission.request.body.count),
            { room, size, count, context in
                unsafe Transfer.of(context).sendBody(
                    UnsafeMutableRawBufferPointer(start: room, count: size * count))
            },
            { context, offset, origin in
                unsafe Transfer.of(context).rewind(to: offset, from: origin)
            }, context)
        guard code == CURLE_OK else {
            throw TransferError(
                phase: .other, code: Int32(code.rawValue), message: "libcurl refused a body")
        }
    }

    /// What the transfer came to, once libcurl has called it ended.
    func outcome(_ code: CURLcode) -> Result<OutgoingResponse, TransferError> {
        guard code == CURLE_OK else { return .failure(failure(code)) }
        let status = unsafe ccurl_status(handle.pointer)
        // Why: libcurl takes a connection that ends inside the head for a response that is whole.
        guard hasWholeHead, status >= 200 else { return .failure(failure(CURLE_PARTIAL_FILE)) }
        let port = unsafe ccurl_peer_port(handle.pointer)
        return .success(
            OutgoingResponse(
                status: status, headers: headers, body: body,
                durationNanoseconds: durationNanoseconds,
                peerAddress: unsafe ccurl_peer_address(handle.pointer).map {
                    unsafe String(cString: $0)
                },
                peerPort: port > 0 ? port : nil,
                reusedConnection: unsafe ccurl_new_connections(handle.pointer) == 0))
    }

    private var durationNanoseconds: UInt64 {
        UInt64(max(0, unsafe ccurl_total_microseconds(handle.pointer))) * 1_000
    }

    private func failure(_ code: CURLcode) -> TransferError {
        let proxyStatus = unsafe ccurl_proxy_status(handle.pointer)
        let isRefusedByProxy = proxyStatus >= 300
        let phase: TransferError.Phase =
            isTooLarge
            ? .tooLarge : isRefusedByProxy ? .connect : TransferFailure.phase(of: code)
        let isUndecodable = code == CURLE_BAD_CONTENT_ENCODING && hasWholeHead
        let systemCode = phase == .connect ? Int32(unsafe ccurl_system_error(handle.pointer)) : 0
        let hasConnected =
            unsafe ccurl_connect_microseconds(handle.pointer) > 0
            || ccurl_pretransfer_microseconds(handle.pointer) > 0
        return TransferError(
            phase: phase, code: Int32(code.rawValue), systemCode: systemCode,
            undecodableStatus: isUndecodable ? unsafe ccurl_status(handle.pointer) : 0,
            message: isRefusedByProxy
                ? TransferFailure.refusal(byProxy: proxyStatus, of: self)
                : TransferFailure.message(
                    phase, code: code, systemCode: systemCode, hasConnected: hasConnected,
                    of: self),
            durationNanoseconds: durationNanoseconds)
    }

    /// The transfer that libcurl was given as a receiver's context.
    private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer {
        guard let context = unsafe context else {
            preconditionFailure("libcurl hands back the context it was given")
        }
        return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    /// Fills the room with what of the request's body comes next; 0 is its end.
    private func sendBody(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(room.count, submission.request.body.count - sent)
        unsafe submission.request.body.withUnsafeBytes { bytes in
            unsafe room.copyMemory(from: .init(rebasing: bytes[sent..<sent + count]))
        }
        sent += count
        return count
    }

    /// Goes to a place in the request's body, counted from its start; other origins are not served.
    private func rewind(to offset: curl_off_t, from origin: Int32) -> Int32 {
        guard origin == SEEK_SET, offset >= 0, offset <= submission.request.body.count else {
            return CURL_SEEKFUNC_CANTSEEK
        }
        sent = Int(offset)
        return CURL_SEEKFUNC_OK
    }

    /// Takes body bytes; anything but their count makes libcurl give up.
    private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard bytes.count <= submission.request.maximumResponseBytes - body.count else {
            isTooLarge = true
            return 0
        }
        unsafe body.append(contentsOf: bytes)
        return bytes.count
    }

    /// Takes one header line; a status line begins anew, since interim responses come first.
    private func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        headerBytes += bytes.count
        guard headerBytes <= maximumHeaderBytes else {
            isTooLarge = true
            return 0
        }
        let line = unsafe String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            headers.removeAll()
            hasWholeHead = false
        } else if let field = Self.field(of: line) {
            headers.append(field)
        } else if line == "\r\n" || line == "\n" {
            hasWholeHead = true
        }
        return bytes.count
    }

    /// Splits `Name: value`; `nil` for the empty line and for anything without a name.
    private static func field(of line: String) -> (name: String, value: String)? {
        guard let colon = line.utf8.firstIndex(of: 0x3A), colon > line.startIndex else {
            return nil
        }
        let rest = line.utf8[line.utf8.index(after: colon)...]
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        guard let first = rest.firstIndex(where: { !isSpace($0) }),
            let last = rest.lastIndex(where: { !isSpace($0) })
        else { return (line[..<colon].lowercased(), "") }
        return (line[..<colon].lowercased(), String(line[first...last]))
    }
}
