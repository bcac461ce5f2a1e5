// How `doctor` reaches the world: one request at a time, each with its bound.
// One thread, the command's; it blocks, which nothing that serves may.
import Curl
import Glibc
import Gzip
import OTLP
import Reactor

/// Blocking, bounded access to names, receivers and Tempos.
final class DoctorWorld {
    /// How long one export may take.
    static let exportTimeout = Duration.seconds(3)

    let clocks: Clocks
    private let transfers: TransferThread

    /// Sends over a running transfer thread, which the caller ends.
    init(transfers: TransferThread, clocks: Clocks) {
        self.transfers = transfers
        self.clocks = clocks
    }

    /// Sends a request and waits for its outcome, at most a second beyond its own timeout.
    func fetch(_ request: OutgoingRequest) -> TempoAnswers.Outcome {
        wait(
            atMost: request.timeout,
            orElse: .failure(TransferError(phase: .timeout, message: "no answer in time"))
        ) { answered in
            let id = transfers.send(request, completion: answered)
            return { [transfers] in transfers.cancel(id) }
        }
    }

    /// Sends one export the way the service would, and waits for its reply.
    func export(_ body: [UInt8], by tracing: TracingSettings, to endpoint: TraceEndpoint)
        -> ExportReply
    {
        let transport: any OTLPTransport
        do throws(GzipError) {
            transport = try TracingAssembly.makeTransport(
                tracing, endpoint: endpoint, transfers: transfers)
        } catch {
            return .unanswered(label: "other", reason: error.description, isRetryable: true)
        }
        return wait(
            atMost: Self.exportTimeout,
            orElse: .unanswered(
                label: "timeout", reason: "no answer in time", isRetryable: true)
        ) { answered in
            transport.send(body, timeout: Self.exportTimeout, completion: answered)
        }
    }

    /// Waits for a while.
    func pause(_ duration: Duration) {
        _ = poll(nil, 0, duration.pollMilliseconds)
    }

    /// Begins something that answers once, and waits for that; past the time it is ended.
    private func wait<Answer: Sendable>(
        atMost timeout: Duration, orElse fallback: Answer,
        begin: (@escaping @Sendable (Answer) -> Void) -> @Sendable () -> Void
    ) -> Answer {
        let answers: Mailbox<Answer>
        do throws(SystemError) {
            answers = try Mailbox(capacity: 1)
        } catch {
            return fallback
        }
        let end = begin { _ = answers.post($0) }
        if let answer = answers.receive(timeout: timeout + .seconds(1)).first { return answer }
        end()
        return fallback
    }
}
