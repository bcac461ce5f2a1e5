// The number at the end of a sample line.
import Wire

/// A sample's value; whole numbers keep all of their 64 bits.
package enum SampleValue: Sendable, Hashable {
    case whole(UInt64)
    case real(Double)

    /// The sum, exact as long as both are whole and it fits.
    package static func + (left: SampleValue, right: SampleValue) -> SampleValue {
        if case .whole(let left) = left, case .whole(let right) = right {
            let (sum, overflow) = left.addingReportingOverflow(right)
            if !overflow { return .whole(sum) }
        }
        return .real(left.double + right.double)
    }

    /// The value as a Double.
    package var double: Double {
        switch self {
        case .whole(let value): Double(value)
        case .real(let value): value
        }
    }

    /// Appends the number as the format spells it, `+Inf`, `-Inf` and `NaN` included.
    func append(to page: inout [UInt8]) {
        switch self {
        case .whole(let value): Decimal.append(value, to: &page)
        case .real(let value): Decimal.append(value, to: &page)
        }
    }
}
