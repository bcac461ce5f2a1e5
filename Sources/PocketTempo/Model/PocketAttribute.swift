// A name and a value (OTLP `KeyValue`).
// Any thread.

/// One attribute.
package struct PocketAttribute: Equatable, Sendable {
    /// The name, `http.route` for example.
    package var key: String
    /// The value.
    package var value: PocketValue

    /// Makes an attribute.
    package init(key: String, value: PocketValue) {
        self.key = key
        self.value = value
    }
}

extension [PocketAttribute] {
    /// The value of the first attribute of that name.
    package subscript(key: String) -> PocketValue? {
        first { $0.key == key }?.value
    }
}
