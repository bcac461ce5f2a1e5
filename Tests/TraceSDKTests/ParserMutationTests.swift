// The parsers of what strangers send, on thousands of mutations of good headers: nothing crashes,
// and whatever is accepted reads the same once it is written.
import Testing

@testable import TraceSDK

struct ParserMutationTests {
    private static let rounds = 4_000
    private static let interesting = Array("0-;,=:%  \t3AafF~\u{0}d1".utf8) + [0x80, 0xC3, 0xFF]

    private func mutations(of seeds: [String], _ check: ([UInt8]) -> Void) {
        var random = IDGenerator(seed: (11, 12, 13, 14))
        for seed in seeds {
            let original = Array(seed.utf8)
            for length in 0...original.count { check(Array(original.prefix(length))) }
            for _ in 0..<Self.rounds / seeds.count {
                var bytes = original
                for _ in 0...Int.random(in: 0...3, using: &random) {
                    let place = Int.random(in: 0...bytes.count, using: &random)
                    let byte = Self.interesting.randomElement(using: &random) ?? 0
                    switch Int.random(in: 0...3, using: &random) {
                    case 0: bytes.insert(byte, at: place)
                    case 1 where place < bytes.count: bytes[place] = byte
                    case 2 where place < bytes.count: bytes.remove(at: place)
                    default: bytes += bytes[place...].prefix(40)
                    }
                }
                check(bytes)
            }
        }
    }

    @Test func traceparent() {
        mutations(of: [
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff-more",
        ]) { bytes in
            guard let parent = TraceParent.parse(bytes.span) else { return }
            #expect(parent.traceID.isValid && parent.spanID.isValid)
            #expect(parent.flags.isSubset(of: .known))
            let again = TraceParent.parse(Array(parent.description.utf8).span)
            #expect(again == parent)
        }
    }

    @Test func tracestate() {
        mutations(of: ["ot=th:c;rv:0123456789abcd,vendor=1 2,a/b@c=~", "a=1,b=2,c=3,d=4,e=5"]) {
            guard let state = TraceState.parse($0.span) else { return }
            let again = TraceState.parse(state.text.span)
            #expect(again == state)
            for threshold in [SamplingThreshold(probability: 0.001), nil] {
                let changed = state.replacingThreshold(with: threshold)
                let read = TraceState.parse(changed.text.span)
                #expect(read == changed)
            }
        }
    }

    @Test func baggage() {
        mutations(of: ["key=value;p=1;q,other=%C3%A4%20,third=a=b", "a=1,b=2 , c=3;d"]) {
            let baggage = Baggage.parse($0.span)
            #expect(baggage.text.count <= Baggage.maximumLength)
            #expect(Baggage.parse(baggage.text.span) == baggage)
        }
    }

    @Test func b3() {
        mutations(of: [
            "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-d-05e3ac9a4f6e3b90", "0",
        ]) { bytes in
            guard let trace = B3.parse(single: bytes.span), trace.hasSpan else { return }
            let text = B3.text(trace.parent, isDebug: trace.verdict == .debug)
            let again = B3.parse(single: Array(text.utf8).span)
            #expect(again?.parent == trace.parent)
        }
        mutations(of: ["0af7651916cd43dd8448eb211c80319c", "true"]) { bytes in
            let trace = B3.parse(traceID: bytes, spanID: bytes, sampled: bytes, flags: bytes)
            #expect(trace == nil)
        }
    }

    @Test func jaeger() {
        mutations(of: [
            "0af7651916cd43dd8448eb211c80319c:b7ad6b7169203331:0:3", "1%3A2%3A0%3A1",
        ]) { bytes in
            guard let trace = JaegerHeader.parse(bytes.span) else { return }
            let text = JaegerHeader.text(trace.parent, isDebug: trace.verdict == .debug)
            let again = JaegerHeader.parse(Array(text.utf8).span)
            #expect(again == trace)
        }
    }
}
