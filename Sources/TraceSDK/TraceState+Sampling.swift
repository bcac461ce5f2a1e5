// OpenTelemetry's own member of a tracestate, `ot=th:c;rv:6e6d1a75832a2f;…`: what it says about
// sampling, and the same list with another threshold. Sub-keys that are not understood are kept.
// Any thread; allocates, so it is asked only where there is a tracestate or a threshold to write.
import Wire

extension TraceState {
    /// Octets of the value of `ot`.
    private static let maximumOwnLength = 256

    /// The explicit randomness `rv`, exactly 14 digits; `nil` where there is none.
    package var randomness: UInt64? {
        guard let text = subValue(of: "rv"), text.count == SamplingThreshold.maximumDigits else {
            return nil
        }
        return Hex.parse(text.span)
    }

    /// The threshold `th` of whoever sampled the trace; `nil` where there is none that can be read.
    package var threshold: SamplingThreshold? {
        subValue(of: "th").flatMap { SamplingThreshold(digits: $0.span) }
    }

    /// The list with this threshold, or without any, unreadable ones included: the changed member
    /// comes first (W3C Trace Context section 3.5) and one that does not change stays where it is,
    /// at 32 members the last one yields to it, and what has no room in the 256 octets of the
    /// member is the threshold itself.
    package func replacingThreshold(with threshold: SamplingThreshold?) -> TraceState {
        let members = members
        let own = members.first { Self.isOwn($0) }
        let subs = subMembers(of: own)
        let rest = subs.filter { !$0.starts(with: Self.thresholdKey) }
        guard threshold != nil || rest.count < subs.count else { return self }
        var value: [UInt8] = []
        if let threshold {
            value.append(contentsOf: Self.thresholdKey)
            threshold.appendDigits(to: &value)
        }
        for sub in rest {
            if !value.isEmpty { value.append(0x3B) }
            value.append(contentsOf: sub)
        }
        guard value.count <= Self.maximumOwnLength else { return replacingThreshold(with: nil) }
        var others = members.filter { !Self.isOwn($0) }
        if value.isEmpty { return Self.joined(others) }
        if others.count >= Self.maximumMembers { others.removeLast() }
        return Self.joined([Self.ownKey + value] + others)
    }

    private static let ownKey = Array("ot=".utf8)
    private static let thresholdKey = Array("th:".utf8)

    private static func isOwn(_ member: [UInt8]) -> Bool { member.starts(with: ownKey) }

    private var members: [[UInt8]] { text.split(separator: 0x2C).map(Array.init) }

    private func subMembers(of own: [UInt8]?) -> [[UInt8]] {
        own?.dropFirst(Self.ownKey.count).split(separator: 0x3B).map(Array.init) ?? []
    }

    private func subValue(of key: String) -> [UInt8]? {
        guard !isEmpty else { return nil }
        let prefix = Array(key.utf8) + [0x3A]
        let own = members.first { Self.isOwn($0) }
        return subMembers(of: own).first { $0.starts(with: prefix) }
            .map { Array($0.dropFirst(prefix.count)) }
    }
}
