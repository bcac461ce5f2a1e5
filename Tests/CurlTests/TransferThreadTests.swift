// Requests that succeed over real sockets: what is sent, what arrives, which connection serves.
import Curl
import Glibc
import Locking
import Reactor
import Testing

/// Whole requests over real sockets.
struct TransferThreadTests {
    private let transfers: TransferThread

    init() throws {
        transfers = try TransferThread(library: try CurlLibrary())
    }

    @Test func aResponseArrivesWhole() async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil {
                connection.respond(
                    "201 Created", headers: "X-One:  a b \r\nX-ONE: c\r\nX-Empty:\r\n",
                    body: [0, 255, 10])
            }
        }
        defer { server.stop() }
        let response = try await transfers.send(OutgoingRequest(url: server.url + "/a?b=c")).get()
        #expect(response.status == 201)
        #expect(response.body == [0, 255, 10])
        #expect(response.headers.map(\.name) == ["x-one", "x-one", "x-empty", "content-length"])
        #expect(response.headers.map(\.value) == ["a b", "c", "", "3"])
        #expect(response.header("x-one") == "a b")
        #expect(response.header("x-two") == nil)
        #expect(response.peerAddress == "127.0.0.1")
        #expect(response.peerPort == server.port)
        #expect(response.durationNanoseconds > 0)
        transfers.shutdown()
    }

    @Test func aConnectionServesAgain() async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil { connection.respond("200 OK") }
        }
        defer { server.stop() }
        var reused: [Bool] = []
        for _ in 0..<5 {
            reused.append(
                try await transfers.send(OutgoingRequest(url: server.url)).get().reusedConnection)
        }
        #expect(reused == [false, true, true, true, true])
        #expect(server.connectionCount == 1)
        transfers.shutdown()
    }

    @Test(arguments: [1, 2])
    func connectionsAreAsManyAsTheirLimit(_ limit: Int) async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil { connection.respond("200 OK") }
        }
        defer { server.stop() }
        var limits = TransferLimits()
        limits.maximumConnections = limit
        let transfers = try TransferThread(library: try CurlLibrary(), limits: limits)
        let statuses = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    try? await transfers.send(OutgoingRequest(url: server.url)).get().status
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 6))
        #expect(server.connectionCount <= limit)
        transfers.shutdown()
    }

    @Test(arguments: [(1, false), (2, true)])
    func keptConnectionsAreAsManyAsTheirLimit(_ limit: Int, _ isReused: Bool) async throws {
        let servers = try (0..<2).map { _ in
            try RawServer { connection in
                while connection.readRequest() != nil { connection.respond("200 OK") }
            }
        }
        defer { for server in servers { server.stop() } }
        var limits = TransferLimits()
        limits.maximumIdleConnections = limit
        let transfers = try TransferThread(library: try CurlLibrary(), limits: limits)
        for server in servers {
            _ = try await transfers.send(OutgoingRequest(url: server.url)).get()
        }
        let again = try await transfers.send(OutgoingRequest(url: servers[0].url)).get()
        #expect(again.reusedConnection == isReused)
        transfers.shutdown()
    }

    @Test func aConnectionEndsWithItsLifetimeSoThatABalancerCanMoveIt() async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil { connection.respond("200 OK") }
        }
        defer { server.stop() }
        var limits = TransferLimits()
        limits.connectionLifetimeSeconds = 1
        let transfers = try TransferThread(library: try CurlLibrary(), limits: limits)
        _ = try await transfers.send(OutgoingRequest(url: server.url)).get()
        // Why so long: libcurl counts whole seconds, and ends what is older than the limit.
        try await Task.sleep(for: .milliseconds(2_100))
        let response = try await transfers.send(OutgoingRequest(url: server.url)).get()
        #expect(!response.reusedConnection && server.connectionCount == 2)
        transfers.shutdown()
    }

    @Test func aKeptConnectionThatDiedIsReplacedUnnoticed() async throws {
        let server = try RawServer { connection in
            if connection.readRequest() != nil { connection.respond("200 OK") }
        }
        defer { server.stop() }
        for _ in 0..<3 {
            let response = await transfers.send(OutgoingRequest(method: "POST", url: server.url))
            #expect(try response.get().status == 200)
        }
        #expect(server.connectionCount == 3)
        transfers.shutdown()
    }

    @Test(arguments: [1, 65_536, 262_143, 262_144, 262_145, 3_000_000])
    func aBodyIsSentWholeAndAgainWhereAKeptConnectionDied(_ count: Int) async throws {
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let server = try RawServer { connection in
            guard let request = connection.readRequest() else { return }
            let isWhole = request.body == body && request.field("content-length") == "\(count)"
            connection.respond(isWhole ? "200 OK" : "400 Bad Request")
        }
        defer { server.stop() }
        for _ in 0..<3 {
            let response = await transfers.send(
                OutgoingRequest(method: "POST", url: server.url, body: body))
            #expect(try response.get().status == 200)
        }
        transfers.shutdown()
    }

    @Test func aRequestIsSentAsAsked() async throws {
        let seen = Seen()
        let server = try RawServer { connection in
            while let request = connection.readRequest() {
                seen.add(request)
                connection.respond("200 OK", body: request.body)
            }
        }
        defer { server.stop() }
        let binary = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
        let echoed = await transfers.send(
            OutgoingRequest(
                method: "POST", url: server.url + "/v1/traces?x=1",
                headers: [("Content-Type", "application/x-protobuf"), ("X-Empty", "")],
                body: binary, maximumResponseBytes: binary.count))
        #expect(try echoed.get().body == binary)
        let methods = ["GET", "PUT", "POST", "DELETE", "PURGE"]
        for method in methods {
            let response = await transfers.send(OutgoingRequest(method: method, url: server.url))
            #expect(try response.get().status == 200)
        }
        let requests = seen.all
        #expect(requests[0].head.hasPrefix("POST /v1/traces?x=1 HTTP/1.1\r\n"))
        #expect(requests[0].field("content-type") == "application/x-protobuf")
        #expect(requests[0].head.contains("X-Empty:\r\n"))
        #expect(requests[0].field("expect") == nil)
        #expect(requests[0].field("accept-encoding") == nil)
        #expect(
            requests.dropFirst().map { $0.head.split(separator: " ").first.map(String.init) }
                == methods)
        #expect(
            requests.dropFirst().map { $0.field("content-length") } == [nil, "0", "0", nil, nil])
        #expect(requests.dropFirst().allSatisfy { $0.field("content-type") == nil })
        transfers.shutdown()
    }

    @Test func aHeadResponseHasNoBodyWhateverItsLength() async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n")
            }
        }
        defer { server.stop() }
        for _ in 0..<2 {
            let response = try await transfers.send(
                OutgoingRequest(method: "HEAD", url: server.url)
            ).get()
            #expect(response.body.isEmpty)
            #expect(response.header("content-length") == "5000000")
        }
        #expect(server.connectionCount == 1)
        transfers.shutdown()
    }

    @Test func redirectsAreAnswersAndInterimResponsesAreNot() async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
                connection.respond("302 Found", headers: "Location: http://127.0.0.1:1/\r\n")
            }
        }
        defer { server.stop() }
        let response = try await transfers.send(OutgoingRequest(url: server.url)).get()
        #expect(response.status == 302)
        #expect(response.headers.map(\.name) == ["location", "content-length"])
        transfers.shutdown()
    }

    @Test func gzipIsAskedForAndUndoneOnlyOnRequest() async throws {
        let hello: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 7, 0, 0x86, 0xA6,
            0x10, 0x36, 5, 0, 0, 0,
        ]
        let seen = Seen()
        let server = try RawServer { connection in
            while let request = connection.readRequest() {
                seen.add(request)
                connection.respond("200 OK", headers: "Content-Encoding: gzip\r\n", body: hello)
            }
        }
        defer { server.stop() }
        var request = OutgoingRequest(url: server.url)
        #expect(try await transfers.send(request).get().body == hello)
        request.acceptsGzip = true
        #expect(try await transfers.send(request).get().body == Array("hello".utf8))
        request.maximumResponseBytes = 25
        #expect(try await transfers.send(request).get().body == Array("hello".utf8))
        #expect(seen.all.map { $0.field("accept-encoding") } == [nil, "gzip", "gzip"])
        transfers.shutdown()
    }

    @Test func aHundredAtOnceAreAllAnsweredOnce() async throws {
        let server = try RawServer { connection in
            while let request = connection.readRequest() {
                connection.respond("200 OK", body: request.body)
            }
        }
        defer { server.stop() }
        let bodies = await withTaskGroup(of: [UInt8].self) { group in
            for number in 0..<100 {
                group.addTask { [transfers] in
                    let body = Array("number \(number)".utf8)
                    let request = OutgoingRequest(method: "POST", url: server.url, body: body)
                    guard case .success(let response) = await transfers.send(request),
                        response.body == body
                    else { return [] }
                    return body
                }
            }
            return await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(bodies.count == 100)
        #expect(!bodies.contains([]))
        #expect(transfers.incompleteCount == 0)
        transfers.shutdown()
    }

    @Test func aCompletionMaySendTheNextRequest() async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil { connection.respond("200 OK") }
        }
        defer { server.stop() }
        let request = OutgoingRequest(url: server.url)
        let statuses = await withCheckedContinuation { continuation in
            transfers.send(request) { [transfers] first in
                transfers.send(request) { second in
                    continuation.resume(returning: [first, second].map { try? $0.get().status })
                }
            }
        }
        #expect(statuses == [200, 200])
        transfers.shutdown()
    }

    @Test func noChildProcessInheritsASocket() async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil { connection.respond("200 OK") }
        }
        defer { server.stop() }
        _ = try await transfers.send(OutgoingRequest(url: server.url)).get()
        var checked = 0
        for descriptor: Int32 in 3..<65_536 where Self.peerPort(of: descriptor) == server.port {
            #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
            checked += 1
        }
        #expect(checked == 1)
        transfers.shutdown()
    }

    @Test func loopbackNeverGoesThroughAProxyOfTheEnvironment() async {
        await #expect(processExitsWith: .success) {
            unsafe setenv("http_proxy", "http://127.0.0.1:1", 1)
            unsafe setenv("ALL_PROXY", "http://127.0.0.1:1", 1)
            let server = try RawServer { connection in
                while connection.readRequest() != nil { connection.respond("200 OK") }
            }
            let transfers = try TransferThread(library: try CurlLibrary())
            for host in ["127.0.0.1", "localhost"] {
                let request = OutgoingRequest(url: "http://\(host):\(server.port)")
                #expect(try await transfers.send(request).get().status == 200)
            }
            let elsewhere = await transfers.send(OutgoingRequest(url: "http://example.invalid/"))
            #expect(throws: TransferError.self) { try elsewhere.get() }
            if case .failure(let error) = elsewhere { #expect(error.phase == .connect) }
            transfers.shutdown()
            server.stop()
        }
    }

    /// The port at the other end of a socket, or -1.
    private static func peerPort(of descriptor: Int32) -> Int {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe getpeername(descriptor, generic, &length)
            }
        }
        return status == 0 ? Int(UInt16(bigEndian: address.sin_port)) : -1
    }
}

/// Requests that a server saw.
final class Seen: Sendable {
    private let requests = Locked<[RawConnection.Request]>([])

    var all: [RawConnection.Request] { requests.withLock { $0 } }

    func add(_ request: RawConnection.Request) {
        requests.withLock { $0.append(request) }
    }
}
