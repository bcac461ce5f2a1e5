// Failures over real sockets: each phase, each cap, cancellation and shutdown.
import Curl
import Glibc
import Locking
import Reactor
import Testing

/// Everything that the world and a caller can do to a request.
struct TransferFailureTests {
    private let transfers: TransferThread

    init() throws {
        transfers = try TransferThread(library: try CurlLibrary())
    }

    @Test func aClosedPortIsAConnectFailure() async throws {
        let (descriptor, port) = try RawServer.listen(backlog: 1)
        close(descriptor)
        let error = await failure(OutgoingRequest(url: "http://127.0.0.1:\(port)/"))
        #expect(error?.phase == .connect)
        #expect(error?.systemCode == ECONNREFUSED)
        #expect(error?.message == "could not connect to 127.0.0.1:\(port): Connection refused")
    }

    @Test func aNameThatCannotExistIsADNSFailure() async {
        let error = await failure(OutgoingRequest(url: "http://nothing.invalid/"))
        #expect(error?.phase == .dns)
        #expect(error?.message == "could not resolve nothing.invalid")
    }

    @Test func aServerThatNeverAnswersTimesOut() async throws {
        let server = try RawServer { $0.awaitEnd() }
        defer { server.stop() }
        let error = await failure(OutgoingRequest(url: server.url, timeout: .milliseconds(150)))
        #expect(error?.phase == .timeout)
        #expect(error?.message == "127.0.0.1:\(server.port) did not answer within 0.15 seconds")
        #expect((error?.durationNanoseconds ?? 0) >= 150_000_000)
    }

    @Test func aKeptConnectionThatHangsIsNoMissingConnection() async throws {
        let server = try RawServer { connection in
            if connection.readRequest() != nil { connection.respond("200 OK") }
            connection.awaitEnd()
        }
        defer { server.stop() }
        let request = OutgoingRequest(url: server.url, timeout: .milliseconds(300))
        #expect(try await transfers.send(request).get().status == 200)
        let error = await failure(request)
        #expect(error?.phase == .timeout && server.connectionCount == 1)
        #expect(error?.message == "127.0.0.1:\(server.port) did not answer within 0.3 seconds")
    }

    @Test func aServerThatNeverAcceptsTimesOutWhileConnecting() async throws {
        // A full backlog makes Linux drop further handshakes.
        let (listener, port) = try RawServer.listen(backlog: 0)
        defer { close(listener) }
        let requests = (0..<8).map { _ in
            OutgoingRequest(
                url: "http://127.0.0.1:\(port)", timeout: .milliseconds(900),
                connectTimeout: .milliseconds(300))
        }
        let messages = await withTaskGroup(of: TransferError?.self) { group in
            for request in requests { group.addTask { await failure(request) } }
            return await group.reduce(into: [String]()) { messages, error in
                #expect(error?.phase == .timeout)
                if let error { messages.append(error.message) }
            }
        }
        #expect(messages.contains("no connection to 127.0.0.1:\(port) within 0.3 seconds"))
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n\r",
        "HTTP/1.1 100 Continue\r\n\r\n", "", "hello\r\n\r\n", "HTTP/1.1 2\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
    ])
    func aResponseThatIsNotWholeIsAReceiveFailure(response: String) async throws {
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(response)
        }
        defer { server.stop() }
        let error = await failure(OutgoingRequest(url: server.url))
        #expect(error?.phase == .receive)
        #expect(error?.message.contains("127.0.0.1:\(server.port)") == true)
    }

    @Test func aResetInsideTheBodyIsAReceiveFailure() async throws {
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort")
            connection.reset()
        }
        defer { server.stop() }
        #expect(await failure(OutgoingRequest(url: server.url))?.phase == .receive)
    }

    @Test func aPlainServerBehindHTTPSIsATLSFailure() async throws {
        let server = try RawServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
        }
        defer { server.stop() }
        let error = await failure(OutgoingRequest(url: "https://127.0.0.1:\(server.port)"))
        #expect(error?.phase == .tls)
        #expect(error?.message.hasPrefix("TLS with 127.0.0.1:\(server.port) failed: ") == true)
    }

    @Test(arguments: [
        ("Content-Length: 10\r\n\r\n0123456789", 10), ("\r\n0123456789", 10),
        ("Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n", 10),
        ("Content-Length: 0\r\n\r\n", 0),
    ])
    func theResponseCapIsExact(rest: String, length: Int) async throws {
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\n" + rest)
        }
        defer { server.stop() }
        var request = OutgoingRequest(url: server.url, maximumResponseBytes: length)
        #expect(try await transfers.send(request).get().body.count == length)
        guard length > 0 else { return }
        request.maximumResponseBytes = length - 1
        #expect(await failure(request)?.phase == .tooLarge)
    }

    @Test func aContentLengthBeyondTheCapIsRefusedBeforeItsBody() async throws {
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
            connection.awaitEnd()
        }
        defer { server.stop() }
        #expect(await failure(OutgoingRequest(url: server.url))?.phase == .tooLarge)
    }

    @Test func theHeaderCapIsExact() async throws {
        let head =
            "HTTP/1.1 200 OK\r\nX: \(String(repeating: "a", count: 500))\r\n"
            + "Content-Length: 0\r\n\r\n"
        let server = try RawServer { connection in
            while connection.readRequest() != nil { connection.write(head) }
        }
        defer { server.stop() }
        for (limit, phase) in [(head.utf8.count, nil), (head.utf8.count - 1, .tooLarge)]
            as [(Int, TransferError.Phase?)]
        {
            var limits = TransferLimits()
            limits.maximumResponseHeaderBytes = limit
            let transfers = try TransferThread(library: try CurlLibrary(), limits: limits)
            let outcome = await transfers.send(OutgoingRequest(url: server.url))
            #expect(Self.error(of: outcome)?.phase == phase)
            transfers.shutdown()
        }
    }

    @Test func aCancelledTransferEndsAtOnce() async throws {
        let arrived = try WakeUp()
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            arrived.signal()
            connection.awaitEnd()
        }
        defer { server.stop() }
        let outcome = await withCheckedContinuation { continuation in
            let id = transfers.send(OutgoingRequest(url: server.url, timeout: .seconds(600))) {
                continuation.resume(returning: $0)
            }
            _ = arrived.wait(timeout: .seconds(30))
            transfers.cancel(id)
            transfers.cancel(id)
        }
        #expect(Self.error(of: outcome)?.phase == .cancelled)
        #expect(transfers.incompleteCount == 0)
    }

    @Test func aCancelledTaskCancelsItsTransfer() async throws {
        let server = try RawServer { $0.awaitEnd() }
        defer { server.stop() }
        let request = OutgoingRequest(url: server.url, timeout: .seconds(600))
        let task = Task { [transfers] in await transfers.send(request) }
        task.cancel()
        #expect(Self.error(of: await task.value)?.phase == .cancelled)
    }

    @Test func shutdownCancelsWhatIsInFlightAndRefusesWhatComesLater() async throws {
        let server = try RawServer { $0.awaitEnd() }
        defer { server.stop() }
        let phases = Locked<[TransferError.Phase?]>([])
        let request = OutgoingRequest(url: server.url, timeout: .seconds(600))
        for _ in 0..<20 {
            transfers.send(request) { outcome in
                phases.withLock { $0.append(Self.error(of: outcome)?.phase) }
            }
        }
        transfers.shutdown()
        #expect(phases.withLock { $0 } == Array(repeating: .cancelled, count: 20))
        #expect(await failure(request)?.phase == .cancelled)
        transfers.shutdown()
    }

    @Test func oneTransferBeyondTheLimitIsRefusedAtOnce() async throws {
        let server = try RawServer { $0.awaitEnd() }
        defer { server.stop() }
        var limits = TransferLimits()
        limits.maximumTransfers = 2
        let transfers = try TransferThread(library: try CurlLibrary(), limits: limits)
        let request = OutgoingRequest(url: server.url, timeout: .seconds(600))
        let first = transfers.send(request) { _ in }
        transfers.send(request) { _ in }
        let refused = await transfers.send(request)
        #expect(Self.error(of: refused)?.phase == .other)
        #expect(Self.error(of: refused)?.message == "more than 2 requests at once")
        await withCheckedContinuation { continuation in
            transfers.cancel(first)
            // Room is made before the completion is told, so poll only until the thread has run.
            while transfers.incompleteCount == 2 { sched_yield() }
            transfers.send(request) { _ in continuation.resume() }
            transfers.shutdown()
        }
    }

    @Test func messagesAndPrintsShowNoSecret() async throws {
        let (descriptor, port) = try RawServer.listen(backlog: 1)
        close(descriptor)
        let request = OutgoingRequest(
            url: "http://user:secret@127.0.0.1:\(port)/?key=secret",
            headers: [("Authorization", "Bearer secret")], body: Array("secret".utf8))
        let error = try #require(await failure(request))
        var dumped = ""
        dump(request, to: &dumped)
        for text in ["\(error)", "\(request)", String(reflecting: request), dumped] {
            #expect(!text.contains("secret"), "\(text)")
        }
    }

    private func failure(_ request: OutgoingRequest) async -> TransferError? {
        Self.error(of: await transfers.send(request))
    }

    private static func error(
        of outcome: Result<OutgoingResponse, TransferError>
    ) -> TransferError? {
        if case .failure(let error) = outcome { error } else { nil }
    }
}
