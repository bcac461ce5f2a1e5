// The word-wise scans against the byte-wise ones, at every length and every place.
import Testing

@testable import HTTPCore

struct ByteScanTests {
    @Test func findsTheFirstLineFeedWhereverItStands() {
        for count in 0..<40 {
            for place in 0...count {
                var bytes = [UInt8](repeating: 0x8A, count: count)
                if place < count { bytes[place] = 0x0A }
                for start in 0...count {
                    let span = bytes.span
                    let found = ByteScan.firstLineFeed(in: span, from: start)
                    #expect(found == (place < count && place >= start ? place : nil))
                }
            }
        }
    }

    @Test func judgesEveryByteOfAFieldValueInEveryPlace() {
        for byte in UInt8.min...UInt8.max {
            let isAllowed = byte == 0x09 || byte >= 0x20 && byte != 0x7F
            for count in [1, 7, 8, 9, 17] {
                for place in 0..<count {
                    var bytes = [UInt8](repeating: 0x61, count: count)
                    bytes[place] = byte
                    let span = bytes.span
                    let isAccepted = ByteScan.areFieldValue(span, from: 0, to: count)
                    #expect(isAccepted == isAllowed, "byte \(byte) at \(place) of \(count)")
                }
            }
        }
    }
}
