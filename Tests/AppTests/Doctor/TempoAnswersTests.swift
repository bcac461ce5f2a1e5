// What is made of the answers of a Tempo, and of none.
import Testing

@testable import App
@testable import Curl

struct TempoAnswersTests {
    private func answer(_ status: Int, _ body: String = "") -> TempoAnswers.Outcome {
        .success(
            OutgoingResponse(
                status: status, headers: [], body: Array(body.utf8), durationNanoseconds: 1,
                peerAddress: nil, peerPort: nil, reusedConnection: false))
    }

    private let refused = TempoAnswers.Outcome.failure(
        TransferError(phase: .connect, message: "could not connect to tempo:3200"))

    private func word<Value>(_ answer: TempoAnswer<Value>) -> String {
        switch answer {
        case .answered(let value): "\(value)"
        case .unreachable(let reason): reason
        }
    }

    @Test(arguments: [
        (200, "true"), (503, "false"), (404, "it answered 404"), (302, "it answered 302"),
    ])
    func readyIsWhatItSays(status: Int, word: String) {
        #expect(self.word(TempoAnswers.ready(answer(status))) == word)
        #expect(self.word(TempoAnswers.ready(refused)) == "could not connect to tempo:3200")
    }

    @Test(arguments: [
        (200, #"{"batches":[{}]}"#, "true"), (200, #"{"resourceSpans":[{}]}"#, "true"),
        (200, #"{"trace":{"resourceSpans":[{}]}}"#, "true"), (200, #"{"batches":[]}"#, "false"),
        (200, "{}", "false"), (404, "trace not found", "false"),
        (200, "<html>", "it answered 200 with something that is no JSON"),
        (401, "", "it answered 401"),
    ])
    func aTraceIsThereOnlyWithSpans(status: Int, body: String, word: String) {
        #expect(self.word(TempoAnswers.holdsTrace(answer(status, body))) == word)
        #expect(TempoAnswers.holdsTrace(refused).value == nil)
    }

    @Test(arguments: [
        (200, #"{"traces":[{"spanSets":[{"matched":2}]}],"metrics":{}}"#, 2 as Int?),
        (200, #"{"traces":[]}"#, 0), (200, #"{"metrics":{}}"#, 0), (200, "[]", nil),
        (200, "ready", nil), (400, #"{"traces":[]}"#, nil), (500, "", nil),
    ])
    func aSearchIsAnsweredOnlyByAnAnswer(status: Int, body: String, count: Int?) {
        #expect(TempoAnswers.foreignSpans(answer(status, body)).value?.spanCount == count)
        #expect(TempoAnswers.foreignSpans(refused).value == nil)
    }
}
