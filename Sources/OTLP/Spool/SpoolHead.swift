// What stands before the spans in a spool file; docs/decisions has the layout.
// Any thread; pure. A file is believed only where both checksums agree.
internal import Gzip
import Reactor

/// The first 56 bytes of a file, all numbers little-endian.
struct SpoolHead: Hashable, Sendable {
    /// What a file's first bytes turned out to be.
    enum Reading: Hashable, Sendable {
        case head(SpoolHead)
        /// A later version of this program wrote it, with another layout.
        case unknownVersion
        case damaged
    }

    static let byteCount = 56
    static let version: UInt32 = 1
    /// `GWZSPOOL`.
    private static let magic: UInt64 = 0x4C4F_4F50_535A_5747
    /// Nobody writes as many; a head that claims more is not believed.
    private static let maximumSpans: UInt32 = 1 << 24

    var spans: Int
    var bodyBytes: Int
    /// When the oldest of the spans was written.
    var writtenAt: WallTime
    var fingerprint: SpoolFingerprint
    var bodyChecksum: UInt32

    /// The head of a file with this body.
    init(
        _ body: [UInt8], spans: Int, writtenAt: WallTime, fingerprint: SpoolFingerprint
    ) {
        self.spans = spans
        bodyBytes = body.count
        self.writtenAt = writtenAt
        self.fingerprint = fingerprint
        bodyChecksum = Checksum.crc32(body.span)
    }

    /// Reads a head from the beginning of a file.
    static func read(_ bytes: [UInt8]) -> Reading {
        guard bytes.count >= byteCount, number(bytes, at: 0, bytes: 8) == magic else {
            return .damaged
        }
        let checked = Array(bytes[..<52])
        guard Checksum.crc32(checked.span) == UInt32(number(bytes, at: 52, bytes: 4)) else {
            return .damaged
        }
        guard number(bytes, at: 8, bytes: 4) == version else { return .unknownVersion }
        let spans = number(bytes, at: 12, bytes: 4)
        let length = number(bytes, at: 16, bytes: 8)
        guard spans > 0, spans <= maximumSpans, length <= ExportEnvelope.maximumLength else {
            return .damaged
        }
        return .head(
            SpoolHead(
                spans: Int(spans), bodyBytes: Int(length),
                writtenAt: WallTime(
                    unixNanoseconds: Int64(bitPattern: number(bytes, at: 24, bytes: 8))),
                fingerprint: SpoolFingerprint(bits: number(bytes, at: 32, bytes: 8)),
                bodyChecksum: UInt32(number(bytes, at: 48, bytes: 4))))
    }

    /// The head as it is written; bytes 40 to 47 are zero.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        Self.append(Self.magic, to: &bytes)
        Self.append(Self.version, to: &bytes)
        Self.append(UInt32(spans), to: &bytes)
        Self.append(UInt64(bodyBytes), to: &bytes)
        Self.append(writtenAt.unixNanoseconds, to: &bytes)
        Self.append(fingerprint.bits, to: &bytes)
        Self.append(UInt64(0), to: &bytes)
        Self.append(bodyChecksum, to: &bytes)
        Self.append(Checksum.crc32(bytes.span), to: &bytes)
        return bytes
    }

    /// Whether the body is the one that was written.
    func isHead(of body: Span<UInt8>) -> Bool {
        body.count == bodyBytes && Checksum.crc32(body) == bodyChecksum
    }

    private init(
        spans: Int, bodyBytes: Int, writtenAt: WallTime, fingerprint: SpoolFingerprint,
        bodyChecksum: UInt32
    ) {
        self.spans = spans
        self.bodyBytes = bodyBytes
        self.writtenAt = writtenAt
        self.fingerprint = fingerprint
        self.bodyChecksum = bodyChecksum
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        for index in 0..<value.bitWidth / 8 {
            bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index)))
        }
    }

    private static func number(_ bytes: [UInt8], at offset: Int, bytes count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<count { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
        return value
    }
}
