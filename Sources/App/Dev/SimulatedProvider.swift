// One provider that exists only on this machine, and how it behaves.
// Any thread; a value. Its behaviour depends on nothing but the number of the request, so that two
// runs of `dev` tell the same story.
import HTTPCore
import Wire

/// A provider for `dev` that is really asked over HTTP.
enum SimulatedProvider: String, CaseIterable, Sendable {
    /// Answers at once.
    case steady
    /// Answers well, but later than its latency target.
    case slow
    /// Answers 500, now and then 503, and now and then nothing in time.
    case failing

    /// How a provider takes one request.
    struct Behaviour: Equatable, Sendable {
        /// Before the answer.
        var delay: Duration
        /// The status of the answer.
        var status: Status
    }

    /// How long the slow one thinks.
    static let slowDelay = Duration.milliseconds(800)
    /// What the probes wait at most, and what the failing one sometimes exceeds.
    static let probeTimeout = Duration.seconds(2)

    /// What happens to the request of that number, counted from 1.
    func behaviour(ofRequest number: UInt64) -> Behaviour {
        switch self {
        case .steady: Behaviour(delay: .zero, status: .ok)
        case .slow: Behaviour(delay: Self.slowDelay, status: .ok)
        case .failing:
            switch number % 5 {
            case 0: Behaviour(delay: Self.probeTimeout * 2, status: .ok)
            case 3: Behaviour(delay: .zero, status: .serviceUnavailable)
            default: Behaviour(delay: .zero, status: .internalServerError)
            }
        }
    }

    /// What it is told to do, for the banner.
    var summary: String {
        switch self {
        case .steady: "answers at once"
        case .slow: "answers after 800 ms"
        case .failing: "answers 500, 503, or too late"
        }
    }

    /// The body of an answer: a list of models, or an error in the manner of real providers.
    static func body(for status: Status) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        if status == .ok {
            json.key("object")
            json.string("list")
            json.key("data")
            json.beginArray()
            json.endArray()
        } else {
            json.key("error")
            json.beginObject()
            json.key("message")
            json.string("The server had an error while processing your request (simulated)")
            json.key("type")
            json.string("server_error")
            json.endObject()
        }
        json.endObject()
        return json.finish()
    }
}
