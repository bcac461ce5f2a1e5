// W3C Baggage: what is read, what is left out, what is sent.
import Testing

@testable import TraceSDK

struct BaggageTests {
    private func parse(_ text: String) -> Baggage { Baggage.parse(Array(text.utf8).span) }
    private func text(_ baggage: Baggage) -> String {
        String(decoding: baggage.text, as: UTF8.self)
    }

    /// A field value, and each member as `key|value|properties`.
    @Test(arguments: [
        ("", []), ("a=1", ["a|1|"]), ("a=1,b=2", ["a|1|", "b|2|"]),
        (" a \t=\t 1 , b=2 ", ["a|1|", "b|2|"]), ("a=", ["a||"]), ("a==b=", ["a|=b=|"]),
        ("a=%20x%C3%A4", ["a| xä|"]), ("a=%ff", ["a|\u{FFFD}|"]), ("a=1%", ["a|1%|"]),
        ("a=%zz", ["a|%zz|"]), ("a=1;p=1;q", ["a|1|p=1;q"]), ("a=1 ; p ", ["a|1|p"]),
        ("a=1,,b=2,", ["a|1|", "b|2|"]), ("a=1,a=2", ["a|2|"]), ("A=1,a=2", ["A|1|", "a|2|"]),
        ("bad,a=1", ["a|1|"]), ("=1,a=1", ["a|1|"]), ("b d=1,a=1", ["a|1|"]),
        ("b=\"1\",a=1", ["a|1|"]), ("b=1 2,a=1", ["a|1|"]), ("b=\\,a=1", ["a|1|"]),
        ("b=ä,a=1", ["a|1|"]),
    ])
    func readsMembers(_ field: String, _ members: [String]) {
        #expect(
            parse(field).members.map { "\($0.key)|\($0.value)|\($0.properties)" } == members)
    }

    @Test func whatIsSentReadsTheSame() {
        var baggage = Baggage()
        let accepted = [
            baggage.set("key", "a b,c;d=\"e\\f%ä\u{1F600}\n"),
            baggage.set("with", "1", properties: "p=1;q"),
        ]
        #expect(accepted == [true, true])
        #expect(text(baggage).utf8.allSatisfy { (0x21...0x7E).contains($0) })
        #expect(Baggage.parse(baggage.text.span) == baggage)
        baggage.remove("key")
        #expect(text(baggage) == "with=1;p=1;q" && baggage["with"] == "1" && baggage["key"] == nil)
    }

    @Test func refusesWhatIsNoTokenAndNoPlainProperty() {
        var baggage = Baggage()
        let accepted =
            ["", "a b", "a=", "ä"].map { baggage.set($0, "1") }
            + [baggage.set("a", "1", properties: "p,q")]
        #expect(!accepted.contains(true) && baggage.isEmpty)
    }

    @Test func takesSixtyFourMembersAndNotOneMore() {
        let field = (0..<Baggage.maximumMembers).map { "k\($0)=1" }.joined(separator: ",")
        #expect(text(parse(field)) == field)
        var more = parse(field + ",more=1")
        #expect(text(more) == field)
        let accepted = [more.set("k0", "2"), more.set("more", "1")]
        #expect(accepted == [true, false])
    }

    @Test func takesItsLengthAndNotOneOctetMore() {
        let value = String(repeating: "v", count: Baggage.maximumLength - 6)
        #expect(text(parse("a=1,b=" + value)) == "a=1,b=" + value)
        #expect(text(parse("a=1,b=" + value)).utf8.count == Baggage.maximumLength)
        #expect(text(parse("a=1,b=v" + value)) == "a=1")
        #expect(text(parse("b=v\(value),a=1")) == "b=v\(value)")
        var baggage = parse("a=1,b=" + value)
        var accepted = [baggage.set("a", "12"), baggage.set("a", "2")]
        baggage.remove("b")
        accepted.append(baggage.set("a", "12"))
        #expect(accepted == [false, true, true])
    }
}
