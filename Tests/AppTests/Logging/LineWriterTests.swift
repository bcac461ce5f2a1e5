// Lines onto a real pipe that breaks off within one, and goes on later.
import CLinux
import Glibc
import Testing

@testable import App

struct LineWriterTests {
    private let pipe: TestPipe
    private let newline = UInt8(ascii: "\n")

    init() throws { pipe = try TestPipe() }

    private func line(_ letter: Character, _ count: Int) -> [UInt8] {
        Array(String(repeating: letter, count: count - 1).utf8) + [newline]
    }

    @Test func aLineThatBrokeOffIsNoHeadForTheNext() throws {
        let filled = pipe.fill()
        var writer = LineWriter(output: LogOutput(descriptor: pipe.writeEnd), interrupt: -1)
        // Room for one page: half of the first line comes through, the other two do not.
        var page = [UInt8](repeating: 0, count: 4096)
        #expect(unsafe read(pipe.readEnd, &page, page.count) == 4096)
        let lines = line("a", 8192) + line("b", 10) + line("c", 10)
        var questions = 0
        let lost = writer.write(lines) {
            questions += 1
            return questions > 1 ? .zero : .seconds(60)
        }
        #expect(lost == 3)
        var seen = 0
        while seen < filled { seen += pipe.read(toEnd: false).count }
        #expect(writer.write(line("d", 5)) { nil } == 0)
        #expect(writer.write(line("e", 5)) { nil } == 0)
        #expect(pipe.read(toEnd: false) == [newline] + line("d", 5) + line("e", 5))
    }

    @Test func countsTheLinesThatDidNotComeThroughWhole() throws {
        pipe.closeRead()
        var writer = LineWriter(output: LogOutput(descriptor: pipe.writeEnd), interrupt: -1)
        var brokenPipe = SIGPIPE
        #expect(unsafe clinux_signals_block(&brokenPipe, 1) == 0)
        #expect(writer.write(line("a", 5) + line("b", 5)) { nil } == 2)
        #expect(writer.write(line("c", 5)) { nil } == 1)
    }
}
