// Content coding negotiation, by tables of field values and every cut of one.
import Testing

@testable import Prometheus

struct AcceptEncodingTests {
    // Why: a Span cannot go through the macro.
    private func allowsGzip(_ field: [UInt8]) -> Bool { AcceptEncoding.allowsGzip(field.span) }

    @Test(arguments: [
        "gzip", "GZIP", "x-gzip", "deflate, gzip", "gzip;q=1", "gzip;q=1.000", "gzip ; Q=0.001",
        "deflate,\tgzip;q=0.5 , br", "*", "*;q=0.1", "gzip, *;q=0", ",,gzip,",
        "identity, gzip;q=1.",
        "br;q=oops, gzip",
    ])
    func allows(_ field: String) {
        #expect(allowsGzip(Array(field.utf8)))
    }

    @Test(arguments: [
        "", " ", "identity", "deflate", "gzip;q=0", "gzip;q=0.", "gzip;q=0.000", "gzip;q=0, *",
        "*;q=0", "gzipp", "gzi", "xgzip", "gzip;q=2", "gzip;q=1.001", "gzip;q=-1", "gzip;q=0.0001",
        "gzip;q=", "gzip;", "gzip;level=9", "gzip;q=1x", "gzip;q=.5", "br;gzip", "gzip q=1",
    ])
    func refuses(_ field: String) {
        #expect(!allowsGzip(Array(field.utf8)))
    }

    @Test func survivesAnyCutOfAField() {
        let field = Array("deflate;q=0.5, gzip;q=0.25, *;q=0".utf8)
        let answers = (0...field.count).map { allowsGzip(Array(field[..<$0])) }
        #expect(answers.firstIndex(of: true) == Array("deflate;q=0.5, gzip".utf8).count)
        #expect(answers.last == true)
    }
}
