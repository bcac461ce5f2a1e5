// The one word of /health that the staged incident waits for.
// Any thread. Pure.
import Curl
import Wire

/// Reads `tracing.state` out of a reply of `/health`.
enum TracingWord {
    static func read(_ outcome: TempoAnswers.Outcome) -> String {
        // Why: anything but a whole reply is asked for again.
        guard case .success(let response) = outcome,
            let json = try? JSONParser().parse(response.body)
        else { return "unknown" }
        return json["tracing"]?["state"]?.string ?? "unknown"
    }
}
