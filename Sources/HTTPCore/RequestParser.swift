// Reads one request head from the bytes received so far (RFC 9112 sections 2 to 5), strictly:
// whatever the RFC lets a server reject is rejected. "Incomplete" is a value, never an error.

/// Parses request heads; holds the last one at a fixed address, so that its storage is reused and
/// a request can refer to it without counting references.
@safe
package struct RequestParser: ~Copyable {
    private let storage: UnsafeMutablePointer<RequestHead>
    private let limits: HeadLimits
    private let readsCommonLines: Bool
    private var last: LastHead
    /// How far the head has come of which `parse` has last said that more is needed.
    package private(set) var progress = HeadProgress()

    /// A parser with these bounds. One that `remembers` reads a head that is repeated only once.
    package init(limits: HeadLimits, remembers: Bool = false) {
        self.init(limits: limits, readsCommonLines: true, remembers: remembers)
    }

    /// Without the short cut every line is read by the general rules.
    init(limits: HeadLimits, readsCommonLines: Bool, remembers: Bool = false) {
        last = LastHead(hasRoom: remembers)
        self.limits = limits
        self.readsCommonLines = readsCommonLines
        unsafe storage = .allocate(capacity: 1)
        unsafe storage.initialize(to: RequestHead())
    }

    deinit {
        unsafe storage.deinitialize(count: 1)
        unsafe storage.deallocate()
    }

    /// The head that the last successful `parse` filled.
    package private(set) var head: RequestHead {
        // Why: an address costs nothing, where a coroutine that is not inlined has its frame
        // allocated.
        unsafeAddress { unsafe UnsafePointer(storage) }
        unsafeMutableAddress { unsafe storage }
    }

    /// Where the head stands for as long as the parser lives.
    package var headAddress: UnsafePointer<RequestHead> { unsafe UnsafePointer(storage) }

    /// Parses the head at the start of `bytes`: true when complete, false when more is needed.
    /// The same bytes give the same answer however they were cut on the way.
    package mutating func parse(_ bytes: Span<UInt8>) throws(ParseError) -> Bool {
        if last.isRepeated(by: bytes) { return true }
        var cursor = 0
        last.forget()
        reset()
        if readsCommonLines,
            let end = CommonRequestLine.read(bytes, limit: limits.requestLine, into: &head)
        {
            cursor = end
        } else {
            guard try readRequestLine(bytes, &cursor) else {
                progress = HeadProgress()
                return false
            }
        }
        guard try parseFields(bytes, &cursor) else {
            guard bytes.count < limits.head else { throw .headTooLarge }
            progress = HeadProgress(lineStart: cursor, fields: head.fields.count)
            return false
        }
        head.count = cursor
        try MessageRules.apply(to: &head, bytes)
        last.remember(bytes.extracting(first: cursor))
        return true
    }

    /// A number that the head has in common with all that were equal to it, byte for byte, since
    /// the last one that was not.
    package var headNumber: UInt64 { last.number }

    private mutating func reset() { head.reset() }

    /// Reads any request line; false when it has not arrived.
    private mutating func readRequestLine(
        _ bytes: Span<UInt8>, _ cursor: inout Int
    ) throws(ParseError) -> Bool {
        guard try skipEmptyLine(bytes, &cursor) else { return false }
        let found = ByteScan.firstLineFeed(in: bytes, from: cursor)
        try checkBegin(of: bytes, from: cursor, to: found ?? bytes.count)
        guard let lineEnd = found else { return false }
        try checkLineEnd(bytes, lineEnd, from: cursor)
        try parseRequestLine(bytes, Slice(start: cursor, count: lineEnd - 1 - cursor))
        cursor = lineEnd + 1
        return true
    }

    /// Whether refused or unfinished bytes ask for a head alone, so that the reply has no body.
    package static func asksForHead(_ bytes: Span<UInt8>) -> Bool {
        let hasEmptyLine = bytes.count >= 2 && bytes[0] == ByteClass.carriageReturn
        let start = hasEmptyLine ? 2 : 0
        guard bytes.count >= start + 5 else { return false }
        return Slice(start: start, count: 5).equals("HEAD ", in: bytes)
    }

    /// One empty line before the request line is ignored (RFC 9112 section 2.2).
    private func skipEmptyLine(
        _ bytes: Span<UInt8>, _ cursor: inout Int
    ) throws(ParseError) -> Bool {
        guard !bytes.isEmpty else { return false }
        if bytes[0] == ByteClass.lineFeed { throw .bareLineFeed }
        guard bytes[0] == ByteClass.carriageReturn else { return true }
        guard bytes.count > 1 else { return false }
        guard bytes[1] == ByteClass.lineFeed else { throw .malformedRequestLine }
        guard bytes.count > 2 else { return false }
        if bytes[2] == ByteClass.carriageReturn || bytes[2] == ByteClass.lineFeed {
            throw .emptyLines
        }
        cursor = 2
        return true
    }

    /// A carriage return must precede the line feed.
    private func checkLineEnd(
        _ bytes: Span<UInt8>, _ lineFeed: Int, from start: Int
    ) throws(ParseError) {
        guard lineFeed > start, bytes[lineFeed - 1] == ByteClass.carriageReturn else {
            throw .bareLineFeed
        }
    }

    /// Refuses what no further byte can mend: a line that starts wrongly or is too long.
    // Why before all else, of a line that has ended too: it would have been refused, had less come.
    private func checkBegin(
        of bytes: Span<UInt8>, from start: Int, to end: Int
    ) throws(ParseError) {
        guard ByteClass.isToken(bytes[start]) else { throw .malformedRequestLine }
        // Why one more: the carriage return of the line's end may have arrived already.
        let longest = limits.requestLine + 1
        guard end - start > longest || end >= limits.head else { return }
        throw start + longest < limits.head ? .requestLineTooLong : .headTooLarge
    }

    private mutating func parseRequestLine(
        _ bytes: Span<UInt8>, _ line: Slice
    ) throws(ParseError) {
        var index = line.start
        while index < line.end, ByteClass.isToken(bytes[index]) { index += 1 }
        let method = Slice(start: line.start, count: index - line.start)
        guard method.count > 0, index < line.end, bytes[index] == ByteClass.space else {
            throw .malformedRequestLine
        }
        index += 1
        let targetStart = index
        while index < line.end, bytes[index] != ByteClass.space { index += 1 }
        let target = Slice(start: targetStart, count: index - targetStart)
        guard target.count > 0, index < line.end else { throw .malformedRequestLine }
        let version = Slice(start: index + 1, count: line.end - index - 1)
        try parseVersion(bytes, version)
        head.methodSlice = method
        head.method = Method(bytes, method)
        head.target = target
        try TargetRules.apply(to: &head, bytes)
    }

    private mutating func parseVersion(
        _ bytes: Span<UInt8>, _ version: Slice
    ) throws(ParseError) {
        for index in version.start..<version.end where bytes[index] == ByteClass.space {
            throw .malformedRequestLine
        }
        let name = Slice(start: version.start, count: min(version.count, 5))
        guard version.count == 8, name.equals("HTTP/", in: bytes),
            ByteClass.isDigit(bytes[version.start + 5]), bytes[version.start + 6] == 0x2E,
            ByteClass.isDigit(bytes[version.start + 7])
        else { throw .malformedVersion }
        let major = bytes[version.start + 5] - 0x30
        let minor = bytes[version.start + 7] - 0x30
        // Why: 0.9 had no version in its request line, so a line that says so is no request.
        guard major != 0 || minor != 9 else { throw .malformedVersion }
        guard major == 1, minor <= 1 else { throw .unsupportedVersion }
        head.minorVersion = Int(minor)
    }

    /// Reads field lines up to the empty line; false when it has not arrived.
    private mutating func parseFields(
        _ bytes: Span<UInt8>, _ cursor: inout Int
    ) throws(ParseError) -> Bool {
        while true {
            guard let lineEnd = ByteScan.firstLineFeed(in: bytes, from: cursor) else {
                return false
            }
            // Why first: what comes behind the limit is not judged, however much of it came.
            guard lineEnd < limits.head else { throw .headTooLarge }
            try checkLineEnd(bytes, lineEnd, from: cursor)
            let line = Slice(start: cursor, count: lineEnd - 1 - cursor)
            cursor = lineEnd + 1
            if line.count == 0 { return true }
            guard head.fields.count < limits.fields else { throw .tooManyFields }
            head.append(try FieldRules.parse(bytes, line, isFirst: head.fields.isEmpty))
        }
    }
}
