// kill -9 at every moment of a write to the spool. A process of its own writes one batch, begins
// another, and dies; the next process finds what was whole, once, and its books add up.
import Glibc
import Locking
import Testing

@testable import OTLP

struct SpoolKillTests {
    /// Before which call of a write the process dies, or between the halves of it.
    struct Moment: Codable, Sendable, CustomTestStringConvertible {
        /// 0 creates the file, 1 and 2 write head and body, 3 synchronises it, 4 renames it, 5
        /// synchronises the directory.
        var call: Int
        var isHalf = false
        var testDescription: String { "call \(call)\(isHalf ? ", half of it" : "")" }
    }

    /// The second batch is added to the first one's file, or is as large as a file may be.
    @Test(
        arguments: [
            Moment(call: 0), Moment(call: 1), Moment(call: 1, isHalf: true), Moment(call: 2),
            Moment(call: 2, isHalf: true), Moment(call: 3), Moment(call: 4), Moment(call: 5),
        ], [6, 512])
    func aKillCostsNoFinishedFile(_ moment: Moment, _ spans: Int) async throws {
        let folder = try SpoolFolder()
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = folder.path as String, moment = moment as Moment, spans = spans as Int] in
            let death = Death(moment)
            let process = try SpoolProcess(SpoolFolder(at: path), calls: death.calls)
            try process.spool(5)
            death.arm()
            try process.spool(spans)
        }
        let left = folder.files
        #expect(left.contains { $0.hasSuffix(".unfinished") } == (1...4 ~= moment.call), "\(left)")
        let next = try SpoolProcess(folder, instance: "2")
        #expect(next.spool.open())
        let whole = moment.call == 5 ? 5 + spans : 5
        #expect(next.account.recovered == whole && next.account.failed == 0)
        #expect(next.spool.report.damagedFiles == 0 && next.spool.report.foreignFiles == 0)
        expectLaw(next.account)
        #expect(try next.deliverAll().reduce(0, +) == whole && folder.files.isEmpty)
    }

    /// Ends its process at one call of the write that comes once it is armed.
    private final class Death: Sendable {
        private let moment: Moment
        /// Calls since it was armed, before that `nil`.
        private let count = Locked<Int?>(nil)

        init(_ moment: Moment) { self.moment = moment }

        func arm() { count.withLock { $0 = 0 } }

        /// Returns unless the process ends with this call; true where it is to do half of it.
        private func comes() -> Bool {
            let number = count.withLock { count in
                defer { count = count.map { $0 + 1 } }
                return count
            }
            if number == moment.call, !moment.isHalf { kill(getpid(), SIGKILL) }
            return number == moment.call
        }

        var calls: SpoolCalls {
            var calls = SpoolCalls()
            let real = SpoolCalls.system
            calls.create = {
                _ = self.comes()
                return real.create($0, $1)
            }
            calls.write = { file, bytes in
                guard self.comes() else { return real.write(file, bytes) }
                _ = real.write(file, bytes.extracting(first: bytes.count / 2))
                return Int(kill(getpid(), SIGKILL))
            }
            calls.synchronise = {
                _ = self.comes()
                return real.synchronise($0)
            }
            calls.rename = {
                _ = self.comes()
                return real.rename($0, $1, $2)
            }
            return calls
        }
    }
}
