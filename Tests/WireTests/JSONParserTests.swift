// What is JSON, what is not, and where it stops being it.
import Testing
import Wire

struct JSONParserTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", .boolean(true)), ("false", .boolean(false)),
            ("0", .integer(0)), ("-1", .integer(-1)), ("-0", .number(-0.0)),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.0", .number(1)),
            ("1E3", .number(1000)), ("-2.5e-1", .number(-0.25)), ("1e-400", .number(0)),
            (#""""#, .string("")), (#""aé漢🔭""#, .string("aé漢🔭")),
            (
                #""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDD2D\u0000""#,
                .string("\"\\/\u{8}\u{C}\n\r\té🔭\u{0}")
            ),
            ("[]", .array([])),
            ("[1,[2],{}]", .array([.integer(1), .array([.integer(2)]), .object([])])),
            ("{ }", .object([])),
        ] as [(String, JSONValue)])
    func readsEveryKindOfValue(text: String, expected: JSONValue) throws {
        #expect(try parse(text) == expected)
    }

    @Test func keepsTheOrderOfMembers() throws {
        let value = try parse("\n{\"b\":1,\t\"a\": 2.5,\r\n\"c\":[true], \"d\":\"x\"}")
        #expect(value.members?.map(\.key) == ["b", "a", "c", "d"])
        #expect(value["b"]?.integer == 1)
        #expect(value["b"]?.number == 1)
        #expect(value["a"]?.number == 2.5)
        #expect(value["a"]?.integer == nil)
        #expect(value["c"]?.elements?.first?.boolean == true)
        #expect(value["d"]?.string == "x")
        #expect(value["e"] == nil)
        #expect(JSONValue.null["a"] == nil)
    }

    @Test(
        arguments: [
            ("", .unexpectedEnd, 1, 1), ("  ", .unexpectedEnd, 1, 3), ("nul", .unexpectedEnd, 1, 4),
            ("nulL", .unexpectedByte(0x4C), 1, 4), ("[1,]", .unexpectedByte(0x5D), 1, 4),
            ("[,1]", .unexpectedByte(0x2C), 1, 2), ("[1 2]", .unexpectedByte(0x32), 1, 4),
            ("{\"a\":1,}", .unexpectedByte(0x7D), 1, 8), ("{a:1}", .unexpectedByte(0x61), 1, 2),
            ("{\"a\"}", .unexpectedByte(0x7D), 1, 5), ("'a'", .unexpectedByte(0x27), 1, 1),
            ("NaN", .unexpectedByte(0x4E), 1, 1), ("+1", .unexpectedByte(0x2B), 1, 1),
            (".5", .unexpectedByte(0x2E), 1, 1), ("// x\n1", .unexpectedByte(0x2F), 1, 1),
            ("\u{FEFF}1", .unexpectedByte(0xEF), 1, 1), ("\u{A0}1", .unexpectedByte(0xC2), 1, 1),
            ("1 1", .trailingBytes, 1, 3), ("{}\n\n}", .trailingBytes, 3, 1),
            ("01", .malformedNumber, 1, 1), ("-", .malformedNumber, 1, 1),
            ("-01", .malformedNumber, 1, 1), ("[1.]", .malformedNumber, 1, 2),
            ("1e", .malformedNumber, 1, 1), ("1e+", .malformedNumber, 1, 1),
            ("1e999", .numberOutOfRange, 1, 1), (#""\x""#, .malformedEscape, 1, 2),
            (#""\u12g4""#, .malformedEscape, 1, 2), (#""\uD800""#, .loneSurrogate, 1, 2),
            (#""\uD800\n""#, .loneSurrogate, 1, 2), (#""\uD800\u0041""#, .loneSurrogate, 1, 2),
            (#""\uDC00\uD800""#, .loneSurrogate, 1, 2), ("\"é\n\"", .controlCharacter, 1, 3),
            ("{\n  \"é\": 1,\n  \"é\": 2}", .duplicateKey("é"), 3, 3),
            (#"{"a":1,"\u0061":2}"#, .duplicateKey("a"), 1, 8),
        ] as [(String, JSONError.Reason, Int, Int)])
    func refusesWithThePlace(text: String, reason: JSONError.Reason, line: Int, column: Int) {
        let expected = JSONError(reason: reason, line: line, column: column)
        #expect(throws: expected) { try parse(text) }
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xE2, 0x82],
        ] as [[UInt8]])
    func refusesBytesThatAreNotUTF8(bytes: [UInt8]) {
        let expected = JSONError(reason: .invalidUTF8, line: 1, column: 2)
        #expect(throws: expected) { try JSONParser().parse(bytes) }
    }

    @Test func noBeginningOfATextIsOne() {
        let whole = Array(#"{"a":[1,-2.5e3,true,null,"\u00e9\ud83d\udd2d é"],"b":{}}"#.utf8)
        for length in 0..<whole.count {
            #expect(throws: JSONError.self) { try JSONParser().parse(Array(whole[..<length])) }
        }
    }

    @Test func commentsAreSpaceWhereAllowed() throws {
        let text = "// one\n{ /* two */ \"a\" /**/ : /* * / */ 1 // three\n }//"
        let parser = JSONParser(allowsComments: true)
        #expect(
            try parser.parse(Array(text.utf8))
                == .object([JSONMember(key: "a", value: .integer(1))]))
        #expect(throws: JSONError(reason: .unclosedComment, line: 2, column: 2)) {
            try parser.parse(Array("1\n /* /".utf8))
        }
        #expect(throws: JSONError(reason: .unexpectedByte(0x2F), line: 1, column: 1)) {
            try parser.parse(Array("/1".utf8))
        }
        #expect(try parser.parse(Array("\"//\"".utf8)) == .string("//"))
    }

    @Test func depthIsBoundedExactly() throws {
        let parser = JSONParser(limits: JSONLimits(maximumDepth: 3))
        #expect(throws: Never.self) { try parser.parse(Array("[[[1]]]".utf8)) }
        #expect(throws: Never.self) { try parser.parse(Array("[[],[[]]]".utf8)) }
        #expect(throws: JSONError(reason: .tooDeep(limit: 3), line: 1, column: 8)) {
            try parser.parse(Array("[[{\"a\":[".utf8))
        }
        let bomb = [UInt8](repeating: 0x5B, count: 1 << 20)
        #expect(throws: JSONError(reason: .tooDeep(limit: 64), line: 1, column: 65)) {
            try JSONParser().parse(bomb)
        }
    }

    @Test func lengthIsBoundedExactly() throws {
        let parser = JSONParser(limits: JSONLimits(maximumBytes: 4))
        #expect(try parser.parse(Array("1234".utf8)) == .integer(1234))
        #expect(throws: JSONError(reason: .tooLarge(limit: 4), line: 1, column: 1)) {
            try parser.parse(Array("12345".utf8))
        }
    }

    @Test func errorsReadAsSentences() {
        #expect(
            JSONError(reason: .duplicateKey("name"), line: 3, column: 7).description
                == "line 3, column 7: the key \"name\" appears twice")
        #expect(
            JSONError(reason: .unexpectedByte(0x7D), line: 1, column: 2).description
                == "line 1, column 2: '}' cannot stand here")
        #expect(
            JSONError(reason: .unexpectedByte(0xEF), line: 1, column: 1).description
                == "line 1, column 1: byte 239 cannot stand here")
    }

    private func parse(_ text: String) throws(JSONError) -> JSONValue {
        try JSONParser().parse(Array(text.utf8))
    }
}
