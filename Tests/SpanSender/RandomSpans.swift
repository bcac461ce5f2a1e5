// Spans with everything that a span can have, at random but for their seed, and what a receiver
// should read of each. One owner.
import OTLP
import TraceSDK
import Tracing
import Wire

/// Records one random span after the other.
struct RandomSpans {
    private var random: SeededRandom
    private let tracer: TraceSDK.Tracer

    init(seed: UInt64, sink: SharedSpanSink) {
        random = SeededRandom(state: seed)
        tracer = TraceSDK.Tracer(
            sampler: .alwaysOn, generator: IDGenerator(seededBy: &random), sink: sink)
    }

    /// What was recorded, as a JSON object.
    mutating func record() -> [UInt8] {
        let start = Int64(random.next(below: 1 << 61))
        let end = start + Int64(random.next(below: 1 << 40))
        let roles: [(SpanRole, Int)] = [
            (.internal, 1), (.server, 2), (.client, 3), (.producer, 4), (.consumer, 5),
        ]
        let (role, kind) = roles[random.next(below: 5)]
        var context = ServiceContext.topLevel
        var parent: SpanContext?
        if random.next(below: 2) == 0 {
            parent = spanContext(isRemote: random.next(below: 2) == 0)
            context.spanContext = parent
        }
        let name = text()
        let span = tracer.startSpan(
            name, context: context, role: role, startUnixNanoseconds: start)
        var json = JSONWriter()
        json.beginObject()
        write("trace_id", "\(span.spanContext.traceID)", to: &json)
        write("span_id", "\(span.spanContext.spanID)", to: &json)
        write("parent_id", parent.map { "\($0.spanID)" } ?? "", to: &json)
        write("parent_is_remote", parent?.isRemote == true ? "yes" : "no", to: &json)
        write("trace_state", parent?.traceState.description ?? "", to: &json)
        // What a trace begun here says: sampled, and all its bits are random.
        json.key("trace_flags")
        json.integer(Int(parent?.flags.rawValue ?? 3))
        write("name", name, to: &json)
        write("start", "\(start)", to: &json)
        write("end", "\(end)", to: &json)
        json.key("kind")
        json.integer(kind)
        record(into: span, start: start, &json)
        span.recording?.end(at: end)
        json.endObject()
        return json.finish()
    }

    private mutating func record(
        into span: TracedSpan, start: Int64, _ json: inout JSONWriter
    ) {
        let attributes = attributes()
        for attribute in attributes { span.recording?.set(attribute.key, attribute.value) }
        write("attributes", attributes, to: &json)
        json.key("events")
        json.beginArray()
        for _ in 0..<random.next(below: 4) {
            let name = text()
            let time = start + Int64(random.next(below: 1_000))
            let attributes = self.attributes()
            span.recording?.addEvent(name, at: time, attributes: attributes)
            json.beginObject()
            write("name", name, to: &json)
            write("time", "\(time)", to: &json)
            write("attributes", attributes, to: &json)
            json.endObject()
        }
        json.endArray()
        json.key("links")
        json.beginArray()
        for _ in 0..<random.next(below: 3) {
            let other = spanContext(isRemote: random.next(below: 2) == 0)
            let attributes = self.attributes()
            span.recording?.addLink(other, attributes: attributes)
            json.beginObject()
            write("trace_id", "\(other.traceID)", to: &json)
            write("span_id", "\(other.spanID)", to: &json)
            write("trace_state", other.traceState.description, to: &json)
            json.key("flags")
            json.integer(Int(other.flags.rawValue) | (other.isRemote ? 0x300 : 0x100))
            write("attributes", attributes, to: &json)
            json.endObject()
        }
        json.endArray()
        recordOutcome(into: span, &json)
    }

    private mutating func recordOutcome(into span: TracedSpan, _ json: inout JSONWriter) {
        var status = 0
        var words = ""
        switch random.next(below: 3) {
        case 0: break
        case 1:
            span.recording?.setOutcome(.ok)
            status = 1
        default:
            words = text()
            span.recording?.setOutcome(.error(description: words))
            status = 2
        }
        json.key("status")
        json.integer(status)
        write("status_message", words, to: &json)
    }

    private mutating func spanContext(isRemote: Bool) -> SpanContext {
        let state = (0..<random.next(below: 4)).map { "v\($0)=\(random.next() >> 8)" }
        let text = Array(state.joined(separator: ",").utf8)
        return SpanContext(
            traceID: TraceID(high: random.next() | 1, low: random.next()),
            spanID: SpanID(bits: random.next() | 1),
            flags: random.next(below: 2) == 0 ? .sampled : [.sampled, .random],
            traceState: TraceState.parse(text.span) ?? TraceState(), isRemote: isRemote)
    }

    /// Attributes with different keys.
    private mutating func attributes() -> [Attribute] {
        (0..<random.next(below: 6)).map { Attribute("key.\($0)", value()) }
    }

    /// A value of any kind; of those that hold others, so many levels at most.
    private mutating func value(levels: Int = 3) -> AttributeValue {
        let count = random.next(below: 4)
        return switch random.next(below: levels > 0 ? 11 : 9) {
        case 0: .string(text())
        case 1: .boolean(random.next(below: 2) == 0)
        case 2: .integer(integer())
        case 3: .double(double())
        case 4: .strings((0..<count).map { _ in text() })
        case 5: .booleans((0..<count).map { _ in random.next(below: 2) == 0 })
        case 6: .integers((0..<count).map { _ in integer() })
        case 7: .doubles((0..<count).map { _ in double() })
        case 8: .bytes((0..<random.next(below: 40)).map { _ in UInt8(random.next(below: 256)) })
        case 9: .list((0..<count).map { _ in value(levels: levels - 1) })
        default:
            .map((0..<count).map { Attribute("\($0)\(text())", value(levels: levels - 1)) })
        }
    }

    private mutating func integer() -> Int64 {
        let bits = Int64(bitPattern: random.next())
        return bits >> Int64(random.next(below: 64))
    }

    private mutating func double() -> Double {
        Double(integer()) / Double(1 + random.next(below: 1_000))
    }

    /// Text of every plane, of every width, with all that JSON has to escape.
    private mutating func text() -> String {
        let lengths = [0, 1, 7, 40, 126, 127, 128, 300]
        var scalars = String.UnicodeScalarView()
        for _ in 0..<lengths[random.next(below: lengths.count)] {
            let width = 11 + UInt32(random.next(below: 16))
            let bits = UInt32(truncatingIfNeeded: random.next()) >> width
            scalars.append(Unicode.Scalar(bits) ?? "\u{FFFD}")
        }
        return String(scalars)
    }
}

extension RandomSpans {
    private func write(_ key: String, _ text: String, to json: inout JSONWriter) {
        json.key(key)
        json.string(text)
    }

    private func write(_ key: String, _ attributes: [Attribute], to json: inout JSONWriter) {
        json.key(key)
        json.beginObject()
        for attribute in attributes {
            json.key(attribute.key)
            write(attribute.value, to: &json)
        }
        json.endObject()
    }

    /// Each value under the name of its kind; numbers as texts, so that nothing is rounded.
    private func write(_ value: AttributeValue, to json: inout JSONWriter) {
        json.beginObject()
        switch value {
        case .string(let text): write("string", text, to: &json)
        case .boolean(let flag): write("boolean", "\(flag)", to: &json)
        case .integer(let number): write("integer", "\(number)", to: &json)
        case .double(let number): write("double", "\(number)", to: &json)
        case .bytes(let octets):
            json.key("bytes")
            json.string(plain: { (sink: inout [UInt8]) in
                for octet in octets { Hex.append(byte: octet, to: &sink) }
            })
        case .strings(let texts): write(list: texts.map { .string($0) }, to: &json)
        case .booleans(let flags): write(list: flags.map { .boolean($0) }, to: &json)
        case .integers(let numbers): write(list: numbers.map { .integer($0) }, to: &json)
        case .doubles(let numbers): write(list: numbers.map { .double($0) }, to: &json)
        case .list(let values): write(list: values, to: &json)
        case .map(let entries): write("map", entries, to: &json)
        }
        json.endObject()
    }

    private func write(list values: [AttributeValue], to json: inout JSONWriter) {
        json.key("list")
        json.beginArray()
        for value in values { write(value, to: &json) }
        json.endArray()
    }
}

/// SplitMix64: the same numbers for the same seed, on every machine.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to `bound`.
    mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
