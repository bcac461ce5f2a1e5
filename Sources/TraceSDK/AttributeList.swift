// Attributes in the order of their first setting, unique by key, counted beyond a limit.
// One owner at a time (the span's lock).

/// A bounded list of attributes, and how many found no room.
struct AttributeList: Hashable, Sendable {
    private(set) var values: [Attribute] = []
    private(set) var droppedCount = 0

    /// Overwrites a key that is there; adds one that is not while there is room; an empty key is
    /// no attribute.
    mutating func set(_ key: String, _ value: AttributeValue, limits: SpanLimits, count: Int) {
        guard !key.isEmpty else { return }
        let value = value.cut(toScalars: limits.attributeValueScalars)
        if let index = values.firstIndex(where: { $0.key == key }) {
            values[index].value = value
        } else if values.count < count {
            values.append(Attribute(key, value))
        } else {
            droppedCount += 1
        }
    }

    /// Takes away the attributes whose key is not wanted any more.
    mutating func removeAll(unless isKept: (String) -> Bool) {
        values.removeAll { !isKept($0.key) }
    }

    /// Takes away the last ones, and counts them.
    mutating func drop(last count: Int) {
        let dropped = min(count, values.count)
        values.removeLast(dropped)
        droppedCount += dropped
    }

    /// Whether a key is set.
    func contains(_ key: String) -> Bool { values.contains { $0.key == key } }
}
