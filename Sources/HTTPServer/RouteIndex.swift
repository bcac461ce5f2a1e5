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
                    hasParameter: open != nil, start: bytes.count, count: beginning.count))
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

    /// Whether a path begins as the route's template does; the template itself judges the rest.
    func mayMatch(_ route: Int, _ path: Slice, _ bytes: Span<UInt8>) -> Bool {
        let row = unsafe rows[route]
        let (count, start) = (row.count, row.start)
        guard path.count == count || path.count > count && row.hasParameter else { return false }
        precondition(path.start >= 0 && path.end <= bytes.count, "a path lies within its head")
        return unsafe bytes.withUnsafeBytes { memory in
            guard let base = memory.baseAddress else { return false }
            return unsafe memcmp(base + path.start, beginnings + start, count) == 0
        }
    }
}
