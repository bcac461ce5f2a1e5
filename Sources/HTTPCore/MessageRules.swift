// What the fields of a head mean for the connection: Host, framing, persistence, expectation
// (RFC 9112 sections 3.2, 6 and 9; RFC 9110 section 10.1.1).

/// Judges the fields that frame a message.
enum MessageRules {
    static func apply(to head: inout RequestHead, _ bytes: Span<UInt8>) throws(ParseError) {
        try applyHost(to: &head, bytes)
        if head.has(.contentLength) || head.has(.transferEncoding) {
            try applyFraming(to: &head, bytes)
        }
        if head.has(.connection) {
            applyConnection(to: &head, bytes)
        } else {
            head.keepsAlive = head.minorVersion == 1
        }
        if head.has(.expect) { try applyExpectation(to: &head, bytes) }
    }

    private static func applyHost(
        to head: inout RequestHead, _ bytes: Span<UInt8>
    ) throws(ParseError) {
        var host: Slice?
        if head.has(.host) {
            host = head.only(.host)
            guard host != nil else { throw .repeatedHost }
        }
        guard let host else {
            guard head.minorVersion == 0 else { throw .missingHost }
            return
        }
        guard TargetRules.isAuthority(bytes, host, requiresPort: false) else {
            throw .invalidHost
        }
        // Why: the authority of an absolute target overrides Host (RFC 9112 section 3.2.2).
        if head.authority == nil { head.authority = host }
    }

    private static func applyFraming(
        to head: inout RequestHead, _ bytes: Span<UInt8>
    ) throws(ParseError) {
        var length: Slice?
        var coding: Slice?
        var repeatedCoding = false
        for field in head.fields {
            if field.name == .contentLength {
                guard length == nil else { throw .repeatedContentLength }
                length = field.value
            } else if field.name == .transferEncoding {
                repeatedCoding = repeatedCoding || coding != nil
                coding = field.value
            }
        }
        if let coding {
            guard length == nil else { throw .lengthAndTransferEncoding }
            guard head.minorVersion == 1 else { throw .transferEncodingInOldVersion }
            guard !repeatedCoding else { throw .invalidTransferEncoding }
            try checkCoding(bytes, coding)
            head.framing = .chunked
        } else if let length {
            let count = try contentLength(bytes, length)
            head.framing = count == 0 ? .none : .length(count)
        }
    }

    /// Exactly `chunked` passes. A list that ends in it names a coding that is not implemented.
    private static func checkCoding(_ bytes: Span<UInt8>, _ value: Slice) throws(ParseError) {
        if value.equalsIgnoringCase("chunked", in: bytes) { return }
        var start = value.start
        var members: [Slice] = []
        for index in value.start...value.end
        where index == value.end || bytes[index] == 0x2C {
            members.append(trimmed(bytes, start, index))
            start = index + 1
        }
        let tokens = members.allSatisfy { isToken(bytes, $0) }
        let chunked = members.filter { $0.equalsIgnoringCase("chunked", in: bytes) }
        guard tokens, chunked.count == 1, members.last == chunked.first else {
            throw .invalidTransferEncoding
        }
        throw .unknownTransferCoding
    }

    private static func contentLength(
        _ bytes: Span<UInt8>, _ value: Slice
    ) throws(ParseError) -> Int {
        guard value.count > 0 else { throw .invalidContentLength }
        var count = 0
        for index in value.start..<value.end {
            guard ByteClass.isDigit(bytes[index]) else { throw .invalidContentLength }
            let (scaled, overflow) = count.multipliedReportingOverflow(by: 10)
            let (sum, carried) = scaled.addingReportingOverflow(Int(bytes[index] - 0x30))
            guard !overflow, !carried else { throw .invalidContentLength }
            count = sum
        }
        return count
    }

    private static func applyConnection(to head: inout RequestHead, _ bytes: Span<UInt8>) {
        var closes = false
        var keeps = false
        for field in head.fields where field.name == .connection {
            var start = field.value.start
            for index in field.value.start...field.value.end
            where index == field.value.end || bytes[index] == 0x2C {
                let member = trimmed(bytes, start, index)
                closes = closes || member.equalsIgnoringCase("close", in: bytes)
                keeps = keeps || member.equalsIgnoringCase("keep-alive", in: bytes)
                start = index + 1
            }
        }
        head.keepsAlive = !closes && (head.minorVersion == 1 || keeps)
    }

    private static func applyExpectation(
        to head: inout RequestHead, _ bytes: Span<UInt8>
    ) throws(ParseError) {
        guard head.minorVersion == 1 else { return }
        for field in head.fields where field.name == .expect {
            guard field.value.equalsIgnoringCase("100-continue", in: bytes) else {
                throw .unknownExpectation
            }
            head.expectsContinue = head.framing != .none
        }
    }

    private static func trimmed(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Slice {
        var first = start
        var last = end
        while first < last, FieldRules.isBlank(bytes[first]) { first += 1 }
        while last > first, FieldRules.isBlank(bytes[last - 1]) { last -= 1 }
        return Slice(start: first, count: last - first)
    }

    private static func isToken(_ bytes: Span<UInt8>, _ slice: Slice) -> Bool {
        guard slice.count > 0 else { return false }
        for index in slice.start..<slice.end where !ByteClass.isToken(bytes[index]) {
            return false
        }
        return true
    }
}
