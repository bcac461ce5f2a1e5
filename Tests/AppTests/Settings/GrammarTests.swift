// What may stand in a variable: the bounds of each kind, met exactly and by one more.
import Curl
import Testing

@testable import App

struct GrammarTests {
    @Test(arguments: [
        ("data/x.db", true), ("/data/x.db", true), (":memory:", true), ("C:/x", true),
        ("postgres://u:p@h/db", false), ("file:///data/x.db", false), ("", true),
    ])
    func anAddressIsNoPath(text: String, isPath: Bool) {
        #expect((Grammar<String>.path().parse(text) != nil) == isPath)
        #expect(
            Grammar<String>.path().expects
                == Grammar<String>.text("a path", maximumBytes: 4_000).expects)
    }

    @Test(arguments: [
        ("0", 0), ("5", 5_000_000_000), ("0.05", 50_000_000), (".5", 500_000_000),
        ("1.000000001", 1_000_000_001), ("007", 7_000_000_000),
        ("9223372036.854775807", Int64.max),
    ])
    func readsDecimals(text: String, billionths: Int64) {
        #expect(DecimalText.billionths(text) == billionths)
    }

    @Test(arguments: [
        "", ".", "1.", "+1", "-1", "1e3", "0x1", "nan", "inf", "1,5", "1.0000000001", "1.2.3", " 1",
        "9223372036.854775808", "99999999999999999999", "١",
    ])
    func refusesWhatIsNoDecimal(text: String) {
        #expect(DecimalText.billionths(text) == nil)
    }

    /// As every other SDK reads it: a program that writes 0.00001 writes `1e-05`.
    @Test(arguments: [
        ("0", 0), ("1", 1), ("1.0", 1), (".5", 0.5), ("0.25", 0.25), ("1e-05", 0.00001),
        ("2.5E-1", 0.25), ("0.30000000000000004", 0.30000000000000004), ("1e+0", 1),
        ("1e-300", 1e-300), ("0.0000000001", 1e-10),
    ])
    func readsShares(text: String, share: Double) {
        #expect(Grammar<Double>.ratio.parse(text) == share)
    }

    @Test(arguments: [
        "", ".", "-0", "-0.1", "10%", "+1", "1.000000001", "2", "1e1", "1e999", "nan", "inf",
        "0x1p-1", "0x1",
        "0,5", "1 ", "e", "1e", "1e-", "--1", "0.5.5", "\u{0661}",
    ])
    func refusesWhatIsNoShare(text: String) {
        #expect(Grammar<Double>.ratio.parse(text) == nil)
    }

    @Test(arguments: [
        (Duration.milliseconds(50), "0.05"), (.seconds(75), "75"), (.nanoseconds(1), "0.000000001"),
        (.zero, "0"), (.milliseconds(1_500), "1.5"),
    ])
    func showsSeconds(duration: Duration, text: String) {
        #expect(DecimalText.seconds(duration) == text)
        #expect(DecimalText.billionths(text).map { .nanoseconds($0) } == duration)
    }

    @Test func boundsOfSecondsAreExact() {
        let grammar = Grammar<Duration>.seconds(milliseconds: 100...2_000)
        #expect(grammar.parse("0.1") == .milliseconds(100))
        #expect(grammar.parse("0.099999999") == nil)
        #expect(grammar.parse("2") == .seconds(2))
        #expect(grammar.parse("2.000000001") == nil)
        #expect(grammar.expects == "seconds from 0.1 to 2")
    }

    @Test func boundsOfNumbersAreExact() {
        let grammar = Grammar<Int>.wholeNumber(1...256)
        #expect(grammar.parse("1") == 1)
        #expect(grammar.parse("256") == 256)
        for text in ["0", "257", "-1", "+1", "1.0", "", "99999999999999999999"] {
            #expect(grammar.parse(text) == nil)
        }
    }

    @Test(arguments: [
        ("true", true), ("TRUE", true), ("1", true), ("yes", true), ("On", true),
        ("false", false), ("0", false), ("NO", false), ("off", false),
    ])
    func readsFlags(text: String, value: Bool) {
        #expect(Grammar<Bool>.flag.parse(text) == value)
    }

    @Test(arguments: ["2", "ja", "tru", "enabled", ""])
    func refusesOtherFlags(text: String) {
        #expect(Grammar<Bool>.flag.parse(text) == nil)
    }

    @Test(arguments: [
        ("a=b", [["a", "b"]]), ("A=b,c=d", [["a", "b"], ["c", "d"]]),
        (" a = b , c=d ", [["a", "b"], ["c", "d"]]), ("a=b==", [["a", "b=="]]),
        ("authorization=Basic%20dXNlcg%3D%3D", [["authorization", "Basic dXNlcg=="]]),
        ("authorization=Basic dXNlcg==", [["authorization", "Basic dXNlcg=="]]),
        ("a=b+c", [["a", "b+c"]]), ("a=1,a=2", [["a", "2"]]), ("a=", [["a", ""]]),
        ("a=b,", [["a", "b"]]), (",a=b", [["a", "b"]]), ("a=b,,c=d", [["a", "b"], ["c", "d"]]),
        ("", []), (" , ,", []), ("a=1,b=2,A=3", [["b", "2"], ["a", "3"]]),
        ("a=\"b c\"", [["a", "\"b c\""]]), ("a=b;c=d", [["a", "b;c=d"]]), ("a= ", [["a", ""]]),
        ("a%2Db=c", [["a%2db", "c"]]), ("a=b%2Cc%20d", [["a", "b,c d"]]), ("a==", [["a", "="]]),
        ("a=%C3%A4", [["a", "ä"]]), ("a=b%2520", [["a", "b%20"]]), ("\ta\t=\tb\t", [["a", "b"]]),
    ])
    func readsHeaders(text: String, headers: [[String]]) throws {
        let read = try #require(Grammar<[ExportHeader]>.headers.parse(text))
        #expect(read.map { [$0.name, $0.value.reveal()] } == headers)
    }

    @Test func headersAreAsManyAsARequestHasRoomForBesidesItsOwn() {
        func list(_ count: Int) -> String {
            (0..<count).map { "x-\($0)=\($0)" }.joined(separator: ",")
        }
        let grammar = Grammar<[ExportHeader]>.headers
        let most = Grammar<[ExportHeader]>.maximumHeaders
        #expect(grammar.parse(list(most))?.count == most && grammar.parse(list(most + 1)) == nil)
        #expect(most + 8 <= TransferLimits().maximumRequestHeaders)
    }

    @Test func keysAndValuesOfAttributesArePercentDecoded() throws {
        let grammar = Grammar<[ResourceAttribute]>.attributes
        let read = try #require(grammar.parse("a%2Cb=c%2Cd,e%3Df=%3D"))
        #expect(read.map { [$0.key, $0.value] } == [["a,b", "c,d"], ["e=f", "="]])
        #expect(grammar.parse("a%zz=b,c=d") == nil && grammar.parse("a=%F0,c=d") == nil)
    }

    @Test(arguments: [
        "a", "=b", "a b=c", "a=%0d%0aX: y", "a=%zz", "ü=b", "a=b,c", "=", "a=b%", "a=b%4",
        "a=%0a", "a=%0D", "a=%00", "a=%09b", "a=%1b", "a=%7F", "a=b\nc=d", "a=%FF", "a=%F0%9F",
        "Authorization: Basic dXNlcg", "\"a=b\"", "a:b=c", "{\"a\":\"b\"}",
    ])
    func refusesOtherHeaders(text: String) {
        #expect(Grammar<[ExportHeader]>.headers.parse(text) == nil)
    }

    @Test(arguments: [
        ("*", ["*"]), ("https://a.com", ["https://a.com"]),
        ("https://a.com, http://localhost:3000", ["https://a.com", "http://localhost:3000"]),
    ])
    func readsOrigins(text: String, origins: [String]) {
        #expect(Grammar<[String]>.origins.parse(text) == origins)
    }

    @Test(arguments: ["a.com", "https://a.com/", "https://a.com/x", "https://A.com", "ftp://a"])
    func refusesOtherOrigins(text: String) {
        #expect(Grammar<[String]>.origins.parse(text) == nil)
    }

    @Test func secretsFitIntoAHeader() {
        #expect(Grammar<Secret>.secret.parse("glc_abc==")?.reveal() == "glc_abc==")
        for text in ["a b", "a\nb", "ä", "a\u{7F}"] {
            #expect(Grammar<Secret>.secret.parse(text) == nil)
        }
        let most = String(repeating: "x", count: 8_192)
        #expect(Grammar<Secret>.secret.parse(most) != nil)
        #expect(Grammar<Secret>.secret.parse(most + "x") == nil)
    }
}
