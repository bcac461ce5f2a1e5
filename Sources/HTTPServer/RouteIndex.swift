// What the hot path asks of each route, laid out flat: one comparison throws out a route whose
// template begins with other bytes. One loop's thread; immutable.
import Glibc
import HTTPCore

/// The routes' methods and the fixed beginnings of their templates, in one block of memory.
@safe
final class RouteIndex {
    private struct Row {
        var method: Method
        var isPlain: Bool
        var hasParameter: Bool
        /// Whether the template ends with its parameter or has none: the index judges it alone.
        var isSimple: Bool
        var start: Int
        var count: Int
    }

    private let rows: UnsafeMutablePointer<Row>
    private let beginnings: UnsafeMutableRawPointer
    let count: Int

    init(_ routes: [Route]) {
        count = routes.count
        unsafe rows = .allocate(capacity: routes.count)
        var bytes: [UInt8] = []
        for (index, route) in routes.enumerated() {
            let template = Array("\(route.template)".utf8)
            let open = template.firstIndex(of: 0x7B)
            let beginning = template[..<(open ?? template.count)]
            unsafe (rows + index).initialize(
                to: Row(
                    method: route.method,
                    isPlain: route.handler == nil && route.bodyLimit == nil,
                    hasParameter: open != nil,
                    isSimple: open == nil || template.last == 0x7D, start: bytes.count,
                    count: beginning.count))
            bytes += beginning
        }
        unsafe beginnings = .allocate(byteCount: bytes.count + 1, alignment: 1)
        unsafe bytes.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            unsafe beginnings.copyMemory(from: base, byteCount: source.count)
        }
    }

    deinit {
        unsafe rows.deallocate()
        unsafe beginnings.deallocate()
    }

    func method(of route: Int) -> Method { unsafe rows[route].method }

    func isPlain(_ route: Int) -> Bool { unsafe rows[route].isPlain }

    /// What a template's fixed beginning says of a path.
    enum Finding {
        case differs
        /// It fits, with this parameter or none.
        case fits(Slice?)
        /// It begins alike; the template itself has to judge the rest.
        case undecided
    }

    /// Looks at a path that holds no escape, or that need not be understood.
    func judge(_ route: Int, _ path: Slice, _ bytes: Span<UInt8>) -> Finding {
        let row = unsafe rows[route]
        let (count, start) = (row.count, row.start)
        guard path.count == count || path.count > count && row.hasParameter else { return .differs }
        precondition(path.start >= 0 && path.end <= bytes.count, "a path lies within its head")
        return unsafe bytes.withUnsafeBytes { memory in
            guard let base = memory.baseAddress,
                unsafe memcmp(base + path.start, beginnings + start, count) == 0
            else { return .differs }
            guard row.hasParameter else { return .fits(nil) }
            guard row.isSimple, path.count > count else { return .undecided }
            for index in path.start + count..<path.end {
                // A slash, an escape or a dot needs a closer look.
                let byte = unsafe memory[index]
                if byte == 0x2F || byte == 0x25 || byte == 0x2E { return .undecided }
            }
            return .fits(Slice(start: path.start + count, count: path.count - count))
        }
    }
}
