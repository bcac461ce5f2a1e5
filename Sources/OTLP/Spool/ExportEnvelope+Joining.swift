// Two requests of this process made one, so that a long outage at little traffic does not become
// very many small files. Any thread; pure.

extension ExportEnvelope {
    /// One request with the spans of both; `nil` where one of them does not begin with this head,
    /// as a part of a request that was cut, or the request of an earlier process.
    func join(_ first: [UInt8], _ second: [UInt8]) -> [UInt8]? {
        guard begins(first), begins(second) else { return nil }
        var joined: [UInt8] = []
        joined.reserveCapacity(first.count + second.count)
        joined.append(contentsOf: first)
        joined.append(contentsOf: second[head.count...])
        close(&joined)
        return joined
    }

    /// Whether a body is this head, its lengths filled in, and something behind it.
    private func begins(_ body: [UInt8]) -> Bool {
        guard body.count > head.count else { return false }
        let lengths = [1, scopeSpansOffset + 1].map { $0..<$0 + Self.lengthBytes }
        return head.indices.allSatisfy { index in
            head[index] == body[index] || lengths.contains { $0.contains(index) }
        }
    }
}
