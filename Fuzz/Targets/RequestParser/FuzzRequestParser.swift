// What any bytes do to the request parser: no trap, no slice outside of them, and one answer
// however they were cut on the way.
import HTTPCore

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzRequestParser(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Span(_unsafeStart: start, count: count)
    let whole = summary(bytes)
    if case .head(let length, let slices, _) = whole {
        precondition(length <= count && slices.allSatisfy { $0.start >= 0 && $0.end <= length })
        precondition(summary(bytes.extracting(0..<length)) == whole, "what follows counts")
    }
    precondition(summaryOfRepeated(bytes) == whole, "a repeated head is another head")
    guard count > 1 else { return 0 }
    let size = Int(bytes[count - 1]) % 31 + 1
    precondition(summary(bytes, inPiecesOf: size) == whole, "pieces make another head")
    switch summary(bytes.extracting(0..<(Int(bytes[count - 1]) * 7 % count))) {
    case .incomplete: break
    case .refused: precondition(whole == .refused, "more bytes mend what was refused")
    case let head: precondition(whole == head, "more bytes change a head")
    }
    return 0
}

private enum Summary: Equatable {
    case incomplete
    case refused
    case head(count: Int, slices: [Slice], framing: BodyFraming)
}

private func summary(_ bytes: Span<UInt8>) -> Summary {
    var parser = RequestParser(limits: HeadLimits())
    return summary(bytes, &parser)
}

/// What a parser that remembers says of the same bytes the second time, after others of them.
private func summaryOfRepeated(_ bytes: Span<UInt8>) -> Summary {
    var parser = RequestParser(limits: HeadLimits(), remembers: true)
    _ = summary(bytes.extracting(0..<(bytes.count / 2)), &parser)
    let first = summary(bytes, &parser)
    precondition(summary(bytes, &parser) == first, "the same bytes are another head")
    return first
}

private func summary(_ bytes: Span<UInt8>, _ parser: inout RequestParser) -> Summary {
    do throws(ParseError) {
        guard try parser.parse(bytes) else { return .incomplete }
    } catch {
        return .refused
    }
    let head = parser.head
    var slices = [head.methodSlice, head.target, head.path]
    slices += [head.query, head.authority, head.first(.host)].compactMap(\.self)
    return .head(count: head.count, slices: slices, framing: head.framing)
}

/// What bytes come to that arrive in pieces, as a connection reads them.
private func summary(_ bytes: Span<UInt8>, inPiecesOf size: Int) -> Summary {
    var parser = RequestParser(limits: HeadLimits())
    var progress = HeadProgress()
    var kept = 0
    while kept < bytes.count {
        let count = min(kept + size, bytes.count)
        if kept == 0 || needsParsing(bytes.extracting(0..<count), kept, &progress) {
            let found = summary(bytes.extracting(0..<count), &parser)
            guard found == .incomplete else { return found }
            progress = parser.progress
        }
        kept = count
    }
    return .incomplete
}

private func needsParsing(
    _ bytes: Span<UInt8>, _ kept: Int, _ progress: inout HeadProgress
) -> Bool {
    let new = bytes.extracting(kept..<bytes.count)
    switch progress.step(new, behind: kept, HeadLimits()) {
    case .wait: return false
    case .parse: return true
    case .lines:
        let start = progress.lineStart
        let rest = bytes.extracting(start..<bytes.count)
        guard let next = progress.takeLines(rest, newFrom: kept - start, HeadLimits()) else {
            return true
        }
        progress = next
        return false
    }
}
