// The settings file's dialect: what is read, and what is refused with its place.
import Testing

@testable import App

struct DotenvTests {
    struct Read: Sendable, CustomTestStringConvertible {
        let text: String
        let value: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        Read(text: "K=value", value: "value"),
        Read(text: "K=", value: ""),
        Read(text: "K=   ", value: ""),
        Read(text: "K= # nothing", value: ""),
        Read(text: "  K=value  ", value: "value"),
        Read(text: "export K=value", value: "value"),
        Read(text: "K=1.0  # Full tracing in staging", value: "1.0"),
        Read(text: "K=a#b", value: "a#b"),
        Read(text: "K=#b", value: "#b"),
        Read(text: "K=two words", value: "two words"),
        Read(text: "K=a=b==", value: "a=b=="),
        Read(text: "K=https://key@sentry.io/1", value: "https://key@sentry.io/1"),
        Read(text: "K='a # b'", value: "a # b"),
        Read(text: "K='$NAME \\n'  # literal", value: "$NAME \\n"),
        Read(text: "K=''", value: ""),
        Read(text: "K=\"a # b\" # c", value: "a # b"),
        Read(text: #"K="a\n\r\t\\\"\$b""#, value: "a\n\r\t\\\"$b"),
        Read(text: "K=\"one\ntwo\"", value: "one\ntwo"),
        Read(text: "K=\"one\r\ntwo\"", value: "one\ntwo"),
        Read(
            text: "K=${{Tempo.INTERNAL_HTTP_INGEST}}", value: "${{Tempo.INTERNAL_HTTP_INGEST}}"),
        Read(text: "K=\"${{shared.X}}\"", value: "${{shared.X}}"),
        Read(text: "K=5$", value: "5$"),
        Read(text: "K=$5", value: "$5"),
        Read(text: "K=grün", value: "grün"),
        Read(text: "# comment\n\n \nK=value\n", value: "value"),
        Read(text: "K=value\r\n", value: "value"),
        Read(text: "\u{FEFF}K=value", value: "value"),
    ])
    func readsAValue(_ row: Read) {
        let file = Dotenv.parse(Array(row.text.utf8))
        #expect(file.mistakes.isEmpty)
        #expect(file.entries.count == 1)
        #expect(file["K"]?.value == row.value)
    }

    @Test(arguments: [[0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]])
    func utf16IsOneMistakeAndNotOneForEachLine(mark: [UInt8]) {
        let text = Array("A=1\nB=2\n".utf8).flatMap { mark == [0xFF, 0xFE] ? [$0, 0] : [0, $0] }
        let file = Dotenv.parse(mark + text)
        #expect(file.entries.isEmpty)
        #expect(file.mistakes == [Dotenv.Mistake(kind: .utf16, line: 1, column: 1)])
        #expect(Dotenv.MistakeKind.utf16.remedy == "Save the file as UTF-8.")
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let text: String
        let kind: Dotenv.MistakeKind
        let line: Int
        let column: Int
        var testDescription: String { text }
    }

    @Test(arguments: [
        Refused(text: "1K=v", kind: .expectedName, line: 1, column: 1),
        Refused(text: "=v", kind: .expectedName, line: 1, column: 1),
        Refused(text: "KEY", kind: .missingEquals, line: 1, column: 4),
        Refused(text: "export KEY", kind: .missingEquals, line: 1, column: 11),
        Refused(text: "K-Y=v", kind: .expectedName, line: 1, column: 2),
        Refused(text: "K: v", kind: .expectedName, line: 1, column: 2),
        Refused(text: "K = v", kind: .spaceBeforeEquals, line: 1, column: 2),
        Refused(text: "K= v", kind: .spaceAfterEquals, line: 1, column: 3),
        Refused(text: "A=1\nK=`v`", kind: .backtick, line: 2, column: 3),
        Refused(text: "K=a${NAME}", kind: .interpolation, line: 1, column: 4),
        Refused(text: "K=$NAME", kind: .interpolation, line: 1, column: 3),
        Refused(text: "K=a$$b", kind: .interpolation, line: 1, column: 4),
        Refused(text: "K=\"grün $NAME\"", kind: .interpolation, line: 1, column: 9),
        Refused(text: #"K="\x""#, kind: .unknownEscape, line: 1, column: 4),
        Refused(text: "K='v", kind: .unclosedSingleQuote, line: 1, column: 3),
        Refused(text: "K=\"v", kind: .unclosedDoubleQuote, line: 1, column: 3),
        Refused(text: "K=\"v\n", kind: .unclosedDoubleQuote, line: 1, column: 3),
        Refused(text: "K=\"v\nw\\q\"", kind: .unknownEscape, line: 2, column: 2),
        Refused(text: "K='v'w", kind: .textAfterQuote, line: 1, column: 6),
        Refused(text: "K='v'#c", kind: .textAfterQuote, line: 1, column: 6),
        Refused(text: "K=\"v\" w", kind: .textAfterQuote, line: 1, column: 7),
        Refused(text: "K=a\u{1}", kind: .controlCharacter, line: 1, column: 4),
        Refused(text: "K=a\rb", kind: .controlCharacter, line: 1, column: 4),
    ])
    func refusesALineWithItsPlace(_ row: Refused) {
        let file = Dotenv.parse(Array(row.text.utf8))
        let expected = Dotenv.Mistake(kind: row.kind, line: row.line, column: row.column)
        #expect(file.mistakes.first == expected)
    }

    @Test func refusesALineThatIsNotUTF8() {
        let file = Dotenv.parse(Array("A=1\nK=".utf8) + [0xFF, 0x0A] + Array("B=2".utf8))
        #expect(file.mistakes == [Dotenv.Mistake(kind: .notUTF8, line: 2, column: 1)])
        #expect(file.entries.map(\.name) == ["A", "B"])
    }

    @Test func listsEveryMistakeAndKeepsTheGoodLines() {
        let text = "A=1\nB = 2\nC\nD='x\nE=\"never closed\nF=6\n"
        let file = Dotenv.parse(Array(text.utf8))
        #expect(file.entries.map(\.name) == ["A", "F"])
        #expect(file.mistakes.map(\.line) == [2, 3, 4, 5])
    }

    @Test func theLastOfARepeatedNameCounts() {
        let file = Dotenv.parse(Array("A=1\nB=2\nA=3\n".utf8))
        #expect(file["A"]?.value == "3")
        #expect(file.entries.count == 2)
        #expect(file.repeated.map(\.name) == ["A"])
        #expect(file.repeated.map(\.line) == [3])
    }

    @Test func linesAfterAMultiLineValueAreCountedOn() {
        let file = Dotenv.parse(Array("A=\"1\n2\n3\"\nB=4\n".utf8))
        #expect(file["B"]?.line == 4)
    }

    @Test func cutAtEveryByteItNeverCrashesAndPlacesLieInside() {
        let whole = Array("export A='x y' # c\nB=\"l1\nl2 \\n\"\nC=${{a.b}}\nD=$X\nE = 1\n".utf8)
        for end in 0...whole.count {
            let file = Dotenv.parse(Array(whole[..<end]))
            #expect(file.mistakes.allSatisfy { (1...7).contains($0.line) && $0.column >= 1 })
        }
    }

    @Test func theValueLimitIsExact() {
        let most = String(repeating: "x", count: Dotenv.maximumValueBytes)
        #expect(Dotenv.parse(Array("K=\(most)".utf8)).mistakes.isEmpty)
        #expect(Dotenv.parse(Array("K=\(most)x".utf8)).mistakes.map(\.kind) == [.valueTooLong])
    }

    @Test func theEntryLimitIsExact() {
        let lines = (1...Dotenv.maximumEntries).map { "K\($0)=v\n" }.joined()
        #expect(Dotenv.parse(Array(lines.utf8)).mistakes.isEmpty)
        let more = Dotenv.parse(Array((lines + "X=v\n").utf8))
        #expect(more.mistakes.map(\.kind) == [.tooManyEntries])
    }

    @Test func theFileLimitIsExact() {
        let comment = [UInt8(ascii: "#")]
        let blanks = [UInt8](repeating: UInt8(ascii: " "), count: Dotenv.maximumBytes - 1)
        #expect(Dotenv.parse(comment + blanks).mistakes.isEmpty)
        #expect(Dotenv.parse(comment + blanks + [0x20]).mistakes.map(\.kind) == [.tooLarge])
    }
}
