// A port for a newcomer whose first choice may be taken: the next one up.
// Any thread; only for `dev`. `serve` refuses a taken port instead.
import Glibc
import HTTPServer
import Reactor

/// Finds a free port at or above the one that is wanted.
enum PortSearch {
    /// Ports that are tried, the wanted one included.
    static let maximumAttempts = 20

    /// Listens on the first free of `port`, `port + 1` and so on; throws the last refusal where all
    /// are taken, and any other failure at once. Port 0 is the kernel's choice.
    static func listen(
        from port: UInt16, loopbackOnly: Bool
    ) throws(SystemError) -> Listener {
        var candidate = port
        var attempt = 1
        while true {
            do throws(SystemError) {
                return try Listener(port: candidate, loopbackOnly: loopbackOnly)
            } catch {
                guard error.code == EADDRINUSE, attempt < maximumAttempts, candidate < .max else {
                    throw error
                }
                candidate += 1
                attempt += 1
            }
        }
    }
}
