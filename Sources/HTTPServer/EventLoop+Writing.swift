// Writing: the reply's bytes, one send for all replies of one read, and what follows a short write.
import CLinux
import HTTPCore
import Reactor
import Wire

extension EventLoop {
    /// Appends status line, fields and body of the response to the output buffer.
    func appendReply(_ request: borrowing Request, _ current: Current, closes: Bool) {
        if let problem = response.problem { renderProblem(problem, current) }
        let status = response.status
        if status == .ok, response.isJSON {
            refreshCommonHead()
            unsafe commonHead.withBytes { unsafe output.append(bytes: $0) }
            output.append(decimal: UInt64(response.bodyCount))
        } else {
            appendHead(status, response.contentType, to: &output)
            if !status.forbidsBody { output.append(decimal: UInt64(response.bodyCount)) }
        }
        if closes {
            output.append("\r\nConnection: close\r\n")
        } else if current.isOldVersion {
            output.append("\r\nConnection: keep-alive\r\n")
        } else {
            output.append("\r\n")
        }
        application.appendFields(request, notes: current.notes, to: &output)
        response.putFields(into: &output)
        output.append("\r\n")
        if !current.isHead, !status.forbidsBody {
            response.putBody(into: &output)
        }
    }

    private func renderProblem(_ problem: Problem, _ current: Current) {
        response.contentType = "application/problem+json"
        // Why: some of these statuses may be cached without being asked (RFC 9110 section 15.1).
        response.appendField("Cache-Control", "no-store")
        response.removeBody()
        let status = response.status
        JSONWriter.append(to: &response.body) { writer in
            writer.beginObject()
            writer.key("type")
            writer.string("about:blank")
            writer.key("title")
            writer.string("\(status.phrase)")
            writer.key("status")
            writer.integer(Int(status.code))
            writer.key("detail")
            writer.string(problem.detail)
            writer.endObject()
        }
        response.body.removeLast()
        application.appendProblemMembers(notes: current.notes, to: &response.body)
        if !problem.members.isEmpty {
            response.body.append(0x2C)
            response.body.append(contentsOf: problem.members)
        }
        response.body.append("}\n")
    }

    /// Status line and fields up to the place of Content-Length's number, where there is one.
    private func appendHead(
        _ status: Status, _ contentType: StaticString, to sink: inout ByteSink
    ) {
        sink.append("HTTP/1.1 ")
        sink.append(decimal: UInt64(status.code))
        sink.append(0x20)
        sink.append(status.phrase)
        sink.append("\r\nDate: ")
        refreshDate()
        sink.append(contentsOf: date)
        guard !status.forbidsBody else { return }
        sink.append("\r\nContent-Type: ")
        sink.append(contentType)
        sink.append("\r\nContent-Length: ")
    }

    /// The head of a JSON reply that went well is written once a second.
    private func refreshCommonHead() {
        let second = wall.unixNanoseconds / 1_000_000_000
        guard second != commonHeadSecond else { return }
        commonHeadSecond = second
        var head = ByteSink(capacity: 256)
        appendHead(.ok, ResponseWriter.json, to: &head)
        commonHead = head
    }

    private func refreshDate() {
        let second = wall.unixNanoseconds / 1_000_000_000
        guard second != dateSecond else { return }
        dateSecond = second
        date.removeAll(keepingCapacity: true)
        HTTPDate.append(unixSeconds: second, to: &date)
    }

    /// Sends the output buffer and moves the connection to what it waits for next.
    func flush(_ slot: Int) {
        if table[slot].phase == .writing {
            // Why: an answer from another thread goes behind the replies that still wait.
            table[slot].output.append(output)
            trimOutput()
            return
        }
        var sent = 0
        if !output.isEmpty {
            unsafe output.withBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                sent = unsafe calls.send(
                    calls.context, table[slot].descriptor, start, bytes.count)
            }
            if sent < 0 {
                guard mayRetrySend(-sent) else {
                    abort(slot)
                    return
                }
                sent = 0
            }
        }
        guard sent == output.count else {
            table[slot].output = output.array(from: sent)
            table[slot].outputSent = 0
            enter(.writing, slot)
            watch(slot, for: .writable)
            trimOutput()
            return
        }
        trimOutput()
        settle(slot)
    }

    /// Whether a failed send is worth another try; counts one that is the kernel's own fault.
    private func mayRetrySend(_ code: Int) -> Bool {
        switch Int32(truncatingIfNeeded: code) {
        case EAGAIN, EINTR: return true
        case ENOBUFS, ENOMEM:
            application.rejected(.systemError)
            return false
        default:
            // EPIPE, ECONNRESET, ETIMEDOUT and their like: the client is gone.
            return false
        }
    }

    private func trimOutput() {
        if output.capacity > ServerLimits.keptOutput {
            output.removeAll(keepingCapacity: false)
        }
    }

    /// Everything is sent: decides what the connection waits for now.
    private func settle(_ slot: Int) {
        // Why: a request that a drain found under way still gets its reply.
        if table[slot].closesAfterReply, table[slot].pending == nil {
            linger(slot)
            return
        }
        let readable = Readiness.receiving
        if let pending = table[slot].pending {
            let phase = pending.isReadingBody ? Phase.body : Phase.deferred
            if table[slot].phase != phase { enter(phase, slot) }
            watch(slot, for: pending.isReadingBody ? readable : [])
            if pending.isReadingBody, !table[slot].input.isEmpty { queue(slot) }
            return
        }
        let hasMore = servedFullTurn && !table[slot].input.isEmpty
        if isDraining, !hasMore {
            settleWhileDraining(slot)
            return
        }
        if table[slot].input.isEmpty {
            enter(.idle, slot)
        } else if servedFullTurn {
            // Why: the turn ended with the connection's share used up, not for want of bytes.
            enter(.idle, slot)
            queue(slot)
        } else if table[slot].phase != .head {
            // Why: the deadline of a head counts from its first byte and is never moved.
            enter(.head, slot)
        }
        watch(slot, for: readable)
    }

    /// Goes on with a short write; false when the connection is gone or still has to wait.
    func writePending(_ slot: Int) -> Bool {
        let rest = table[slot].output.count - table[slot].outputSent
        guard rest > 0 else { return true }
        var sent = 0
        unsafe table[slot].output.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            sent = unsafe calls.send(
                calls.context, table[slot].descriptor, start + table[slot].outputSent, rest)
        }
        if sent < 0 {
            if !mayRetrySend(-sent) { abort(slot) }
            return false
        }
        table[slot].outputSent += sent
        guard sent == rest else {
            table.extend(slot, at: now, for: limits.writeTimeout)
            return false
        }
        table[slot].output = []
        table[slot].outputSent = 0
        output.removeAll(keepingCapacity: true)
        if !table[slot].input.isEmpty, !table[slot].closesAfterReply {
            enter(.idle, slot)
            watch(slot, for: .receiving)
            queue(slot)
            return false
        }
        settle(slot)
        return false
    }

    /// After the last reply: our side is closed, and the client has a moment to read and close.
    func linger(_ slot: Int) {
        if table[slot].phase == .lingering { return }
        _ = calls.shutdownWrite(calls.context, table[slot].descriptor)
        table[slot].input = []
        enter(.lingering, slot)
        watch(slot, for: .receiving)
    }

    /// Serves a connection again in this turn, after the others.
    func queue(_ slot: Int) {
        // Why: a connection that could not be watched any more has been closed on the way here.
        guard table[slot].isOpen, !table[slot].isQueued else { return }
        table[slot].isQueued = true
        queued.append(table.ticket(of: slot))
    }

    /// Serves what connections had left over when their share of a turn was used up.
    func serveQueued() {
        guard !queued.isEmpty else { return }
        let tickets = queued
        queued.removeAll(keepingCapacity: true)
        for ticket in tickets where table.holds(ticket) {
            let slot = Int(ticket.slot)
            table[slot].isQueued = false
            guard table[slot].phase != .writing, table[slot].phase != .lingering else { continue }
            if table[slot].looksForMore {
                lookForMore(ticket)
                continue
            }
            let count = isDraining ? gatherInput(slot) : restoreInput(slot)
            if count > 0 { serve(slot, count: count) }
        }
    }
}
