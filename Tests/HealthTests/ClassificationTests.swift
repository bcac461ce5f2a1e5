// The whole table of the contract: what came back, and what it means.

import Health
import Testing

struct ClassificationTests {
    @Test(arguments: [
        (401, OutcomeClass.credential), (402, .credential), (403, .credential),
        (429, .throttled), (400, .clientFault), (404, .clientFault), (408, .clientFault),
        (422, .clientFault), (499, .clientFault), (500, .upstream5xx), (503, .upstream5xx),
        (529, .upstream5xx), (599, .upstream5xx), (301, .invalidResponse), (304, .invalidResponse),
        (201, .invalidResponse), (204, .invalidResponse), (101, .invalidResponse),
        (600, .invalidResponse), (0, .invalidResponse),
    ])
    func judgesAnUnexpectedStatus(status: Int, expected: OutcomeClass) {
        for hasRightBody in [true, false] {
            let answer = AttemptAnswer.response(
                AttemptResponse(
                    statusCode: status, isExpectedStatus: false, hasRightBody: hasRightBody))
            #expect(OutcomeClass(answer) == expected)
        }
    }

    @Test(arguments: [200, 204, 301, 401, 429, 503])
    func takesAnExpectedStatusAsRightWhateverItIs(status: Int) {
        let right = AttemptResponse(
            statusCode: status, isExpectedStatus: true, hasRightBody: true)
        var wrong = right
        wrong.hasRightBody = false
        #expect(OutcomeClass(.response(right)) == .ok)
        #expect(OutcomeClass(.response(wrong)) == .invalidResponse)
    }

    @Test(arguments: [
        (TransportFailure.timeout, OutcomeClass?.some(.timeout)), (.resolve, .network),
        (.connect, .network), (.tls, .network), (.broken, .network),
        (.unreadable, .invalidResponse), (.invalidRequest, .clientFault), (.cancelled, nil),
    ])
    func judgesAFailedTransfer(failure: TransportFailure, expected: OutcomeClass?) {
        #expect(OutcomeClass(.failure(failure)) == expected)
    }

    @Test func namesAndCountsEveryClassAsTheContractDoes() {
        let names = OutcomeClass.allCases.map { "\($0.name)" }
        #expect(
            names == [
                "ok", "timeout", "network", "upstream_5xx", "invalid_response", "credential",
                "throttled", "client_fault",
            ])
        #expect(OutcomeClass.count == OutcomeClass.allCases.count)
        #expect(OutcomeClass.allCases.filter { !$0.isCounted } == [.throttled, .clientFault])
        #expect(
            OutcomeClass.allCases.filter(\.isFailure) == [
                .timeout, .network, .upstream5xx, .invalidResponse, .credential,
            ])
    }
}
