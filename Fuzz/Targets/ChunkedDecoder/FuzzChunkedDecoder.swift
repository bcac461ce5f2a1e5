// What any bytes do to the chunked decoder: no trap, no body above its limit, and one answer
// whether they come at once or byte by byte.
import HTTPCore

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzChunkedDecoder(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Span(_unsafeStart: start, count: count)
    precondition(decoded(bytes, step: max(count, 1)) == decoded(bytes, step: 1), "cuts count")
    return 0
}

private struct Outcome: Equatable {
    var body: [UInt8] = []
    var taken = 0
    var isDone = false
    var error: ParseError?
}

private func decoded(_ bytes: Span<UInt8>, step: Int) -> Outcome {
    let limit = 4096
    var decoder = ChunkedDecoder(limit: limit)
    var outcome = Outcome()
    while outcome.taken < bytes.count, !decoder.isDone, outcome.error == nil {
        let end = min(outcome.taken + step, bytes.count)
        let piece = bytes.extracting(outcome.taken..<end)
        var cursor = 0
        do throws(ParseError) {
            try decoder.decode(piece, &cursor, into: &outcome.body, keeping: true)
            outcome.taken += cursor
        } catch {
            return Outcome(error: error)
        }
    }
    outcome.isDone = decoder.isDone
    precondition(outcome.body.count <= limit, "a body above its limit")
    return outcome
}
