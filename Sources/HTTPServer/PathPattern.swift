// A path template and the paths that fit it. Bytes are compared as they are: nothing is fixed up,
// since two readings of one path are how access rules are passed by.
import HTTPCore

/// A template split around its parameter.
struct PathPattern {
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

    /// Where the parameter stands (empty for a template without one); nil without a match. A
    /// parameter with an escape matches only in a path that has been decoded.
    func match(_ path: Slice, _ bytes: Span<UInt8>, isDecoded: Bool = false) -> Slice? {
        guard hasParameter else {
            return path.count == prefix.count && starts(path.start, with: prefix, bytes)
                ? .empty : nil
        }
        let count = path.count - prefix.count - suffix.count
        guard count > 0, starts(path.start, with: prefix, bytes),
            starts(path.end - suffix.count, with: suffix, bytes)
        else { return nil }
        let parameter = Slice(start: path.start + prefix.count, count: count)
        for index in parameter.start..<parameter.end {
            let byte = bytes[index]
            if byte == 0x2F || byte == 0x25 && !isDecoded { return nil }
        }
        return isDots(parameter, bytes) ? nil : parameter
    }

    func slice(_ parameter: Slice) -> Slice? { hasParameter ? parameter : nil }

    private func starts(_ start: Int, with text: [UInt8], _ bytes: Span<UInt8>) -> Bool {
        for index in text.indices where bytes[start + index] != text[index] { return false }
        return true
    }

    /// Dot segments are never a parameter.
    private func isDots(_ slice: Slice, _ bytes: Span<UInt8>) -> Bool {
        slice.equals(".", in: bytes) || slice.equals("..", in: bytes)
    }
}
