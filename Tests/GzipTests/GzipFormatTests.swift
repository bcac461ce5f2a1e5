// gzip in and out: exact caps, cuts at every byte, another writer's stream.
import Gzip
import Testing

struct GzipFormatTests {
    /// `printf hello | gzip -n`, an independent writer's stream.
    static let hello: [UInt8] = [
        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 7, 0, 0x86, 0xA6, 0x10,
        0x36, 5, 0, 0, 0,
    ]

    @Test(arguments: [0, 1, 100, 16_383, 16_384, 16_385, 1_000_000])
    func everyLengthThereAndBack(count: Int) throws {
        let content = Self.noise(count: count)
        for level in [1, 6, 9] {
            var stream: [UInt8] = []
            try GzipFormat.compress(content.span, level: level, into: &stream)
            #expect(stream.starts(with: [0x1F, 0x8B]))
            #expect(try inflate(stream, maximumBytes: count) == content)
        }
    }

    @Test func repeatsShrinkAtLevelOne() throws {
        let content = [UInt8](repeating: 0x61, count: 100_000)
        var stream: [UInt8] = []
        try GzipFormat.compress(content.span, into: &stream)
        #expect(stream.count < 1_000)
    }

    @Test func aCompressorIsReusedAndAppends() throws {
        var compressor = try GzipCompressor()
        var sink: [UInt8] = [1, 2, 3]
        for word in ["one", "", "three"] {
            let start = sink.count
            compressor.compress(word.utf8.span, into: &sink)
            let content = try inflate(Array(sink[start...]), maximumBytes: 10)
            #expect(content == Array(word.utf8))
        }
        #expect(sink.prefix(3) == [1, 2, 3])
    }

    @Test func readsTheStreamOfAnotherWriter() throws {
        #expect(try inflate(Self.hello, maximumBytes: 5) == Array("hello".utf8))
    }

    @Test func membersFollowOneAnother() throws {
        let both = Self.hello + Self.hello
        #expect(try inflate(both, maximumBytes: 10) == Array("hellohello".utf8))
        #expect(throws: GzipError.tooLarge(limit: 9)) {
            try inflate(both, maximumBytes: 9)
        }
    }

    @Test func theCapIsExact() {
        #expect(throws: Never.self) { try inflate(Self.hello, maximumBytes: 5) }
        #expect(throws: GzipError.tooLarge(limit: 4)) {
            try inflate(Self.hello, maximumBytes: 4)
        }
    }

    @Test func aBombStopsAtTheCap() throws {
        let bomb = [UInt8](repeating: 0, count: 50_000_000)
        var stream: [UInt8] = []
        try GzipFormat.compress(bomb.span, level: 9, into: &stream)
        #expect(stream.count < 100_000)
        #expect(throws: GzipError.tooLarge(limit: 1_000_000)) {
            try inflate(stream, maximumBytes: 1_000_000)
        }
    }

    @Test func aCutAtAnyByteIsTruncated() {
        for length in 0..<Self.hello.count {
            #expect(throws: GzipError.truncated) {
                try inflate(Array(Self.hello[..<length]), maximumBytes: 100)
            }
        }
        for length in 1..<Self.hello.count {
            #expect(throws: GzipError.truncated) {
                try inflate(Self.hello + Self.hello[..<length], maximumBytes: 100)
            }
        }
    }

    @Test func everyFlippedChecksumOrLengthBitIsCorrupt() {
        for index in Self.hello.count - 8..<Self.hello.count {
            for bit in 0..<8 {
                var stream = Self.hello
                stream[index] ^= 1 << UInt8(bit)
                #expect(throws: GzipError.corrupt) {
                    try inflate(stream, maximumBytes: 100)
                }
            }
        }
    }

    @Test(arguments: [Array("hello".utf8), [0x1F, 0x8C], [0x78, 0x9C, 3, 0, 0, 0, 0, 1]])
    func whatIsNotGzipIsCorrupt(bytes: [UInt8]) {
        #expect(throws: GzipError.corrupt) { try inflate(bytes, maximumBytes: 100) }
    }

    @Test(arguments: [[0], [0x1F, 0], Array("x".utf8)] as [[UInt8]])
    func whatFollowsTheStreamIsNoticed(garbage: [UInt8]) {
        #expect(throws: GzipError.trailingGarbage) {
            try inflate(Self.hello + garbage, maximumBytes: 100)
        }
    }

    private func inflate(_ stream: [UInt8], maximumBytes: Int) throws(GzipError) -> [UInt8] {
        try GzipFormat.inflate(stream.span, maximumBytes: maximumBytes)
    }

    /// Bytes that do not compress, always the same.
    private static func noise(count: Int) -> [UInt8] {
        var state: UInt64 = 7
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }
}
