// A registry as the body of a reply to a scrape. Runs on the scraping thread; only compressing a
// page costs more than copying it, so small ones are sent as they are.
import Gzip

/// Renders pages.
package enum MetricsPage {
    /// The Content-Type of a page.
    package static let contentType: StaticString = "text/plain; version=0.0.4; charset=utf-8"
    /// Pages below this size in bytes are not worth compressing.
    package static let minimumCompressedBytes = 1024

    /// Appends the page; true where it is gzip, which needs `Content-Encoding: gzip`.
    package static func append(
        _ registry: Registry, acceptsGzip: Bool, to body: inout [UInt8]
    ) -> Bool {
        guard acceptsGzip else {
            registry.append(to: &body)
            return false
        }
        var page: [UInt8] = []
        registry.append(to: &page)
        guard page.count >= minimumCompressedBytes, compress(page, to: &body) else {
            body.append(contentsOf: page)
            return false
        }
        return true
    }

    private static func compress(_ page: [UInt8], to body: inout [UInt8]) -> Bool {
        do throws(GzipError) {
            var compressor = try GzipCompressor(level: 1)
            compressor.compress(page.span, into: &body)
            return true
        } catch {
            // Why: without memory for zlib the page still goes out, uncompressed.
            return false
        }
    }
}
