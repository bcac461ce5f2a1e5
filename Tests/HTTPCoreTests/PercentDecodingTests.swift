// Segments and query parameters as a client may really write them.
import HTTPCore
import Testing

struct PercentDecodingTests {
    @Test(
        arguments: [
            ("openai", "openai"), ("open%61i", "openai"), ("%C3%A9", "é"), ("a+b", "a+b"),
            ("a%2Fb", nil), ("a%5cb", nil), ("%ff", nil), ("", ""),
        ] as [(String, String?)])
    func decodesASegment(_ input: String, expected: String?) {
        let bytes = Array(input.utf8)
        let slice = Slice(start: 0, count: bytes.count)
        let decoded = PercentDecoding.segment(slice, in: bytes.span)
        #expect(decoded == expected)
    }

    @Test(
        arguments: [
            ("limit=1", "1"), ("a=b&limit=2", "2"), ("limit=1&limit=3", "3"), ("limit", ""),
            ("limit=", ""), ("limit=a+b%20c", "a b c"), ("limits=4", nil), ("", nil),
            ("limit=%ff", "%ff"), ("&&limit=5&", "5"), ("%6Cim%69t=6", "6"),
            ("limit=7&%6cimit=8", "8"), ("%6cimits=9", nil), ("%ff=1", nil), ("limit%00=1", nil),
            ("%6c%69%6d%69%74=9", "9"), ("%6c%69%6d%69%74%73=9", nil),
        ] as [(String, String?)])
    func takesTheLastOfARepeatedParameter(_ query: String, expected: String?) {
        let bytes = Array(query.utf8)
        let slice = Slice(start: 0, count: bytes.count)
        let value = PercentDecoding.lastParameter("limit", in: slice, of: bytes.span)
        #expect(value == expected)
    }

    @Test func findsNothingWithoutAQuery() {
        let bytes: [UInt8] = []
        let value = PercentDecoding.lastParameter("limit", in: nil, of: bytes.span)
        #expect(value == nil)
    }
}
