// A parser that remembers says of every input what one says that reads it for the first time.
import Testing

@testable import HTTPCore

struct LastHeadTests {
    private static let poller = "GET /a/b?c=d HTTP/1.1\r\nHost: h:80\r\nUser-Agent: poller\r\n\r\n"
    private static let other = "GET /a/c HTTP/1.0\r\nConnection: close\r\n\r\n"
    private static let upload = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n"

    private struct Answer: Equatable {
        var head: RequestHead?
        var error: ParseError?
        var isComplete = false
    }

    private func parse(_ bytes: [UInt8], with parser: inout RequestParser) -> Answer {
        do throws(ParseError) {
            let isComplete = try parser.parse(bytes.span)
            return Answer(head: isComplete ? parser.head : nil, isComplete: isComplete)
        } catch {
            return Answer(error: error)
        }
    }

    private func parseAnew(_ bytes: [UInt8]) -> Answer {
        var parser = RequestParser(limits: HeadLimits())
        return parse(bytes, with: &parser)
    }

    @Test func saysTheSameOfEveryInputThatFollowsAnother() {
        let heads = [Self.poller, Self.other, Self.upload].map { Array($0.utf8) }
        var inputs: [[UInt8]] = []
        for head in heads {
            inputs.append(head)
            for index in head.indices {
                inputs.append(Array(head[..<index]))
                var changed = head
                changed[index] ^= 0x04
                inputs.append(changed)
            }
        }
        for head in heads {
            var parser = RequestParser(limits: HeadLimits(), remembers: true)
            for input in inputs {
                #expect(parse(head, with: &parser) == parseAnew(head))
                #expect(parse(input, with: &parser) == parseAnew(input))
            }
        }
    }

    @Test func numbersHeadsByTheirBytes() {
        var parser = RequestParser(limits: HeadLimits(), remembers: true)
        var numbers: [UInt64] = []
        for text in [Self.poller, Self.poller + "rest", Self.other, Self.other, Self.poller] {
            #expect(parse(Array(text.utf8), with: &parser).isComplete)
            numbers.append(parser.headNumber)
        }
        #expect(numbers[0] == numbers[1])
        #expect(numbers[2] == numbers[3])
        #expect(Set(numbers).count == 3)
    }

    @Test func forgetsAHeadOnceAnotherWasRefusedOrIsIncomplete() {
        var parser = RequestParser(limits: HeadLimits(), remembers: true)
        for between in ["BAD\r\n", "GET / HT"] {
            #expect(parse(Array(Self.poller.utf8), with: &parser).isComplete)
            let number = parser.headNumber
            #expect(!parse(Array(between.utf8), with: &parser).isComplete)
            #expect(parse(Array(Self.poller.utf8), with: &parser).isComplete)
            #expect(parser.headNumber != number)
        }
    }

    @Test(arguments: [(LastHead.capacity, true), (LastHead.capacity + 1, false)])
    func remembersHeadsUpToItsCapacity(_ count: Int, isRemembered: Bool) {
        let frame = "GET / HTTP/1.1\r\nHost: h\r\nX: \r\n\r\n"
        let filler = String(repeating: "x", count: count - frame.utf8.count)
        let head = Array(frame.replacing("X: ", with: "X: " + filler).utf8)
        #expect(head.count == count)
        var parser = RequestParser(limits: HeadLimits(), remembers: true)
        #expect(parse(head, with: &parser).isComplete)
        let number = parser.headNumber
        #expect(parse(head, with: &parser) == parseAnew(head))
        #expect((parser.headNumber == number) == isRemembered)
    }
}
