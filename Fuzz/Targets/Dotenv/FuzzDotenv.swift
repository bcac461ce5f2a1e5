// What any bytes do to the reader of settings files: no trap, no entry past the limits, every
// mistake at a place that exists.
import App

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzDotenv(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
    let file = Dotenv.parse(bytes)
    precondition(file.entries.count <= Dotenv.maximumEntries)
    for entry in file.entries {
        precondition(entry.value.utf8.count <= Dotenv.maximumValueBytes && !entry.name.isEmpty)
        precondition((1...lines).contains(entry.line))
    }
    for mistake in file.mistakes {
        precondition((1...lines).contains(mistake.line) && mistake.column >= 1)
        precondition(!mistake.kind.sentence.isEmpty && !mistake.kind.remedy.isEmpty)
    }
    return 0
}
