// What any bytes do to the readers of `traceparent` and `tracestate`: no trap, and what was read
// and written out again reads as the same.
import TraceSDK

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzTraceParent(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Span(_unsafeStart: start, count: count)
    if let parent = TraceParent.parse(bytes) {
        var text: [UInt8] = []
        parent.append(to: &text)
        precondition(text.count == TraceParent.textLength && TraceParent.parse(text.span) == parent)
    }
    if let state = TraceState.parse(bytes) {
        precondition(TraceState.parse(state.text.span) == state, "the canonical text is another")
    }
    return 0
}
