// Which sampler the variables choose: every name, bad names and arguments, Sentry's rate beside it.
import Testing
import TraceSDK

@testable import App

struct SamplingReaderTests {
    struct Sampled: Sendable, CustomTestStringConvertible {
        let process: [String: String]
        var file = ""
        let sampling: String
        var warnings: [String] = []
        var testDescription: String { "\(process) over \(file)" }
    }

    private static let sampler = "OTEL_TRACES_SAMPLER"
    private static let argument = "OTEL_TRACES_SAMPLER_ARG"
    private static let rate = "SENTRY_TRACES_SAMPLE_RATE"
    private static let ratioFile =
        "\(sampler)=parentbased_traceidratio\n\(argument)=0.1\n\(rate)=0.1"

    @Test(arguments: [
        Sampled(process: [:], sampling: "parentbased_always_on"),
        Sampled(process: [sampler: "parentbased_always_on"], sampling: "parentbased_always_on"),
        Sampled(
            process: [sampler: "parentbased_traceidratio", argument: "0.25"],
            sampling: "parentbased_traceidratio 0.25"),
        Sampled(
            process: [sampler: "traceidratio", argument: "0"], sampling: "traceidratio 0.0"),
        Sampled(
            process: [sampler: "traceidratio", argument: "1"], sampling: "traceidratio 1.0"),
        Sampled(process: [sampler: "traceidratio", argument: ""], sampling: "traceidratio 1.0"),
        Sampled(
            process: [sampler: "traceidratio", argument: "-0.1"], sampling: "traceidratio 1.0",
            warnings: [argument]),
        Sampled(
            process: [sampler: "traceidratio", argument: "1.000000001"],
            sampling: "traceidratio 1.0", warnings: [argument]),
        Sampled(
            process: [sampler: "parentbased_probability", argument: "half"],
            sampling: "parentbased_probability 1.0", warnings: [argument]),
        Sampled(
            process: [sampler: "parentbased_jaeger_remote"], sampling: "parentbased_always_on",
            warnings: [sampler]),
        Sampled(process: [sampler: "xray"], sampling: "parentbased_always_on", warnings: [sampler]),
        Sampled(process: [sampler: "always_off"], sampling: "always_off"),
        Sampled(process: [sampler: "ParentBased_Always_Off"], sampling: "parentbased_always_off"),
        Sampled(process: [sampler: "traceidratio", argument: "0.5"], sampling: "traceidratio 0.5"),
        Sampled(process: [sampler: "traceidratio"], sampling: "traceidratio 1.0"),
        Sampled(
            process: [sampler: "traceidratio", argument: "2"], sampling: "traceidratio 1.0",
            warnings: [sampler + "_ARG"]),
        Sampled(
            process: [sampler: "jaeger_remote"], sampling: "parentbased_always_on",
            warnings: [sampler]),
        Sampled(
            process: [argument: "0.5"], sampling: "parentbased_always_on",
            warnings: [argument]),
        Sampled(process: [rate: "0.5"], sampling: "parentbased_traceidratio 0.5"),
        Sampled(process: [:], file: ratioFile, sampling: "parentbased_traceidratio 0.1"),
        Sampled(
            process: [rate: "0.5"], file: ratioFile, sampling: "parentbased_traceidratio 0.5",
            warnings: ["\(sampler) in .env.qa:1"]),
        Sampled(
            process: [argument: "0.5"], file: ratioFile,
            sampling: "parentbased_traceidratio 0.5", warnings: ["\(rate) in .env.qa:3"]),
        Sampled(
            process: [sampler: "always_on"], file: ratioFile, sampling: "always_on",
            warnings: ["\(rate) in .env.qa:3"]),
        Sampled(
            process: [sampler: "nonsense", rate: "0.5"],
            sampling: "parentbased_traceidratio 0.5", warnings: [sampler]),
    ])
    func theSampler(_ row: Sampled) {
        let loaded = loadTracing(row.process, file: row.file)
        #expect(loaded.tracing.sampling.description == row.sampling)
        #expect(loaded.warnings.map(\.name) == row.warnings)
        #expect(loaded.problems.isEmpty)
    }

    @Test(arguments: ["1.1", "-1", "all", "nan"])
    func aSentryRateThatIsNoneIsAProblem(text: String) {
        #expect(loadTracing([Self.rate: text]).problems.map(\.name) == [Self.rate])
    }

    @Test(
        arguments: [
            ("probability", "0.25", Sampling(root: .probability(0.25), isParentBased: false)),
            (
                "ParentBased_Probability", "0.01",
                Sampling(root: .probability(0.01), isParentBased: true)
            ),
            ("probability", nil, Sampling(root: .probability(1), isParentBased: false)),
        ] as [(String, String?, Sampling)])
    func consistentProbability(name: String, argument: String?, sampling: Sampling) {
        var process = ["OTEL_TRACES_SAMPLER": name]
        process["OTEL_TRACES_SAMPLER_ARG"] = argument
        let loaded = loadTracing(process)
        #expect(loaded.tracing.sampling == sampling && loaded.warnings.isEmpty)
    }
}
