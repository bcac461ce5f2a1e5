// A server on a free port with routes that show what handlers can do.
import HTTPCore
import HTTPServer
import Locking
import Reactor
import Wire

/// Collects what the application of a test saw.
final class Journal: Sendable {
    private let entries = Locked<[String]>([])

    func append(_ entry: String) { entries.withLock { $0.append(entry) } }
    var all: [String] { entries.withLock { $0 } }
}

/// Notes begins, ends and rejections, and adds a field to every reply.
final class NotingApplication: LoopApplication {
    private let routes: [Route]
    private let journal: Journal

    init(routes: [Route], journal: Journal) {
        self.routes = routes
        self.journal = journal
    }

    func makeRoutes() -> [Route] { routes }

    func began(
        _ request: borrowing Request, route: Int?, at time: MonotonicTime,
        notes: inout RequestNotes
    ) {
        notes.words[0] = 42
        journal.append(request.isParsed ? "began \(request.text(request.path))" : "began nothing")
    }

    func appendFields(
        _ request: borrowing Request, notes: borrowing RequestNotes, to sink: inout ByteSink
    ) {
        sink.append(contentsOf: Array("X-Note: \(notes.words[0])\r\n".utf8))
    }

    func appendProblemMembers(notes: borrowing RequestNotes, to sink: inout [UInt8]) {
        sink += Array(",\"note\":\(notes.words[0])".utf8)
    }

    func ended(
        _ request: borrowing Request, route: Int?, status: Status?, bodyBytes: Int,
        at time: MonotonicTime, notes: inout RequestNotes
    ) {
        journal.append("ended \(status.map { "\($0.code)" } ?? "without a reply")")
    }

    func rejected(_ rejection: Rejection) { journal.append("rejected \(rejection.rawValue)") }

    func received(_ message: any Sendable) { journal.append("received \(message)") }

    func finished() { journal.append("finished") }
}

enum TestRoutes {
    static let snapshot = Snapshot(Array("{\"a\":1}\n".utf8))
    static let snapshotTag = String(decoding: snapshot.entityTag, as: UTF8.self)

    static func all() -> [Route] {
        [
            Route(.get, "/hello") { _, response in response.body += Array("hello\n".utf8) },
            Route(.get, "/items/{item}") { request, response in
                response.body += Array((request.parameter ?? "?").utf8)
            },
            Route(.get, "/query") { request, response in
                response.body += Array((request.queryParameter("q") ?? "none").utf8)
            },
            Route(.get, "/large") { _, response in
                response.body += [UInt8](repeating: 0x61, count: 4_000_000)
            },
            Route(.get, "/wide") { _, response in
                response.body += [UInt8](repeating: 0x61, count: 50_000)
            },
            Route(.get, "/bytes/{count}") { request, response in
                let count = Int(request.parameter ?? "") ?? 0
                response.body += [UInt8](repeating: 0x61, count: count)
            },
            Route(.post, "/echo", bodyLimit: 1000) { request, response in
                response.contentType = "text/plain"
                response.body += request.body
            },
            Route(.post, "/json", bodyLimit: 1000, mediaTypes: ["application/json"]) {
                request, response in
                response.body += request.body
            },
            Route(.post, "/coded", bodyLimit: 1000, codings: ["gzip"]) { request, response in
                response.body += request.body
            },
            Route(.get, "/snapshot") { request, response in
                response.send(snapshot, to: request)
            },
            Route(.get, "/deferred") { _, response in
                let exchange = response.deferAnswer()
                Deferral.answerElsewhere(exchange)
            },
            Route(.get, "/dropped") { _, response in _ = response.deferAnswer() },
            Route(.get, "/deferred/{milliseconds}") { request, response in
                let wait = Duration.milliseconds(Int(request.parameter ?? "") ?? 0)
                Deferral.answerElsewhere(response.deferAnswer(), after: wait)
            },
            Route(.get, "/busy/{milliseconds}") { request, response in
                let end = MonotonicTime.now() + .milliseconds(Int(request.parameter ?? "") ?? 0)
                while MonotonicTime.now() < end {}
                response.body += Array("done\n".utf8)
            },
            Route(.get, "/blocked/{milliseconds}") { request, response in
                Pause.take(.milliseconds(Int(request.parameter ?? "") ?? 0))
                response.body += Array("done\n".utf8)
            },
            Route(.get, "/vital", answersUnderLoad: true) { _, response in
                response.body += Array("alive\n".utf8)
            },
            Route(.get, "/held") { _, response in
                Deferral.hold(response.deferAnswer())
            },
        ]
    }
}

/// Answers exchanges on a thread of their own, or never.
enum Deferral {
    private final class Box: Sendable {
        let exchange: Locked<Exchange?>
        init(_ exchange: consuming Exchange) { self.exchange = Locked(consume exchange) }
        func take() -> Exchange? {
            exchange.withLock { (held: inout Exchange?) -> sending Exchange? in
                let taken = held.take()
                return taken
            }
        }
    }

    static func answerElsewhere(_ exchange: consuming Exchange, after wait: Duration = .zero) {
        let box = Box(exchange)
        do {
            _ = try ThreadHandle.start(name: "answer") {
                if wait > .zero { Pause.take(wait) }
                box.take()?.answer(Answer(body: Array("later\n".utf8)))
            }
        } catch {
            preconditionFailure("a test's thread starts: \(error)")
        }
    }

    private static let held = Locked<[Box]>([])

    /// Keeps the exchange for ever and never answers it.
    static func hold(_ exchange: consuming Exchange) {
        let box = Box(exchange)
        held.withLock { $0.append(box) }
    }
}

/// Lets time pass on this thread, for what is about time itself.
enum Pause {
    static func take(_ duration: Duration) {
        do throws(SystemError) {
            _ = try WakeUp().wait(timeout: duration)
        } catch {
            preconditionFailure("a test has descriptors: \(error)")
        }
    }

    /// Looks again and again until it holds; false after twenty seconds.
    static func until(_ condition: () -> Bool) -> Bool {
        let end = MonotonicTime.now() + .seconds(20)
        while !condition() {
            guard MonotonicTime.now() < end else { return false }
            take(.milliseconds(2))
        }
        return true
    }
}

/// Time that moves when a test says so.
final class HandMovedTime: Sendable {
    private let time = Locked(MonotonicTime.now())

    func advance(by duration: Duration) { time.withLock { $0 = $0 + duration } }

    var clocks: Clocks {
        Clocks(monotonic: { self.time.withLock { $0 } }, wall: { .now() })
    }
}

struct TestServer {
    let server: Server
    let port: UInt16
    let journal = Journal()

    init(
        loops: Int = 1, plan: FaultPlan? = nil, clocks: Clocks = .system,
        _ configure: (inout ServerLimits) -> Void = { _ in }
    ) throws {
        var limits = ServerLimits()
        configure(&limits)
        let calls = plan?.calls ?? .kernel
        let listener = try Listener(port: 0, calls: calls)
        port = listener.port
        let journal = journal
        server = try Server(
            listener: listener, loops: loops, limits: limits, clocks: clocks, calls: calls
        ) { _ in
            NotingApplication(routes: TestRoutes.all(), journal: journal)
        }
    }

    func client() -> RawClient { RawClient(port: port) }

    func stop() { _ = server.drain(within: .seconds(5)) }

    /// For a test whose requests never end.
    func stopAtOnce() { _ = server.drain(within: .milliseconds(20)) }
}
