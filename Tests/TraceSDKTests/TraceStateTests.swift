// W3C Trace Context level 2, `tracestate` to the letter.
import Testing
import TraceSDK

struct TraceStateTests {
    private func parse(_ text: String) -> String? {
        TraceState.parse(Array(text.utf8).span)?.description
    }

    @Test(arguments: [
        ("", ""), (" \t ", ""), (",,", ""),
        ("foo=1", "foo=1"),
        ("foo=1,bar=2", "foo=1,bar=2"),
        ("foo=1 \t , \t bar=2, \t baz=3", "foo=1,bar=2,baz=3"),
        ("foo=1,", "foo=1"), (",foo=1,,bar=2", "foo=1,bar=2"),
        ("foo= 1 2", "foo= 1 2"),
        ("0a=1", "0a=1"), ("foo@=1", "foo@=1"), ("foo@@bar=1", "foo@@bar=1"),
        ("a-_*/b=~!", "a-_*/b=~!"),
    ])
    func readsMembers(_ text: String, _ canonical: String) { #expect(parse(text) == canonical) }

    @Test(arguments: [
        "foo", "foo=", "=1", "foo=1=2", "foo =1", "FOO=1", "foo.bar=1", "@foo=1", "-foo=1",
        "foo=1,foo=2", "foo=1,bar=2,foo=1", "foo=1;bar=2,=", "foo=é", "foo=\u{7F}", "foo=a\tb",
    ])
    func discardsAWholeFieldForOneBadMember(_ text: String) { #expect(parse(text) == nil) }

    @Test func takesKeysAndValuesUpToTheirBound() {
        let key = String(repeating: "k", count: TraceState.maximumKeyLength)
        let value = String(repeating: "v", count: TraceState.maximumValueLength)
        #expect(parse("\(key)=\(value)") == "\(key)=\(value)")
        #expect(parse("\(key)k=\(value)") == nil)
        #expect(parse("\(key)=\(value)v") == nil)
    }

    @Test func takesThirtyTwoMembersAndNotOneMore() {
        let members = (0..<TraceState.maximumMembers).map { "k\($0)=1" }.joined(separator: ",")
        #expect(parse(members) == members)
        #expect(parse(members + ",") == members)
        #expect(parse(members + ",more=1") == nil)
    }

    @Test func anEmptyStateIsNotBad() {
        #expect(TraceState.parse([UInt8]().span) == TraceState())
        #expect(TraceState().isEmpty)
    }

    @Test func survivesEveryCut() {
        let text = "foo=1,bar@x=2 3,\tbaz=4"
        for length in 0...text.utf8.count {
            guard let state = parse(String(text.prefix(length))) else { continue }
            #expect(parse(state) == state)
        }
    }

    @Test(
        arguments: [
            (["a=1", "b=2"], "a=1,b=2"), (["a=1,b=2", "", "c=3"], "a=1,b=2,c=3"), ([], ""),
            (["a=1", "a=2"], nil), (["a=1", "bad"], nil), (["bad", "a=1"], nil),
        ] as [([String], String?)])
    func linesAreOneListInTheirOrder(_ lines: [String], _ canonical: String?) {
        var reader = TraceState.Reader()
        for line in lines { reader.add(Array(line.utf8).span) }
        #expect(reader.state?.description == canonical)
    }

    @Test func theBoundOnMembersCountsThemInAllLines() {
        var reader = TraceState.Reader()
        for index in 0..<TraceState.maximumMembers { reader.add(Array("k\(index)=1".utf8).span) }
        #expect(reader.state != nil)
        reader.add(Array("more=1".utf8).span)
        #expect(reader.state == nil)
    }

    @Test(
        arguments: [
            ("ot=rv:0123456789abcd", 0x01_2345_6789_ABCD as UInt64, nil),
            ("v=1,ot=th:c;rv:ffffffffffffff", 0xFF_FFFF_FFFF_FFFF, "c"), ("ot=th:0", nil, "0"),
            ("ot=rv:0123456789abc", nil, nil), ("ot=rv:0123456789ABCD", nil, nil),
            ("ot=th:", nil, nil),
            ("ot=xth:8;yrv:1", nil, nil), ("ox=th:8", nil, nil),
            ("ot=th:123456789abcdef", nil, nil),
        ] as [(String, UInt64?, String?)])
    func readsWhatOpenTelemetryWrote(_ text: String, _ randomness: UInt64?, _ digits: String?) {
        let state = TraceState.parse(Array(text.utf8).span) ?? TraceState()
        #expect(state.randomness == randomness && state.threshold?.description == digits)
    }

    @Test func aNewThresholdHasRoomAmongThirtyTwoMembersAndInItsOwn() throws {
        let threshold = try #require(SamplingThreshold(probability: 0.5))
        let full = (0..<TraceState.maximumMembers).map { "k\($0)=1" }
        let state = TraceState.parse(Array(full.joined(separator: ",").utf8).span) ?? TraceState()
        #expect(
            state.replacingThreshold(with: threshold).description
                == (["ot=th:8"] + full.dropLast()).joined(separator: ","))
        let long = "ot=x:" + String(repeating: "y", count: 254)
        let own = TraceState.parse(Array(long.utf8).span) ?? TraceState()
        #expect(own.replacingThreshold(with: threshold).description == long)
        // `th:8;x:` and 249 more are the 256 octets that the specification allows.
        for (length, isTaken) in [(249, true), (250, false)] {
            let rest = "x:" + String(repeating: "y", count: length)
            let state = TraceState.parse(Array("ot=\(rest)".utf8).span) ?? TraceState()
            #expect(
                state.replacingThreshold(with: threshold).description
                    == (isTaken ? "ot=th:8;\(rest)" : "ot=\(rest)"))
        }
    }
}
