// Reading: one recv per wake into the loop's buffer, requests parsed in place, and every reply of
// one read in one send.
import CLinux
import HTTPCore
import Reactor
import Wire

extension EventLoop {
    /// What came of serving some input.
    enum Progress {
        /// The next request may follow in the same bytes.
        case another
        /// More bytes are needed, or an answer from elsewhere.
        case waiting
        /// Nothing more is read from this connection.
        case finished
    }

    func read(_ slot: Int) {
        if table[slot].phase == .lingering {
            discard(slot)
            return
        }
        let kept = table[slot].input.count
        let room = readCapacity - kept
        let received = unsafe calls.receive(
            calls.context, table[slot].descriptor, readBuffer + kept, room)
        if received < 0 {
            table[slot].filledBuffer = false
            if received != -Int(EAGAIN), received != -Int(EINTR) { abort(slot) }
            return
        }
        table[slot].filledBuffer = received == room
        if received == 0 {
            endOfInput(slot)
            return
        }
        if kept > 0 {
            guard needsParsing(slot, kept: kept, received: received) else {
                unsafe table[slot].input.append(
                    contentsOf: UnsafeBufferPointer(start: readBuffer + kept, count: received))
                return
            }
            _ = restoreInput(slot)
        }
        serve(slot, count: kept + received)
    }

    /// Puts what was kept of earlier reads, from `start` on, at its place in the buffer; how many
    /// bytes were kept in all.
    func restoreInput(_ slot: Int, from start: Int = 0) -> Int {
        let count = table[slot].input.count
        guard start < count else { return count }
        unsafe table[slot].input.withUnsafeBufferPointer { input in
            guard let base = input.baseAddress else { return }
            unsafe (readBuffer + start).update(from: base + start, count: count - start)
        }
        return count
    }

    func keepInput(_ slot: Int, from start: Int, count: Int) {
        if count == 0 {
            // Why: an idle connection keeps no buffer, so that ten thousand of them cost little.
            if !table[slot].input.isEmpty { table[slot].input = [] }
            return
        }
        table[slot].input.removeAll(keepingCapacity: true)
        unsafe table[slot].input.append(
            contentsOf: UnsafeBufferPointer(start: readBuffer + start, count: count))
    }

    /// A head that drips in is parsed again only when it can be complete or must be refused; else
    /// a client could make us read its head once for every byte it sends.
    private func needsParsing(_ slot: Int, kept: Int, received: Int) -> Bool {
        guard table[slot].phase == .head else { return true }
        let progress = table[slot].progress
        let new = unsafe Span(_unsafeStart: UnsafePointer(readBuffer) + kept, count: received)
        switch progress.step(new, behind: kept, limits.head) {
        case .wait: return false
        case .parse: return true
        case .lines:
            // Why only the line: what stands in front of it is not looked at again.
            let start = progress.lineStart
            _ = restoreInput(slot, from: start)
            let rest = unsafe Span(
                _unsafeStart: UnsafePointer(readBuffer) + start, count: kept + received - start)
            guard let next = progress.takeLines(rest, newFrom: kept - start, limits.head) else {
                return true
            }
            table[slot].progress = next
            return false
        }
    }

    /// The client has finished writing; what was asked completely is still answered.
    private func endOfInput(_ slot: Int) {
        // Why: what arrived before the end waits for its turn; the end is read again after it.
        guard !table[slot].isQueued else { return }
        output.removeAll(keepingCapacity: true)
        if let pending = table[slot].pending, pending.isReadingBody {
            application.rejected(.malformed)
            refusePending(
                slot, pending, ParseError.cutShort.status, "\(ParseError.cutShort.detail)")
            flush(slot)
        } else if table[slot].phase == .head, hasBegunHead(slot) {
            application.rejected(.malformed)
            refuse(slot, ParseError.cutShort.status, "\(ParseError.cutShort.detail)")
            flush(slot)
        } else {
            abort(slot)
        }
    }

    /// Whether more has come of the next head than the empty line that may precede it.
    func hasBegunHead(_ slot: Int) -> Bool {
        table[slot].input.contains { $0 != 0x0D && $0 != 0x0A }
    }

    /// Serves the first `count` bytes of the read buffer.
    func serve(_ slot: Int, count: Int) {
        output.removeAll(keepingCapacity: true)
        table[slot].looksForMore = false
        restEnd = count
        var cursor = 0
        var served = 0
        var progress = Progress.another
        while case .another = progress {
            if served >= ServerLimits.requestsPerTurn
                || output.count >= ServerLimits.outputHighWater
            {
                break
            }
            progress = serveNext(slot, &cursor, count)
            served += 1
        }
        if case .finished = progress { cursor = count }
        servedFullTurn = if case .another = progress { true } else { false }
        keepInput(slot, from: cursor, count: count - cursor)
        if cursor < count { rememberProgress(slot) }
        flush(slot)
    }

    /// What is kept is the begin of a head that was parsed so far, or has not been looked at.
    private func rememberProgress(_ slot: Int) {
        let isHead = !servedFullTurn && table[slot].pending == nil
        table[slot].progress = isHead ? parser.progress : HeadProgress()
    }

    private func serveNext(_ slot: Int, _ cursor: inout Int, _ count: Int) -> Progress {
        if let pending = table[slot].pending {
            guard pending.isReadingBody else { return .waiting }
            return readBody(slot, pending, &cursor, count)
        }
        guard cursor < count else { return .waiting }
        do throws(ParseError) {
            let bytes = unsafe Span(
                _unsafeStart: UnsafePointer(readBuffer) + cursor, count: count - cursor)
            guard try parser.parse(bytes) else { return .waiting }
        } catch {
            let bytes = unsafe Span(
                _unsafeStart: UnsafePointer(readBuffer) + cursor, count: count - cursor)
            refuseMalformed(slot, error, asksForHead: RequestParser.asksForHead(bytes))
            return .finished
        }
        let start = cursor
        cursor += parser.head.count
        restStart = cursor
        return dispatch(slot, headStart: start, bodyHasBegun: cursor < count)
    }

    /// Continues a body with the bytes at the cursor; answers when it is complete.
    func readBody(
        _ slot: Int, _ pending: PendingRequest, _ cursor: inout Int, _ count: Int
    ) -> Progress {
        let start = cursor
        do throws(ParseError) {
            if pending.chunked != nil {
                let bytes = unsafe Span(
                    _unsafeStart: UnsafePointer(readBuffer), count: count)
                try pending.chunked?.decode(
                    bytes, &cursor, into: &pending.body, keeping: pending.keepsBody)
            } else {
                let taken = min(pending.remaining, count - cursor)
                if pending.keepsBody {
                    unsafe pending.body.append(
                        contentsOf: UnsafeBufferPointer(start: readBuffer + cursor, count: taken))
                }
                cursor += taken
                pending.remaining -= taken
            }
        } catch {
            refusePending(slot, pending, error.status, "\(error.detail)")
            application.rejected(Rejection(error))
            return .finished
        }
        pending.received += cursor - start
        let isDone = pending.chunked?.isDone ?? (pending.remaining == 0)
        guard isDone else { return .waiting }
        pending.isReadingBody = false
        restStart = cursor
        return answerPending(slot, pending)
    }

    /// Reads and throws away what a client sends after its last reply, so that closing does not
    /// reset the connection under the reply (RFC 9112 section 9.6).
    func discard(_ slot: Int) {
        let received = unsafe calls.receive(
            calls.context, table[slot].descriptor, readBuffer, ServerLimits.readBuffer)
        if received == -Int(EAGAIN) || received == -Int(EINTR) { return }
        table[slot].lingered += max(received, 0)
        if received <= 0 || table[slot].lingered > ServerLimits.lingerBytes { close(slot) }
    }
}
