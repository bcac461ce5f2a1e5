// What a host's name leads to, asked of the system's resolver as the exporter will.
// Blocks the caller up to a bound; the resolver itself cannot be interrupted, so it runs on a
// thread of its own, which is left behind where it takes longer.
import Glibc
import Reactor

/// Looks names up.
enum NameLookup {
    /// How long one look-up may take.
    static let timeout = Duration.seconds(3)
    /// Addresses that are listed.
    static let maximumAddresses = 8

    /// Why a name led nowhere.
    struct Failure: Error, Hashable, Sendable {
        /// The resolver's words, or that it took too long.
        let reason: String
    }

    /// The addresses of a name, IPv4 and IPv6, each once.
    static func addresses(of host: String) -> Result<[String], Failure> {
        let answers: Mailbox<Result<[String], Failure>>
        do throws(SystemError) {
            let mailbox = try Mailbox<Result<[String], Failure>>(capacity: 1)
            answers = mailbox
            _ = try ThreadHandle.start(name: "resolver") { _ = mailbox.post(resolve(host)) }
        } catch {
            return .failure(Failure(reason: "\(error)"))
        }
        return answers.receive(timeout: timeout).first
            ?? .failure(Failure(reason: "the resolver did not answer within \(timeout)"))
    }

    private static func resolve(_ host: String) -> Result<[String], Failure> {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, nil, &hints, &first)
        guard code == 0 else {
            return .failure(Failure(reason: unsafe String(cString: gai_strerror(code))))
        }
        defer { unsafe freeaddrinfo(first) }
        var found: [String] = []
        var next = unsafe first
        while let entry = unsafe next, found.count < maximumAddresses {
            if let text = unsafe text(of: entry.pointee), !found.contains(text) {
                found.append(text)
            }
            unsafe next = entry.pointee.ai_next
        }
        return .success(found)
    }

    private static func text(of entry: addrinfo) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = unsafe getnameinfo(
            entry.ai_addr, entry.ai_addrlen, &buffer, socklen_t(buffer.count), nil, 0,
            NI_NUMERICHOST)
        guard code == 0 else { return nil }
        return String(
            decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
