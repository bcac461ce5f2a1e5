// The world's failure as a value: which call failed and with which errno.
import CLinux

/// A failed system call.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The call that failed, as in `man 2`.
    package let call: String
    /// The positive `errno` value.
    package let code: Int32

    /// Names the call and its positive `errno`.
    package init(call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    /// For example `bind: Address already in use (98)`.
    package var description: String { "\(call): \(Self.text(of: code)) (\(code))" }

    /// The C library's sentence for an `errno` value.
    package static func text(of code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        unsafe clinux_error_text(code, &buffer, buffer.count)
        return String(
            decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Passes a result of `CLinux` on, or throws the error it stands for.
    package static func check(_ call: String, _ result: Int32) throws(SystemError) -> Int32 {
        guard result >= 0 else { throw SystemError(call: call, code: -result) }
        return result
    }
}
