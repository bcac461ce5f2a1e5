// Every number of tracing that a variable may give, and every length: taken at its bounds, and one
// past them warned of where the variable is the specification's, refused where it is ours. And
// every variable of the table: empty is unset.
import Testing

@testable import App

struct NumberBoundTests {
    private func load(_ process: [String: String]) -> LoadedConfiguration {
        LoadedConfiguration(.process(process))
    }

    struct Bounds: Sendable, CustomTestStringConvertible {
        let name: String
        let least: String
        let most: String
        /// One less than the least, one more than the most.
        let beyond: [String]
        /// What must be set beside it.
        var beside: [String: String] = [:]
        var testDescription: String { name }

        init(_ name: String, _ range: ClosedRange<Int>, beside: [String: String] = [:]) {
            (self.name, self.beside) = (name, beside)
            (least, most) = ("\(range.lowerBound)", "\(range.upperBound)")
            beyond = ["\(range.lowerBound - 1)", "\(range.upperBound + 1)"]
        }

        init(_ name: String, _ least: String, _ most: String, beyond: String...) {
            (self.name, self.least, self.most, self.beyond) = (name, least, most, beyond)
        }
    }

    @Test(arguments: [
        Bounds("OTEL_BSP_SCHEDULE_DELAY", 0...600_000),
        Bounds("OTEL_BSP_EXPORT_TIMEOUT", 0...3_600_000),
        Bounds(
            "OTEL_BSP_MAX_QUEUE_SIZE", 1...8_388_607,
            beside: ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "1"]),
        Bounds(
            "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 1...1_000_000,
            beside: ["OTEL_BSP_MAX_QUEUE_SIZE": "8388607"]),
        Bounds("OTEL_EXPORTER_OTLP_TIMEOUT", 0...3_600_000),
        Bounds("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", 0...3_600_000),
        Bounds("OTEL_ATTRIBUTE_COUNT_LIMIT", 0...2_147_483_647),
        Bounds("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", 0...2_147_483_647),
        Bounds("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", 0...2_147_483_647),
        Bounds("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", 0...2_147_483_647),
        Bounds("OTEL_SPAN_EVENT_COUNT_LIMIT", 0...2_147_483_647),
        Bounds("OTEL_SPAN_LINK_COUNT_LIMIT", 0...2_147_483_647),
        Bounds("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", 0...2_147_483_647),
        Bounds("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", 0...2_147_483_647),
        Bounds("TRACES_KEEP_PER_SECOND", 0...100_000),
        Bounds("TRACES_KEEP_SLOWER_THAN", "0.001", "3600", beyond: "0.0009", "3600.001"),
        Bounds("SPOOL_MAX_BYTES", 0...1_099_511_627_776),
        Bounds("SPOOL_MAX_AGE", "1", "31536000", beyond: "0.999", "31536000.001"),
    ])
    func isTakenAtItsBoundsAndNotBeyond(_ row: Bounds) throws {
        let isOurs = !row.name.hasPrefix("OTEL_")
        let taken = [row.least, row.most]
        for text in taken + row.beyond {
            let isTaken = taken.contains(text)
            let loaded = load(row.beside.merging([row.name: text]) { $1 })
            let said = (isOurs ? loaded.allProblems.map(\.name) : loaded.warnings.map(\.name))
            #expect(said == (isTaken ? [] : [row.name]), "\(text)")
            #expect(isOurs || loaded.allProblems.isEmpty)
            let read = try #require(
                loaded.report.first { $0.definition.names.contains(row.name) })
            #expect(read.name == (isTaken ? row.name : nil), "\(text)")
            if isTaken { #expect(read.value == .text(text)) }
        }
    }

    @Test(arguments: [("TRACEPARENT", 512), ("TRACESTATE", 16_384)])
    func aTextIsTakenAtItsLengthAndNotBeyond(_ name: String, _ bytes: Int) {
        for (extra, isTaken) in [(0, true), (1, false)] {
            let loaded = load([name: String(repeating: "x", count: bytes + extra)])
            #expect(loaded.allProblems.isEmpty)
            #expect(loaded.warnings.map(\.name) == (isTaken ? [] : [name]))
            let carrier = loaded.settings.tracing.startupCarrier
            #expect(carrier[name.lowercased()]?.utf8.count == (isTaken ? bytes : nil))
        }
    }

    @Test(arguments: [(128, true), (129, false)])
    func resourceAttributesAreTakenAtTheirBoundAndNotBeyond(_ count: Int, _ isTaken: Bool) {
        let list = (0..<count).map { "k\($0)=v" }.joined(separator: ",")
        let loaded = load(["OTEL_RESOURCE_ATTRIBUTES": list])
        #expect(loaded.settings.service.attributes.count == (isTaken ? count : 0))
        #expect(loaded.warnings.count == (isTaken ? 0 : 1) && loaded.allProblems.isEmpty)
    }

    @Test func anEmptyVariableIsUnset() {
        let unset = load([:])
        for name in SettingTable.all.flatMap(\.names) {
            let loaded = load([name: ""])
            #expect(loaded.report == unset.report, "\(name)")
            #expect(loaded.allProblems == unset.allProblems, "\(name)")
            #expect(loaded.warnings == unset.warnings, "\(name)")
        }
    }

    @Test(arguments: [
        ("PROTOCOL", "http/json", "grpc"), ("HEADERS", "a=b", "c=d"),
        ("COMPRESSION", "gzip", "none"), ("TIMEOUT", "7", "300"), ("CERTIFICATE", "/one", "/two"),
        ("CLIENT_KEY", "/one", "/two"), ("CLIENT_CERTIFICATE", "/one", "/two"),
        ("INSECURE", "true", "false"), ("ENDPOINT", "http://one:1/x", "http://two:2"),
    ])
    func theSignalsOwnVariableCounts(_ suffix: String, _ own: String, _ general: String) throws {
        let name = "OTEL_EXPORTER_OTLP_TRACES_\(suffix)"
        let other = "OTEL_EXPORTER_OTLP_\(suffix)"
        for (process, counts) in [
            ([name: own, other: general], name), ([other: general], other),
            ([name: "", other: general], other),
        ] {
            let report = load(process).report
            let read = try #require(report.first { $0.definition.names.contains(name) })
            #expect(read.name == counts, "\(process)")
        }
    }
}
