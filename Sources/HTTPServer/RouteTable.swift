// The closed set of routes and how a path finds its own: bytes against templates, no strings
// unless the path holds an escape.
import HTTPCore

/// What a path and a method came to.
enum Match {
    case found(index: Int, parameter: Slice?)
    /// The path exists, the method does not; or OPTIONS asks for the methods.
    case otherMethods(index: Int)
    /// A path that differs only by case or a trailing slash exists.
    case similar(index: Int)
    case unknown

    /// The route that spans and metrics name: the path's, whether or not it has the method.
    var route: Int? {
        switch self {
        case .found(let index, _), .otherMethods(let index): index
        case .similar, .unknown: nil
        }
    }

    /// Where the template's parameter stands; nil for a template without one.
    var parameter: Slice? {
        if case .found(_, let parameter) = self { return parameter }
        return nil
    }
}

/// The routes of one loop.
struct RouteTable {
    let routes: [Route]
    private let patterns: [PathPattern]
    private let allowances: [String]

    /// Every method that some route answers, for `OPTIONS *`.
    let allAllowed: String

    init(_ routes: [Route]) {
        self.routes = routes
        patterns = routes.map { PathPattern($0.template) }
        allowances = routes.map { route in
            let same = routes.filter { "\($0.template)" == "\(route.template)" }
            return Self.allowed(same.map(\.method))
        }
        allAllowed = Self.allowed(routes.map(\.method))
    }

    /// The methods of the path that a match belongs to, or of all paths, for an Allow field.
    func allowed(_ match: Match) -> String { match.route.map { allowances[$0] } ?? allAllowed }

    private static func allowed(_ methods: [Method]) -> String {
        var names: [String] = []
        for method in Method.allCases where methods.contains(method) {
            names.append("\(method.name)")
            if method == .get { names.append("HEAD") }
        }
        return (names + ["OPTIONS"]).joined(separator: ", ")
    }

    func match(_ method: Method, _ path: Slice, _ bytes: Span<UInt8>) -> Match {
        let wanted = method == .head ? Method.get : method
        var samePath: Int?
        for index in patterns.indices {
            guard let parameter = patterns[index].match(path, bytes) else { continue }
            if routes[index].method == wanted {
                return .found(index: index, parameter: patterns[index].slice(parameter))
            }
            samePath = samePath ?? index
        }
        if let samePath { return .otherMethods(index: samePath) }
        return matchEscaped(wanted, path, bytes)
            ?? similar(path, bytes).map { .similar(index: $0) } ?? .unknown
    }

    /// A path with escapes is decoded once, segment by segment, and its parameter found again in
    /// the bytes as they came.
    private func matchEscaped(
        _ wanted: Method, _ path: Slice, _ bytes: Span<UInt8>
    ) -> Match? {
        guard let decoded = PercentDecoding.path(path, in: bytes) else { return nil }
        let whole = Slice(start: 0, count: decoded.count)
        var samePath: Int?
        for index in patterns.indices {
            guard let found = patterns[index].match(whole, decoded.span, isDecoded: true) else {
                continue
            }
            if routes[index].method == wanted {
                let parameter = patterns[index].slice(found).map { slice in
                    Self.segment(
                        behind: decoded[..<slice.start].count(where: { $0 == 0x2F }), path, bytes)
                }
                return .found(index: index, parameter: parameter)
            }
            samePath = samePath ?? index
        }
        return samePath.map { .otherMethods(index: $0) }
    }

    /// The segment behind the path's n-th slash.
    private static func segment(
        behind count: Int, _ path: Slice, _ bytes: Span<UInt8>
    ) -> Slice {
        var slashes = 0
        var start = path.start
        while start < path.end, slashes < count {
            if bytes[start] == 0x2F { slashes += 1 }
            start += 1
        }
        var end = start
        while end < path.end, bytes[end] != 0x2F { end += 1 }
        return Slice(start: start, count: end - start)
    }

    private func similar(_ path: Slice, _ bytes: Span<UInt8>) -> Int? {
        var lowered: [UInt8] = []
        for index in path.start..<path.end {
            let byte = bytes[index]
            lowered.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
        }
        while lowered.count > 1, lowered.last == 0x2F { lowered.removeLast() }
        let slice = Slice(start: 0, count: lowered.count)
        return patterns.indices.first { patterns[$0].match(slice, lowered.span) != nil }
    }
}
