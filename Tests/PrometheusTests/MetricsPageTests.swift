// The page as a reply's body: compressed only where that was asked for and pays.
import Gzip
import Testing

@testable import Prometheus

struct MetricsPageTests {
    private let registry = Registry()

    private func page(acceptsGzip: Bool) -> (body: [UInt8], isCompressed: Bool) {
        var body: [UInt8] = []
        let isCompressed = MetricsPage.append(registry, acceptsGzip: acceptsGzip, to: &body)
        return (body, isCompressed)
    }

    private func register(bytes: Int) throws {
        let overhead = "# HELP a \n# TYPE a gauge\na 0\n".utf8.count
        let help = String(repeating: "h", count: bytes - overhead)
        _ = try registry.family(Metric<Gauge>("a", help: help))
    }

    @Test func compressesFromItsLeastSizeOn() throws {
        try register(bytes: MetricsPage.minimumCompressedBytes)
        let plain = page(acceptsGzip: false)
        let compressed = page(acceptsGzip: true)
        #expect(plain.body.count == MetricsPage.minimumCompressedBytes)
        #expect(!plain.isCompressed)
        #expect(compressed.isCompressed)
        #expect(compressed.body.count < plain.body.count)
        let inflated = try GzipFormat.inflate(compressed.body.span, maximumBytes: 1 << 20)
        #expect(inflated == plain.body)
    }

    @Test func leavesASmallPageAsItIs() throws {
        try register(bytes: MetricsPage.minimumCompressedBytes - 1)
        let page = page(acceptsGzip: true)
        #expect(!page.isCompressed)
        #expect(page.body.count == MetricsPage.minimumCompressedBytes - 1)
    }
}
