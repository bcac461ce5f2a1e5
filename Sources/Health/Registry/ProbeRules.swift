// The rules of one probe, part of the registry's rules.
// Pure and total. A credential is never repeated in a problem.

/// The rules of a probe.
enum ProbeRules {
    static let maximumHeaders = 16
    static let maximumHeaderValueLength = 1024
    static let maximumVariableLength = 128
    static let maximumExpectedStatuses = 16
    static let intervals = Duration.milliseconds(100)...Duration.seconds(86_400)
    static let timeouts = Duration.milliseconds(100)...Duration.seconds(300)

    /// Appends every problem of the probe found at the key.
    static func check(_ probe: Probe, at key: String, into problems: inout [RegistryProblem]) {
        do throws(ProbeURL.Flaw) {
            _ = try ProbeURL(probe.url)
        } catch {
            problems.append(RegistryProblem(key: "\(key).url", complaint: error.complaint))
        }
        checkAuth(probe, at: key, into: &problems)
        checkHeaders(probe.headers, at: "\(key).headers", into: &problems)
        if !intervals.contains(probe.interval) {
            problems.append(
                RegistryProblem(
                    key: "\(key).interval_seconds",
                    complaint: "is \(probe.interval); it must be between 0.1 and 86400 seconds"))
        }
        if !timeouts.contains(probe.timeout) {
            problems.append(
                RegistryProblem(
                    key: "\(key).timeout_seconds",
                    complaint: "is \(probe.timeout); it must be between 0.1 and 300 seconds"))
        }
        checkStatuses(probe.expectedStatuses, at: "\(key).expect_status", into: &problems)
    }

    private static func checkAuth(
        _ probe: Probe, at key: String, into problems: inout [RegistryProblem]
    ) {
        if case .header(let name) = probe.auth, !isToken(name) || isReserved(name) {
            problems.append(
                RegistryProblem(
                    key: "\(key).auth",
                    complaint: "names the header \(RegistryRules.quoted(name)), "
                        + "which cannot carry a key"))
        }
        guard let variable = probe.apiKeyVariable else {
            if probe.auth.sendsCredential {
                problems.append(
                    RegistryProblem(
                        key: "\(key).auth",
                        complaint: "sends a key, but api_key_env does not say which variable "
                            + "holds it"))
            }
            return
        }
        if !isVariable(variable) {
            problems.append(
                RegistryProblem(
                    key: "\(key).api_key_env",
                    complaint: "must be the name of an environment variable "
                        + "(letters, digits and _, at most \(maximumVariableLength))"))
        }
    }

    private static func checkHeaders(
        _ headers: [ProbeHeader], at key: String, into problems: inout [RegistryProblem]
    ) {
        if headers.count > maximumHeaders {
            problems.append(
                RegistryProblem(
                    key: key,
                    complaint: "has \(headers.count) entries; at most \(maximumHeaders) are allowed"
                ))
        }
        var seen: Set<String> = []
        for header in headers {
            guard let complaint = complaint(about: header, seen: &seen) else { continue }
            let place = "\(key)[\(RegistryRules.quoted(header.name))]"
            problems.append(RegistryProblem(key: place, complaint: complaint))
        }
    }

    private static func complaint(about header: ProbeHeader, seen: inout Set<String>) -> String? {
        guard isToken(header.name) else { return "is not a header name" }
        let name = header.name.lowercased()
        guard seen.insert(name).inserted else { return "is given twice" }
        if isCredential(header) {
            return "carries a credential; use auth and api_key_env, so that no key is in this file"
        }
        if isReserved(name) { return "is set by the service itself" }
        guard header.value.utf8.count <= maximumHeaderValueLength else {
            return "has a value longer than \(maximumHeaderValueLength) bytes"
        }
        let isText = header.value.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
        return isText ? nil : "has a value with a control or non-ASCII character"
    }

    private static func checkStatuses(
        _ statuses: [Int], at key: String, into problems: inout [RegistryProblem]
    ) {
        if !(1...maximumExpectedStatuses).contains(statuses.count) {
            problems.append(
                RegistryProblem(
                    key: key,
                    complaint: "has \(statuses.count) entries; 1 to "
                        + "\(maximumExpectedStatuses) are allowed"))
        }
        for status in statuses where !(200...599).contains(status) {
            problems.append(
                RegistryProblem(
                    key: key, complaint: "has \(status), which is not a status from 200 to 599"))
        }
    }

    /// RFC 9110 5.6.2.
    private static func isToken(_ name: String) -> Bool {
        let punctuation = "!#$%&'*+-.^_`|~".utf8
        return (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { isLetterOrDigit($0) || punctuation.contains($0) }
    }

    private static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.count <= maximumVariableLength
            && name.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x5F }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// Headers that frame the request, or that tracing adds to it.
    private static func isReserved(_ name: String) -> Bool {
        [
            "host", "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade",
            "expect", "traceparent", "tracestate", "baggage",
        ].contains(name.lowercased())
    }

    /// By its name, or since its value looks like one whatever its name.
    private static func isCredential(_ header: ProbeHeader) -> Bool {
        SecretName(Array(header.name.utf8)[...]) != nil
            || Redaction.clean(header.value).contains(Redaction.mark)
    }
}
