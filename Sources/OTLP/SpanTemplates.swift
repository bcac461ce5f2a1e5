// Parts of spans that are the same every time, encoded once: names and attributes whose values are
// known before any request comes. One thread's own; a span takes them with one copy.
import Wire

/// Encoded fields by index.
@safe
package final class SpanTemplates {
    private var encoder = SpanEncoder()
    private var bytes = ByteSink(capacity: 1024)
    private let places: UnsafeMutablePointer<(start: Int, count: Int)>
    private let capacity: Int

    /// Room for templates of the indices below `capacity`; none is there at first.
    package init(capacity: Int) {
        self.capacity = capacity
        unsafe places = .allocate(capacity: capacity)
        unsafe places.initialize(repeating: (0, 0), count: capacity)
    }

    deinit { unsafe places.deallocate() }

    /// Encodes a template; the body writes a name, attributes or a status, and neither begins nor
    /// ends a span. The index is below the capacity.
    package func set(_ index: Int, _ body: (inout SpanEncoder) -> Void) {
        precondition(index >= 0 && index < capacity, "a template has a place")
        encoder.beginFields()
        body(&encoder)
        let start = bytes.count
        encoder.appendFields(to: &bytes)
        unsafe places[index] = (start, bytes.count - start)
    }

    /// Encodes the only template anew.
    package func replace(_ body: (inout SpanEncoder) -> Void) {
        bytes.removeAll()
        set(0, body)
    }

    /// Whether there is a template of this index.
    package func has(_ index: Int) -> Bool {
        guard index >= 0, index < capacity else { return false }
        return unsafe places[index].count > 0
    }

    /// Writes a template behind what a sink holds.
    func append(_ index: Int, to sink: inout ByteSink) {
        precondition(index >= 0 && index < capacity, "a template has a place")
        let place = unsafe places[index]
        unsafe bytes.withBytes {
            unsafe sink.append(
                bytes: UnsafeRawBufferPointer(rebasing: $0[place.start..<place.start + place.count])
            )
        }
    }
}

extension SpanEncoder {
    /// Writes a template's fields into the open span.
    package mutating func append(_ index: Int, of templates: SpanTemplates) {
        templates.append(index, to: &sink)
    }

    /// Begins fields without a span around them.
    mutating func beginFields() { sink.removeAll() }

    /// Gives away the fields that were written without a span around them.
    borrowing func appendFields(to other: inout ByteSink) {
        unsafe sink.withBytes { unsafe other.append(bytes: $0) }
    }
}
