// The one seam between a loop and the program above it. An application belongs to one loop: it is
// made on that loop's thread and is only ever called there, so it needs no locks.
package import HTTPCore
package import Reactor
package import Wire

/// What the application remembers of one request from its begin to its end: twelve words whose
/// meaning is the application's own.
package struct RequestNotes: Sendable {
    /// The words; all zero at first.
    package var words = InlineArray<12, UInt64>(repeating: 0)

    /// Notes with nothing in them.
    package init() {}
}

/// The program above one loop.
package protocol LoopApplication: AnyObject {
    /// The routes, asked for once; index and order are what `began` and `ended` refer to.
    func makeRoutes() -> [Route]

    /// The loop has woken: both clocks as it read them. Everything of this turn comes after.
    func turnBegan(at time: MonotonicTime, wall: WallTime)

    /// A request begins: its head is complete, or it was refused and `request.isParsed` is false.
    func began(
        _ request: borrowing Request, route: Int?, at time: MonotonicTime,
        notes: inout RequestNotes)

    /// Answers a request of a route that has no handler of its own; must not block. What it wants
    /// remembered goes into the notes.
    func answer(
        _ route: Int, _ request: borrowing Request, _ response: inout ResponseWriter,
        notes: inout RequestNotes)

    /// Appends the field lines that every reply carries, each ended by CR LF.
    func appendFields(
        _ request: borrowing Request, notes: borrowing RequestNotes, to sink: inout ByteSink)

    /// Appends further JSON members to a problem, each with a leading comma.
    func appendProblemMembers(notes: borrowing RequestNotes, to sink: inout [UInt8])

    /// A request ends; `status` is nil where no reply could be sent.
    func ended(
        _ request: borrowing Request, route: Int?, status: Status?, bodyBytes: Int,
        at time: MonotonicTime, notes: inout RequestNotes)

    /// A connection or request was refused.
    func rejected(_ rejection: Rejection)

    /// Something was delivered through the loop's handle.
    func received(_ message: any Sendable)

    /// The time to drain is over: requests that end from here on are cut off by this side.
    func cuttingOff()

    /// The loop is about to wait; returns when it wants to be called again at the latest.
    func turnEnded(at time: MonotonicTime) -> Duration?

    /// The loop has ended; nothing is called after this.
    func finished()
}

extension LoopApplication {
    /// Takes no note of the begin.
    package func began(
        _ request: borrowing Request, route: Int?, at time: MonotonicTime,
        notes: inout RequestNotes
    ) {}
    /// Answers 500: every route of such an application has a handler.
    package func answer(
        _ route: Int, _ request: borrowing Request, _ response: inout ResponseWriter,
        notes: inout RequestNotes
    ) {
        response.fail(.internalServerError, "This route has nobody to answer it.")
    }
    /// Takes no note of the turn.
    package func turnBegan(at time: MonotonicTime, wall: WallTime) {}
    /// Adds no field.
    package func appendFields(
        _ request: borrowing Request, notes: borrowing RequestNotes, to sink: inout ByteSink
    ) {}
    /// Adds no member.
    package func appendProblemMembers(
        notes: borrowing RequestNotes, to sink: inout [UInt8]
    ) {}
    /// Takes no note of the end.
    package func ended(
        _ request: borrowing Request, route: Int?, status: Status?, bodyBytes: Int,
        at time: MonotonicTime, notes: inout RequestNotes
    ) {}
    /// Counts nothing.
    package func rejected(_ rejection: Rejection) {}
    /// Takes no note of it.
    package func cuttingOff() {}
    /// Expects nothing.
    package func received(_ message: any Sendable) {}
    /// Wants no turn of its own.
    package func turnEnded(at time: MonotonicTime) -> Duration? { nil }
    /// Has nothing to put away.
    package func finished() {}
}

/// An application of routes alone: for small servers and for tests.
package final class SilentApplication: LoopApplication {
    private let routes: [Route]

    /// Serves these routes and observes nothing.
    package init(routes: [Route]) { self.routes = routes }

    /// The routes it was made with.
    package func makeRoutes() -> [Route] { routes }
}
