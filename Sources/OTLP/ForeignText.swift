// Strangers' words made fit for one line.
// Any thread; pure.

extension String {
    /// The longest text of a receiver that is passed on, in Unicode scalars.
    static let maximumForeignScalars = 200

    /// The text on one line and no longer than `maximumForeignScalars`.
    var fitForALogLine: String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars.prefix(Self.maximumForeignScalars) {
            let isControl = scalar.properties.generalCategory == .control
            result.append(isControl ? " " : scalar)
        }
        return String(result)
    }
}
