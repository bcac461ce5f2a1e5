// Why bytes could not be compressed or inflated.
// Any thread. Never carries the bytes.

/// A refusal of this room.
package enum GzipError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The bytes end before the gzip stream does.
    case truncated
    /// The bytes are not gzip, or their checksum is wrong.
    case corrupt
    /// The content is longer than the limit in bytes.
    case tooLarge(limit: Int)
    /// Something that is not gzip follows the stream.
    case trailingGarbage
    /// zlib could not get its working memory (about 256 KiB to compress, 40 KiB to inflate).
    case outOfMemory

    /// A sentence for people.
    package var description: String {
        switch self {
        case .truncated: "the gzip stream ends too early"
        case .corrupt: "the bytes are not a valid gzip stream"
        case .tooLarge(let limit): "the gzip stream holds more than \(limit) bytes"
        case .trailingGarbage: "something follows the gzip stream"
        case .outOfMemory: "zlib could not allocate its working memory"
        }
    }
}
