// The small tools for text.
import Testing

@testable import App

struct SettingsTextTests {
    @Test func trimsAndCuts() {
        #expect(" \t a b \r\n".trimmingBlanks() == "a b")
        #expect("abc".cut(at: 3) == "abc")
        #expect("abcd".cut(at: 3) == "abc…")
    }
}
