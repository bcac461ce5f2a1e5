// Whether a provider's answer is the JSON it claims to be. Pure.
import HealthProbes
import Wire

/// The judgement over the body of a probe's answer.
package enum ProbeBody {
    /// Whether the text is one JSON value, as far as a client of the provider would mind: repeated
    /// keys, unpaired surrogates, huge numbers and deep nesting are tolerated.
    package static func isJSON(_ text: [UInt8]) -> Bool {
        let parser = JSONParser(
            limits: JSONLimits(maximumBytes: CurlProbeRunner.maximumResponseBytes))
        do throws(JSONError) {
            _ = try parser.parse(text)
            return true
        } catch {
            switch error.reason {
            case .duplicateKey, .loneSurrogate, .numberOutOfRange, .tooDeep: return true
            default: return false
            }
        }
    }
}
