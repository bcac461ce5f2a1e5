// What all instruments share. An instrument is a few atomics: it is written without a lock, and
// read whenever somebody scrapes.
import Synchronization

/// Which threads write to an instrument; any thread may read it.
package enum Writers: Sendable {
    /// One thread at a time: plain relaxed stores, the cheapest there is.
    case oneThread
    /// Any number of threads: atomic read-modify-write.
    case anyThread
}

/// A counter, gauge or histogram: one shard of one series.
package protocol Instrument: AnyObject, Sendable {
    /// The TYPE under which the family is exposed.
    static var kind: MetricKind { get }

    /// Makes an instrument at zero; only a histogram looks at the bounds.
    init(bounds: [Double], writers: Writers)

    /// Appends the sample lines of one series: the sum over its shards.
    static func append(
        _ shards: [Self], labels: [UInt8], of frame: FamilyFrame, to page: inout [UInt8])
}

/// An instrument whose series is a single number.
package protocol ScalarInstrument: Instrument {}

extension Atomic where Value == UInt64 {
    /// Adds to a Double kept as its bit pattern.
    func addDouble(_ amount: Double, writers: Writers) {
        var seen = load(ordering: .relaxed)
        guard writers == .anyThread else {
            store((Double(bitPattern: seen) + amount).bitPattern, ordering: .relaxed)
            return
        }
        while true {
            let sum = (Double(bitPattern: seen) + amount).bitPattern
            let (exchanged, original) = weakCompareExchange(
                expected: seen, desired: sum, ordering: .relaxed)
            if exchanged { return }
            seen = original
        }
    }

    /// Adds to an integer.
    @inline(__always)
    func add(_ amount: UInt64, writers: Writers) {
        if writers == .oneThread {
            store(load(ordering: .relaxed) &+ amount, ordering: .relaxed)
        } else {
            wrappingAdd(amount, ordering: .relaxed)
        }
    }
}
