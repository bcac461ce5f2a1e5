// The closed set of routes and how a path finds its own: bytes against templates, no strings.
package import HTTPCore

/// One method of one path template and the function that answers it.
package struct Route {
    /// The method; a GET route serves HEAD too.
    package let method: Method
    /// The path, with at most one `{parameter}`, which stands for one whole segment.
    package let template: StaticString
    /// A few words for the list of routes.
    package let summary: StaticString
    /// Bytes of body it takes; nil where it takes none and a body is discarded.
    package let bodyLimit: Int?
    /// Whether it is answered however much the loop lags.
    package let answersUnderLoad: Bool
    /// Answers a request on the loop's thread; must not block.
    package let handler: (borrowing Request, inout ResponseWriter) -> Void

    /// Describes a route.
    package init(
        _ method: Method, _ template: StaticString, summary: StaticString = "",
        bodyLimit: Int? = nil, answersUnderLoad: Bool = false,
        handler: @escaping (borrowing Request, inout ResponseWriter) -> Void
    ) {
        self.method = method
        self.template = template
        self.summary = summary
        self.bodyLimit = bodyLimit
        self.answersUnderLoad = answersUnderLoad
        self.handler = handler
    }
}

/// What a path and a method came to.
enum Match {
    case found(index: Int, parameter: Slice?)
    /// The path exists, the method does not; or OPTIONS asks for the methods.
    case otherMethods(index: Int)
    /// A path that differs only by case or a trailing slash exists.
    case similar(index: Int)
    case unknown
}

/// The routes of one loop.
struct RouteTable {
    let routes: [Route]
    private let patterns: [Pattern]
    private let allowances: [String]

    /// Every method that some route answers, for `OPTIONS *`.
    let allAllowed: String

    init(_ routes: [Route]) {
        self.routes = routes
        patterns = routes.map { Pattern($0.template) }
        allowances = routes.map { route in
            let same = routes.filter { "\($0.template)" == "\(route.template)" }
            return Self.allowed(same.map(\.method))
        }
        allAllowed = Self.allowed(routes.map(\.method))
    }

    /// The methods of the path that a route belongs to, for an Allow field.
    func allowed(at index: Int) -> String { allowances[index] }

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
        return similar(path, bytes).map { .similar(index: $0) } ?? .unknown
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

/// A template split around its parameter.
struct Pattern {
    private let prefix: [UInt8]
    private let suffix: [UInt8]
    private let hasParameter: Bool

    init(_ template: StaticString) {
        let bytes = Array("\(template)".utf8)
        if let open = bytes.firstIndex(of: 0x7B), let close = bytes.firstIndex(of: 0x7D) {
            prefix = Array(bytes[..<open])
            suffix = Array(bytes[(close + 1)...])
            hasParameter = true
        } else {
            prefix = bytes
            suffix = []
            hasParameter = false
        }
    }

    /// Where the parameter stands (empty for a template without one); nil without a match.
    func match(_ path: Slice, _ bytes: Span<UInt8>) -> Slice? {
        guard hasParameter else {
            return path.count == prefix.count && starts(path.start, with: prefix, bytes)
                ? .empty : nil
        }
        let count = path.count - prefix.count - suffix.count
        guard count > 0, starts(path.start, with: prefix, bytes),
            starts(path.end - suffix.count, with: suffix, bytes)
        else { return nil }
        let parameter = Slice(start: path.start + prefix.count, count: count)
        for index in parameter.start..<parameter.end where bytes[index] == 0x2F { return nil }
        return isDots(parameter, bytes) ? nil : parameter
    }

    func slice(_ parameter: Slice) -> Slice? { hasParameter ? parameter : nil }

    private func starts(_ start: Int, with text: [UInt8], _ bytes: Span<UInt8>) -> Bool {
        for index in text.indices where bytes[start + index] != text[index] { return false }
        return true
    }

    /// Dot segments are never a parameter; "fixing them up" is how paths are confused.
    private func isDots(_ slice: Slice, _ bytes: Span<UInt8>) -> Bool {
        slice.equals(".", in: bytes) || slice.equals("..", in: bytes)
    }
}
