// Chunked bodies whole, cut at every byte, malformed, and at their bounds.
import HTTPCore
import Testing

private func decode(_ text: String, limit: Int = 1_000, step: Int = .max) throws -> String? {
    let input = Array(text.utf8)
    var decoder = ChunkedDecoder(limit: limit)
    var body: [UInt8] = []
    var start = 0
    while start < input.count, !decoder.isDone {
        let piece = Array(input[start..<min(input.count, start + min(step, input.count))])
        var cursor = 0
        try decoder.decode(piece.span, &cursor, into: &body, keeping: true)
        start += cursor
    }
    return decoder.isDone ? String(decoding: body, as: UTF8.self) : nil
}

struct ChunkedDecoderTests {
    @Test(arguments: [
        ("0\r\n\r\n", ""), ("3\r\nabc\r\n0\r\n\r\n", "abc"),
        ("3\r\nabc\r\n00A\r\n0123456789\r\n000\r\n\r\n", "abc0123456789"),
        ("1;a=b\r\nx\r\n0\r\n\r\n", "x"), ("1 ;a=\"q\\\"; \"\r\nx\r\n0\r\n\r\n", "x"),
        ("1\r\n\r\r\n0\r\nTrailer: ignored\r\nContent-Length: 9\r\n\r\n", "\r"),
    ])
    func decodesWhateverTheCut(_ input: String, expected: String) throws {
        #expect(try decode(input) == expected)
        for step in 1...input.utf8.count { #expect(try decode(input, step: step) == expected) }
        for count in 0..<input.utf8.count {
            #expect(try decode(String(decoding: input.utf8.prefix(count), as: UTF8.self)) == nil)
        }
    }

    @Test(arguments: [
        "\r\n", "x\r\n", "+1\r\n", "-1\r\n", "0x1\r\n", "1_0\r\n", " 1\r\n", "1\n", "1 \r\n",
        "3\r\nabcd", "3\r\nabc\n0\r\n\r\n", "1\r\nx0\r\n\r\n", "11111111111111111\r\n",
        "8000000000000000\r\n",
        "1;a=\u{1}\r\nx\r\n",
    ])
    func refusesMalformedChunks(_ input: String) {
        #expect(throws: ParseError.malformedChunk) { try decode(input, limit: .max) }
    }

    @Test(arguments: ["0\r\n folded\r\n\r\n", "0\r\nno colon\r\n\r\n", "0\r\nA: b\n\r\n"])
    func refusesMalformedTrailers(_ input: String) {
        #expect(throws: ParseError.malformedTrailer) { try decode(input) }
    }

    @Test func acceptsABodyAtTheLimitAndRefusesOneByteMore() throws {
        #expect(try decode("2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", limit: 4) == "abcd")
        #expect(throws: ParseError.bodyTooLarge) {
            try decode("2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n", limit: 4)
        }
        #expect(throws: ParseError.bodyTooLarge) {
            try decode("fffffffffffffff\r\n", limit: 4)
        }
    }

    @Test func acceptsExtensionsAtTheLimitAndRefusesOneByteMore() throws {
        // The semicolon counts, the line end does not.
        let fits = String(repeating: "a", count: ChunkedDecoder.extensionLimit - 1)
        #expect(try decode("1;\(fits)\r\nx\r\n0\r\n\r\n") == "x")
        #expect(throws: ParseError.chunkExtensionsTooLarge) {
            try decode("1;\(fits)a\r\nx\r\n0\r\n\r\n")
        }
    }

    @Test func acceptsTrailersAtTheLimitsAndRefusesOneMore() throws {
        let lines = String(repeating: "A: b\r\n", count: ChunkedDecoder.trailerFieldLimit)
        #expect(try decode("0\r\n\(lines)\r\n") == "")
        #expect(throws: ParseError.trailerTooLarge) { try decode("0\r\n\(lines)A: b\r\n\r\n") }
        let long = String(repeating: "a", count: ChunkedDecoder.trailerLimit - 7)
        #expect(try decode("0\r\nA: \(long)\r\n\r\n") == "")
        #expect(throws: ParseError.trailerTooLarge) { try decode("0\r\nA: \(long)a\r\n\r\n") }
    }
}
