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
}
