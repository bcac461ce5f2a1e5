// That whatever is written is JSON, whatever it was given.
import Testing
import Wire

struct JSONWriterTests {
    @Test func separatesMembersAndElementsByItself() {
        var json = JSONWriter()
        json.beginObject()
        json.key("name")
        json.string("openai")
        json.key("scores")
        json.beginArray()
        json.integer(1)
        json.null()
        json.beginObject()
        json.endObject()
        json.beginArray()
        json.endArray()
        json.number(0.5)
        json.endArray()
        json.key("ok")
        json.boolean(true)
        json.key("ms")
        json.number(412_000, fractionDigits: 6)
        json.key("raw")
        json.raw(Array("[1,2]".utf8))
        json.key("at")
        json.timestamp(unixNanoseconds: 0)
        json.endObject()
        #expect(
            text(json.finish())
                == #"{"name":"openai","scores":[1,null,{},[],0.5],"ok":true,"ms":0.412,"#
                + #""raw":[1,2],"at":"1970-01-01T00:00:00.000Z"}"#)
    }

    @Test(arguments: [
        ("plain", #""plain""#), ("", #""""#), ("\"\\/", #""\"\\/""#),
        ("\u{8}\u{9}\u{A}\u{C}\u{D}", #""\b\t\n\f\r""#), ("\u{0}\u{1F}", #""\u0000\u001f""#),
        ("\u{7F}é漢🔭\u{2028}", "\"\u{7F}é漢🔭\u{2028}\""),
    ])
    func escapesOnlyWhatMustBe(string: String, expected: String) {
        var json = JSONWriter()
        json.string(string)
        #expect(text(json.finish()) == expected)
    }

    /// The examples of the Unicode standard, section 3.9: one U+FFFD for each maximal part.
    @Test(
        arguments: [
            ([0xFF], "\u{FFFD}"), ([0x61, 0xC3], "a\u{FFFD}"), ([0xE2, 0x82, 0x61], "\u{FFFD}a"),
            ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}"), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xF0, 0x9F, 0x94, 0x22], "\u{FFFD}\\\""), ([0xF4, 0x91], "\u{FFFD}\u{FFFD}"),
            ([0xF4, 0x8F, 0xBF, 0xBF], "\u{10FFFF}"),
        ] as [([UInt8], String)])
    func repairsInvalidUTF8(bytes: [UInt8], expected: String) {
        var json = JSONWriter()
        json.string(utf8: bytes.span)
        #expect(text(json.finish()) == "\"\(expected)\"")
    }

    @Test func replacesExactlyWhatTheStandardLibraryReplaces() {
        var bits: UInt64 = 42
        for _ in 0..<5_000 {
            let bytes = (0..<6).map { _ in
                bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return [0x22, 0x61, 0x80, 0xBF, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF8, 0xA0][
                    Int(bits >> 33) % 12] as UInt8
            }
            var repaired = JSONWriter()
            repaired.string(utf8: bytes.span)
            var reference = JSONWriter()
            reference.string(String(decoding: bytes, as: UTF8.self))
            #expect(repaired.finish() == reference.finish(), "\(bytes)")
        }
    }

    @Test func numbersThatJSONLacksAreNull() {
        for value in [Double.infinity, -.infinity, .nan] {
            var json = JSONWriter()
            json.number(value)
            #expect(text(json.finish()) == "null")
        }
    }

    @Test func reusesStorageAndAppendsBehindASink() {
        var storage: [UInt8] = Array("old".utf8)
        storage.reserveCapacity(500)
        var json = JSONWriter(reusing: storage)
        json.integer(UInt64.max)
        #expect(text(json.finish()) == "18446744073709551615")

        var sink: [UInt8] = Array("data: ".utf8)
        JSONWriter.append(to: &sink) { $0.integer(-7) }
        #expect(text(sink) == "data: -7")
    }

    @Test func anObjectLeftOpenIsOurMistake() async {
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.beginObject()
            _ = json.finish()
        }
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.endArray()
        }
    }

    @Test func writesWhatTheParserRead() throws {
        let source = #"{"a":[1,-0.5,"x\ny",null,true,{"b":[]}],"c":1e+300}"#
        let value = try JSONParser().parse(Array(source.utf8))
        var json = JSONWriter()
        json.value(value)
        #expect(text(json.finish()) == source)
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
