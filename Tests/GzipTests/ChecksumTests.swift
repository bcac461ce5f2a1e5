// The checksum against its published check value.
import Gzip
import Testing

struct ChecksumTests {
    @Test func theCheckValueIsTheStandards() {
        let bytes = Array("123456789".utf8)
        let whole = Checksum.crc32(bytes.span)
        #expect(whole == 0xCBF4_3926)
        let first = Checksum.crc32(Array(bytes[..<4]).span)
        let joined = Checksum.crc32(Array(bytes[4...]).span, after: first)
        #expect(joined == whole)
        let none = Checksum.crc32([UInt8]().span)
        #expect(none == 0)
    }
}
