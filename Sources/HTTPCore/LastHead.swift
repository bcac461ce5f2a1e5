// The bytes of the head that was read last. A dashboard, a scraper or a health check asks the same
// thing again and again, byte for byte; what was read of it once is still true.

/// The last head's bytes; one owner.
@safe
struct LastHead: ~Copyable {
    /// Longer heads are not remembered: who sends so much rarely repeats it.
    static let capacity = 1024

    private let bytes: UnsafeMutableRawPointer?
    private var count = 0
    /// How many heads were remembered or forgotten; never 0 while one is remembered.
    private(set) var number: UInt64 = 0

    /// Without room nothing is ever remembered.
    init(hasRoom: Bool) {
        unsafe bytes = hasRoom ? .allocate(byteCount: Self.capacity, alignment: 8) : nil
    }

    deinit { unsafe bytes?.deallocate() }

    /// Whether what has come begins with the same head.
    borrowing func isRepeated(by received: Span<UInt8>) -> Bool {
        guard count > 0, let bytes = unsafe bytes else { return false }
        return unsafe ByteScan.begins(received, with: bytes, count: count)
    }

    /// Forgets it: another head is being read.
    mutating func forget() {
        count = 0
        number &+= 1
    }

    /// Remembers a head that was read to its end.
    mutating func remember(_ head: Span<UInt8>) {
        guard head.count <= Self.capacity, let bytes = unsafe bytes else { return }
        unsafe head.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            unsafe bytes.copyMemory(from: start, byteCount: source.count)
        }
        count = head.count
    }
}
