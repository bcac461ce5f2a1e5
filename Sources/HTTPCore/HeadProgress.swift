// How far a head has come that arrives in pieces, so that it is parsed again only once it can be
// complete or must be refused: what it costs grows with its bytes, however small the pieces are.

/// The state of an unfinished head between two reads. It judges nothing by itself: whatever may
/// be wrong is left to `RequestParser`, which alone refuses.
package struct HeadProgress: Equatable, Sendable {
    /// What the next bytes of an unfinished head ask for.
    package enum Step: Equatable, Sendable {
        /// Nothing but to be kept.
        case wait
        /// To look at the lines that have ended: `takeLines`.
        case lines
        /// To parse all that has come.
        case parse
    }

    /// Where the line begins that has not ended; 0 while that is the request line.
    package let lineStart: Int
    /// Field lines in front of it; -1 while the request line has not ended.
    private let fields: Int

    /// A head of which nothing is known.
    package init() { self.init(lineStart: 0, fields: -1) }

    init(lineStart: Int, fields: Int) {
        self.lineStart = lineStart
        self.fields = fields
    }

    /// What `new` bytes behind `kept` ones come to; looks at no other bytes.
    package func step(_ new: Span<UInt8>, behind kept: Int, _ limits: HeadLimits) -> Step {
        let count = kept + new.count
        guard count < limits.head else { return .parse }
        let endsLine = ByteScan.firstLineFeed(in: new, from: 0) != nil
        guard fields < 0 else { return endsLine ? .lines : .wait }
        // Why three: an empty line may come first, and what begins wrongly is refused at once.
        return endsLine || kept < 3 || count > limits.requestLine + 1 ? .parse : .wait
    }

    /// Takes note of the field lines that end in `rest`, which begins at `lineStart` and whose
    /// bytes from `start` on are new; nil where the head must be parsed.
    package func takeLines(
        _ rest: Span<UInt8>, newFrom start: Int, _ limits: HeadLimits
    ) -> HeadProgress? {
        var (line, searched, fields) = (0, start, fields)
        while let end = ByteScan.firstLineFeed(in: rest, from: searched) {
            // Why so short: it is the empty line that ends the head, or one that is refused.
            guard end - line > 1, rest[end - 1] == ByteClass.carriageReturn,
                fields < limits.fields, Self.isField(rest, from: line, to: end - 1)
            else { return nil }
            fields += 1
            line = end + 1
            searched = line
        }
        return HeadProgress(lineStart: lineStart + line, fields: fields)
    }

    private static func isField(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        do throws(ParseError) {
            _ = try FieldRules.parse(bytes, Slice(start: start, count: end - start), isFirst: false)
            return true
        } catch {
            return false
        }
    }
}
