// Every row of the response table, and the waits between attempts.
import Testing
import Wire

@testable import OTLP

struct ExportVerdictTests {
    @Test(
        arguments: [
            ("no org id\n", "no org id\n"), ("  {\"message\":\"no\"}", "no"), ("{\"error\":1}", ""),
            ("{\"error\":\"no\"}", "no"),
            ("<html>404</html>", ""), (" \n<p>", ""), ("a\u{0}b", ""), ("", ""), ("\n", ""),
            ("schlüssel", "schlüssel"), (String(repeating: "x", count: 4_096), nil),
            (String(repeating: "x", count: 4_097), ""),
        ] as [(String, String?)])
    func wordsOfAReceiverThatKnowsNoStatus(_ body: String, _ words: String?) {
        for wire in [WireProtocol.httpProtobuf, .httpJSON] {
            #expect(ErrorStatus.message(in: Array(body.utf8), as: wire) == words ?? body)
        }
        #expect(ErrorStatus.message(in: [0x6E, 0xFF], as: .httpProtobuf).isEmpty)
    }

    private let url = "http://tempo:4318/v1/traces"
    private let destination = ExportDestination.sample

    private func judge(_ status: Int, retryAfter: Duration? = nil, body: [UInt8] = [])
        -> ExportVerdict
    {
        .judge(
            .answered(status: status, retryAfter: retryAfter, body: body), spans: 10,
            destination: destination)
    }

    /// A response with a partial success.
    private func partial(rejected: Int64, message: String) -> [UInt8] {
        var body: [UInt8] = []
        let success = Protobuf.beginMessage(field: 1, to: &body)
        Protobuf.appendVarint(field: 1, UInt64(bitPattern: rejected), to: &body)
        Protobuf.appendString(field: 2, message, to: &body)
        Protobuf.endMessage(success, in: &body)
        return body
    }

    @Test(arguments: [200, 202, 204, 299])
    func twoHundredsAreAccepted(_ status: Int) {
        #expect(judge(status) == .accepted(rejected: 0, message: ""))
    }

    @Test(arguments: [429, 502, 503, 504])
    func overloadIsRetried(_ status: Int) {
        let reason = "HTTP \(status) at \(url)"
        #expect(judge(status) == .retry(reason: reason, after: nil))
        #expect(
            judge(status, retryAfter: .seconds(7)) == .retry(reason: reason, after: .seconds(7)))
        for (asked, obeyed) in [(299, 299), (300, 300), (301, 300), (86_400, 300)] {
            #expect(
                judge(status, retryAfter: .seconds(asked))
                    == .retry(reason: reason, after: .seconds(obeyed)))
        }
    }

    @Test(arguments: [
        100, 400, 402, 406, 408, 409, 410, 412, 421, 422, 425, 431, 500, 501, 505, 507, 599,
    ])
    func everyOtherStatusIsFinal(_ status: Int) {
        #expect(judge(status) == .lost(label: "\(status)", reason: "HTTP \(status) at \(url)"))
    }

    @Test func tooLargeIsSplit() {
        #expect(judge(413) == .split(reason: "HTTP 413 at \(url)"))
    }

    @Test func silenceIsRetriedOrNotAsTheTransportSays() {
        for retryable in [true, false] {
            let reply = ExportReply.unanswered(
                label: "connect", reason: "connection refused", isRetryable: retryable)
            #expect(
                ExportVerdict.judge(reply, spans: 1, destination: destination)
                    == (retryable
                        ? .retry(reason: "connection refused", after: nil)
                        : .lost(label: "connect", reason: "connection refused")))
        }
    }

    @Test(
        arguments: [
            (3, "too old", 3, "too old"), (0, "a warning", 0, "a warning"), (0, "", 0, ""),
            (11, "more than were sent", 10, "more than were sent"), (-4, "x", 0, "x"),
        ] as [(Int64, String, Int, String)])
    func partialSuccessIsRead(_ sent: Int64, _ text: String, _ rejected: Int, _ message: String) {
        #expect(
            judge(200, body: partial(rejected: sent, message: text))
                == .accepted(rejected: rejected, message: message))
    }

    @Test(
        arguments: [
            (#"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"old"}}"#, 3, "old"),
            (#"{"partialSuccess":{"rejectedSpans":3,"errorMessage":"old"}}"#, 3, "old"),
            (#"{"partial_success":{"rejected_spans":"3","error_message":"old"}}"#, 3, "old"),
            (#"{"new":[1],"partialSuccess":{"new":{},"rejectedSpans":"3"}}"#, 3, ""),
            (#"{"partialSuccess":{"errorMessage":"a warning"}}"#, 0, "a warning"),
            (#"{"partialSuccess":{"rejectedSpans":"11"}}"#, 10, ""),
            (#"{"partialSuccess":{"rejectedSpans":"-3"}}"#, 0, ""),
            (#"{"partialSuccess":{"rejectedSpans":"9223372036854775808"}}"#, 0, ""),
            (#"{"partialSuccess":{"rejectedSpans":true,"errorMessage":7}}"#, 0, ""),
            (#"{"partialSuccess":{}}"#, 0, ""), (#"{"partialSuccess":null}"#, 0, ""),
            (#"{"partialSuccess":[]}"#, 0, ""), ("{}", 0, ""), ("[]", 0, ""), ("", 0, ""),
        ] as [(String, Int, String)])
    func partialSuccessIsReadFromJSON(_ body: String, _ rejected: Int, _ message: String) {
        let reply = ExportReply.answered(status: 200, retryAfter: nil, body: Array(body.utf8))
        #expect(
            ExportVerdict.judge(reply, spans: 10, destination: .sample(.httpJSON))
                == .accepted(rejected: rejected, message: message))
    }

    @Test func anAnswerThatCannotBeReadIsAcceptedAtEveryCut() {
        let body = partial(rejected: 3, message: "too old")
        for length in 1..<body.count {
            #expect(judge(200, body: Array(body[..<length])) == .accepted(rejected: 0, message: ""))
        }
        #expect(judge(200, body: Array("{}".utf8)) == .accepted(rejected: 0, message: ""))
    }

    @Test func waitsGrowWithFullJitter() {
        let backoff = Backoff()
        #expect(
            (1...5).map { backoff.delay(afterFailures: $0, draw: 1) } == [
                .seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5),
            ])
        #expect(backoff.delay(afterFailures: 2, draw: 0.25) == .milliseconds(500))
        #expect(backoff.delay(afterFailures: 1, draw: 0) == Backoff.minimum)
        #expect(backoff.delay(afterFailures: .max, draw: 2) == .seconds(5))
    }

    @Test func foreignWordsFitOnALine() {
        #expect("a\nb\u{1B}[0m".fitForALogLine == "a b [0m")
        let most = String(repeating: "ä", count: String.maximumForeignScalars)
        #expect(most.fitForALogLine == most && (most + "ä").fitForALogLine == most)
    }
}
