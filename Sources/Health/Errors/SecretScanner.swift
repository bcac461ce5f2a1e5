// One pass over a text that copies what is harmless and replaces what may be a secret.
// Pure; every step consumes at least one byte, so it ends for any input.

/// The scanner behind `Redaction`.
struct SecretScanner {
    private let input: [UInt8]
    private var output: [UInt8] = []
    private var position = 0
    private var isInURL = false

    init(_ input: [UInt8]) {
        self.input = input
        output.reserveCapacity(input.count)
    }

    /// The input without its secrets; control characters become spaces.
    mutating func cleaned() -> [UInt8] {
        while position < input.count {
            if startsWord, replaceBearer() || replaceKnownKey() || replaceNamedSecret() { continue }
            if replaceURLPart() { continue }
            copyOne()
        }
        return output
    }

    // MARK: Rules

    /// `Bearer <token>`, any case.
    private mutating func replaceBearer() -> Bool {
        guard matches("bearer") else { return false }
        var end = position + 6
        let afterWord = end
        while end < input.count, input[end] == 0x20 || input[end] == 0x09 { end += 1 }
        guard end > afterWord, end < input.count, input[end].isTokenByte else { return false }
        guard !hidesAnotherName(at: end) else { return false }
        copy(through: afterWord)
        output.append(0x20)
        skip(from: end, while: \.isTokenByte)
        return true
    }

    /// Whether what looks like a token is a name before the secret: `Bearer x-api-key: abc`.
    private func hidesAnotherName(at start: Int) -> Bool {
        var end = start
        while end < input.count, input[end].isNameByte { end += 1 }
        guard end < input.count, !input[end].isTokenByte else { return false }
        if end - start == 6, matches("bearer", at: start) { return true }
        return (input[end] == 0x3A || input[end].isQuote) && SecretName(input[start..<end]) != nil
    }

    /// Keys that show by their first letters what they are.
    private mutating func replaceKnownKey() -> Bool {
        for (prefix, minimum) in Self.keyPrefixes where matches(prefix, exactCase: true) {
            let start = position + prefix.utf8.count
            var end = start
            while end < input.count, input[end].isKeyByte { end += 1 }
            guard end - start >= minimum else { continue }
            copy(through: start)
            skip(from: end, while: { _ in false })
            return true
        }
        return false
    }

    private static let keyPrefixes: [(String, Int)] = [
        ("sk-", 1), ("sk_", 8), ("pk-", 8), ("gsk_", 8), ("xai-", 8), ("hf_", 8), ("glc_", 8),
        ("glsa_", 8), ("sb_secret_", 1), ("AIza", 16), ("eyJ", 16), ("csk-", 8), ("fw_", 8),
        ("tgp_v1_", 8), ("nvapi-", 8), ("pplx-", 8), ("AKIA", 16), ("ASIA", 16), ("ya29.", 8),
        ("ghp_", 8), ("github_pat_", 8), ("glpat-", 8), ("xoxb-", 8),
    ]

    /// `…key=<value>`, `"…key": "<value>"`, `Authorization: <value>` and their like.
    private mutating func replaceNamedSecret() -> Bool {
        var end = position
        while end < input.count, input[end].isNameByte { end += 1 }
        guard end > position, let kind = SecretName(input[position..<end]) else { return false }
        let nameQuote = quote(at: end)
        end = skippingBlanks(from: nameQuote?.end ?? end)
        guard end < input.count, input[end] == 0x3D || input[end] == 0x3A else { return false }
        let isColon = input[end] == 0x3A
        guard !isColon || nameQuote != nil || kind != .parameter else { return false }
        // Why: in JSON the value may stand on a line of its own, and be the first of an array.
        end = nameQuote == nil ? skippingBlanks(from: end + 1) : skippingIntoArray(from: end + 1)
        let valueQuote = quote(at: end)
        end = valueQuote?.end ?? end
        guard end < input.count else { return false }
        copy(through: end)
        if let valueQuote {
            skip(from: closing(valueQuote), while: { _ in false })
        } else if kind == .header && isColon {
            skip(from: end) { $0 != 0x0A && $0 != 0x0D && !$0.isQuote }
        } else {
            skip(from: afterScheme(from: end), while: \.isValueByte)
        }
        return true
    }

    /// A quote with the backslashes before it: JSON inside a JSON string has `\"`.
    private struct Quote {
        let byte: UInt8
        let backslashes: Int
        /// Just behind it.
        let end: Int
    }

    private func quote(at start: Int) -> Quote? {
        var end = start
        while end < input.count, input[end] == 0x5C { end += 1 }
        guard end < input.count, input[end].isQuote else { return nil }
        return Quote(byte: input[end], backslashes: end - start, end: end + 1)
    }

    /// Where the quote that closes the open one begins, or the input's end. One with more
    /// backslashes belongs to the value.
    private func closing(_ open: Quote) -> Int {
        var backslashes = 0
        for end in open.end..<input.count {
            if input[end] == open.byte, backslashes <= open.backslashes { return end - backslashes }
            backslashes = input[end] == 0x5C ? backslashes + 1 : 0
        }
        return input.count
    }

    private func skippingBlanks(from start: Int) -> Int {
        var end = start
        while end < input.count, input[end] == 0x20 { end += 1 }
        return end
    }

    private func skippingIntoArray(from start: Int) -> Int {
        var end = start
        while end < input.count, input[end] <= 0x20 || input[end] == 0x5B { end += 1 }
        return end
    }

    /// Where the secret of `Bearer abc` or `Basic abc` begins; elsewhere the place itself.
    private func afterScheme(from start: Int) -> Int {
        for scheme in ["bearer ", "basic "] where matches(scheme, at: start) {
            return start + scheme.utf8.count
        }
        return start
    }

    /// User-info after `://`, and everything from `?` or `#` to the URL's end.
    private mutating func replaceURLPart() -> Bool {
        if matches("://") {
            copy(through: position + 3)
            isInURL = true
            var end = position
            var at: Int?
            while end < input.count, input[end].isURLByte, !Self.authorityEnds.contains(input[end])
            {
                if input[end] == 0x40 { at = end }
                end += 1
            }
            if let at { skip(from: at, while: { _ in false }) }
            return true
        }
        guard isInURL else { return false }
        if input[position] == 0x3F || input[position] == 0x23 {
            copy(through: position + 1)
            skip(from: position, while: \.isURLByte)
            isInURL = false
            return true
        }
        if !input[position].isURLByte { isInURL = false }
        return false
    }

    private static let authorityEnds: [UInt8] = [0x2F, 0x3F, 0x23]

    // MARK: Steps

    private mutating func copyOne() {
        let byte = input[position]
        output.append(byte < 0x20 || byte == 0x7F ? 0x20 : byte)
        position += 1
    }

    private mutating func copy(through end: Int) {
        while position < end { copyOne() }
    }

    /// Replaces everything from here to the first byte at or after `start` that is not a secret's.
    private mutating func skip(from start: Int, while isSecret: (UInt8) -> Bool) {
        var end = start
        while end < input.count, isSecret(input[end]) { end += 1 }
        if end > position { output += Redaction.mark.utf8 }
        position = end
    }

    // MARK: Character classes

    private var startsWord: Bool {
        position == 0 || !input[position - 1].isLetterOrDigit
    }

    private func matches(_ word: String, exactCase: Bool = false) -> Bool {
        matches(word, at: position, exactCase: exactCase)
    }

    private func matches(_ word: String, at start: Int, exactCase: Bool = false) -> Bool {
        guard start + word.utf8.count <= input.count else { return false }
        return zip(word.utf8, input[start...]).allSatisfy { letter, byte in
            letter == (!exactCase && (0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
    }
}
