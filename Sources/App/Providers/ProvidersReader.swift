// From the JSON of a providers file to the rows of a registry. It judges shape and type only; what
// a name or an interval may be is the registry's to say.
import Health
import Wire

struct ProvidersReader {
    private(set) var problems: [Problem] = []
    private let file: String
    private var complained: Set<String> = []

    init(file: String) {
        self.file = file
    }

    /// Whether the key, or one that it stands inside, has a problem already.
    func hasComplained(of key: String) -> Bool {
        complained.contains { key == $0 || key.hasPrefix($0 + ".") || key.hasPrefix($0 + "[") }
    }

    mutating func read(_ value: JSONValue) -> [Provider] {
        guard let members = members(of: value, at: "the file", knows: ["providers"]) else {
            return []
        }
        guard let list = members["providers"] else {
            complain("providers", "is missing")
            return []
        }
        guard let rows = list.elements else {
            complain("providers", "is \(list.kindName), not an array")
            return []
        }
        return rows.enumerated().map { provider($1, at: "providers[\($0)]") }
    }

    private mutating func provider(_ value: JSONValue, at key: String) -> Provider {
        var provider = Provider(name: "")
        guard
            let members = members(
                of: value, at: key, knows: ["name", "aliases", "latency_target_ms", "probe"])
        else { return provider }
        if members["name"] == nil { complain("\(key).name", "is missing") }
        if let name = string(members["name"], at: "\(key).name") { provider.name = name }
        if let aliases = strings(members["aliases"], at: "\(key).aliases") {
            provider.aliases = aliases
        }
        if let target = integer(members["latency_target_ms"], at: "\(key).latency_target_ms") {
            provider.latencyTargetMilliseconds = target
        }
        if let probe = members["probe"], probe != .null {
            provider.probe = self.probe(probe, at: "\(key).probe")
        }
        return provider
    }

    private mutating func probe(_ value: JSONValue, at key: String) -> Probe? {
        let known = [
            "url", "auth", "api_key_env", "headers", "interval_seconds", "timeout_seconds",
            "expect_status",
        ]
        guard let members = members(of: value, at: key, knows: known) else { return nil }
        guard let url = members["url"] else {
            complain("\(key).url", "is missing")
            return nil
        }
        guard let text = string(url, at: "\(key).url") else { return nil }
        var probe = Probe(url: text)
        checkAddress(text, at: "\(key).url")
        if let auth = string(members["auth"], at: "\(key).auth") {
            if let read = ProbeAuth(auth) {
                probe.auth = read
            } else {
                complain("\(key).auth", "must be none, bearer or header:<Name>")
            }
        }
        if let variable = string(members["api_key_env"], at: "\(key).api_key_env", orNull: true) {
            probe.apiKeyVariable = variable
        }
        probe.headers = headers(members["headers"], at: "\(key).headers")
        if let interval = duration(members["interval_seconds"], at: "\(key).interval_seconds") {
            probe.interval = interval
        }
        if let timeout = duration(members["timeout_seconds"], at: "\(key).timeout_seconds") {
            probe.timeout = timeout
        }
        if let statuses = integers(members["expect_status"], at: "\(key).expect_status") {
            probe.expectedStatuses = statuses
        }
        return probe
    }

    /// Holds the address to what the guard can judge, where the registry has nothing against it.
    private mutating func checkAddress(_ text: String, at key: String) {
        // Why: what the registry refuses it refuses in better words; only the rest is ours to say.
        guard (try? ProbeURL(text)) != nil, case .failure(let complaint) = WebAddress.parse(text)
        else { return }
        complain(key, complaint.sentence)
    }

    private mutating func headers(_ value: JSONValue?, at key: String) -> [ProbeHeader] {
        guard let value else { return [] }
        guard let members = value.members else {
            complain(key, "is \(value.kindName), not an object")
            return []
        }
        return members.compactMap { member in
            let place = "\(key).\(member.key.cut(at: 64))"
            return string(member.value, at: place).map { ProbeHeader(name: member.key, value: $0) }
        }
    }
}

extension ProvidersReader {
    private mutating func complain(_ key: String, _ complaint: String) {
        complained.insert(key)
        problems.append(
            Problem(
                name: "\(file): \(key)", sentence: "\(key) \(complaint).",
                remedy: "Correct it in the providers file; docs/configuration.md shows its shape."))
    }

    private mutating func members(
        of value: JSONValue, at key: String, knows known: [String]
    ) -> [String: JSONValue]? {
        guard let members = value.members else {
            complain(key, "is \(value.kindName), not an object")
            return nil
        }
        var found: [String: JSONValue] = [:]
        for member in members {
            if known.contains(member.key) {
                found[member.key] = member.value
            } else {
                let place = key == "the file" ? member.key : "\(key).\(member.key)"
                complain(
                    place.cut(at: 120),
                    "is not a key that is known here; known are \(known.joined(separator: ", "))")
            }
        }
        return found
    }

    private mutating func string(
        _ value: JSONValue?, at key: String, orNull: Bool = false
    ) -> String? {
        guard let value, !(orNull && value == .null) else { return nil }
        if value.string == nil { complain(key, "is \(value.kindName), not a string") }
        return value.string
    }

    private mutating func strings(_ value: JSONValue?, at key: String) -> [String]? {
        guard let value else { return nil }
        guard let elements = value.elements else {
            complain(key, "is \(value.kindName), not an array")
            return nil
        }
        return elements.enumerated().compactMap { string($1, at: "\(key)[\($0)]") }
    }

    private mutating func integer(_ value: JSONValue?, at key: String) -> Int? {
        guard let value else { return nil }
        guard let number = value.integer else {
            complain(key, "is \(value.kindName), not a whole number")
            return nil
        }
        return Int(number)
    }

    private mutating func integers(_ value: JSONValue?, at key: String) -> [Int]? {
        guard let value else { return nil }
        guard let elements = value.elements else {
            complain(key, "is \(value.kindName), not an array")
            return nil
        }
        return elements.enumerated().compactMap { integer($1, at: "\(key)[\($0)]") }
    }

    private mutating func duration(_ value: JSONValue?, at key: String) -> Duration? {
        guard let value else { return nil }
        guard let seconds = value.number else {
            complain(key, "is \(value.kindName), not a number of seconds")
            return nil
        }
        // Why: far outside every bound, and a Duration of it would trap.
        guard abs(seconds) < 1e9 else {
            complain(key, "is far too large")
            return nil
        }
        return .nanoseconds(Int64((seconds * 1e9).rounded()))
    }
}
