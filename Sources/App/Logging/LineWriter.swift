// Whole lines onto an output that may break off anywhere. Confined to the log thread.

/// Writes lines and keeps them apart even where one did not come through whole.
struct LineWriter {
    private let output: LogOutput
    private let interrupt: Int32
    private var endsWithinLine = false

    /// A writer whose waits a readable `interrupt` cuts short, so that `remaining` is asked again.
    init(output: LogOutput, interrupt: Int32) {
        self.output = output
        self.interrupt = interrupt
    }

    /// Writes whole lines for as long as `remaining` allows (`nil`: for ever) and returns how many
    /// of them did not come through.
    mutating func write(_ bytes: [UInt8], remaining: () -> Duration?) -> Int {
        let newline = UInt8(ascii: "\n")
        // Why: the rest of a broken line must not become the head of another.
        let text = endsWithinLine ? [newline] + bytes : bytes
        switch output.write(text, interrupt: interrupt, remaining: remaining) {
        case .written:
            endsWithinLine = false
            return 0
        case .stopped(let offset), .failed(let offset, _):
            if offset > 0 { endsWithinLine = text[offset - 1] != newline }
            let firstUnwritten = max(offset, text.count - bytes.count)
            return text[firstUnwritten...].count { $0 == newline }
        }
    }
}
