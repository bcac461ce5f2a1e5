// A settings file, `.env.<environment>`, as read. The dialect is the part of Compose's on which the
// common readers agree; where they would read a line differently, it is refused with its place.
// Pure: bytes in, entries and mistakes out, all mistakes at once.

/// What a settings file says.
package struct Dotenv: Hashable, Sendable {
    /// The largest file read, in bytes.
    package static let maximumBytes = 262_144
    /// The most entries read.
    package static let maximumEntries = 1_000
    /// The longest value read, in bytes.
    package static let maximumValueBytes = 32_768

    /// One line's name and value.
    package struct Entry: Hashable, Sendable {
        /// The name, `[A-Za-z_][A-Za-z0-9_]*`.
        package let name: String
        /// The value with quotes and escapes resolved.
        package let value: String
        /// The line the name stands on, from 1.
        package let line: Int
    }

    /// A place that could not be read.
    package struct Mistake: Error, Hashable, Sendable {
        /// What kind of mistake.
        package let kind: MistakeKind
        /// The line, from 1.
        package let line: Int
        /// The column, from 1, in Unicode scalars.
        package let column: Int
    }

    /// The entries in the order of the file; a repeated name stands once, with its last value.
    package let entries: [Entry]
    /// The names that are set more than once, with the line that counts.
    package let repeated: [Entry]
    /// Everything that could not be read, in the order of the file.
    package let mistakes: [Mistake]

    /// The value of `name`, or `nil` where the file does not set it.
    package subscript(name: String) -> Entry? { entries.first { $0.name == name } }

    /// Reads the bytes of a file.
    package static func parse(_ bytes: [UInt8]) -> Dotenv {
        guard bytes.count <= maximumBytes else {
            return Dotenv(
                all: [], mistakes: [Mistake(kind: .tooLarge, line: 1, column: 1)])
        }
        // Why: what some shells write by default would else be a mistake on each of its lines.
        guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
            return Dotenv(
                all: [], mistakes: [Mistake(kind: .utf16, line: 1, column: 1)])
        }
        var parser = DotenvParser(bytes)
        parser.readFile()
        return Dotenv(all: parser.entries, mistakes: parser.mistakes)
    }

    private init(all: [Entry], mistakes: [Mistake]) {
        var last: [String: Entry] = [:]
        var counts: [String: Int] = [:]
        for entry in all {
            last[entry.name] = entry
            counts[entry.name, default: 0] += 1
        }
        entries = all.filter { last[$0.name] == $0 }
        repeated = entries.filter { counts[$0.name, default: 0] > 1 }
        self.mistakes = mistakes
    }
}

extension Dotenv {
    /// What can be wrong with a line.
    package enum MistakeKind: Hashable, Sendable {
        case tooLarge, tooManyEntries, valueTooLong
        case utf16, notUTF8, controlCharacter
        case expectedName, missingEquals, spaceBeforeEquals, spaceAfterEquals
        case backtick, interpolation, unknownEscape
        case unclosedSingleQuote, unclosedDoubleQuote, textAfterQuote

        /// What is wrong, as one sentence.
        package var sentence: String {
            switch self {
            case .tooLarge: "The file is larger than \(Dotenv.maximumBytes) bytes."
            case .tooManyEntries: "The file sets more than \(Dotenv.maximumEntries) names."
            case .valueTooLong: "The value is longer than \(Dotenv.maximumValueBytes) bytes."
            case .utf16: "The file is UTF-16, not UTF-8."
            case .notUTF8: "The line is not UTF-8."
            case .controlCharacter: "The line has a control character."
            case .expectedName: "A name was expected here: a letter or _, then letters, digits, _."
            case .missingEquals: "The name is not followed by an equals sign."
            case .spaceBeforeEquals: "There is a blank before the equals sign."
            case .spaceAfterEquals: "There is a blank between the equals sign and the value."
            case .backtick: "A backtick means different things to different readers."
            case .interpolation: "A reference such as $NAME is not replaced in this file."
            case .unknownEscape: "This escape is not known."
            case .unclosedSingleQuote: "The single quote is not closed on its line."
            case .unclosedDoubleQuote: "The double quote is not closed."
            case .textAfterQuote: "There is text after the closing quote."
            }
        }

        /// What to write instead, as one sentence.
        package var remedy: String {
            switch self {
            case .tooLarge, .tooManyEntries: "Keep only settings of this program in the file."
            case .valueTooLong: "Put the content into a file of its own and name that."
            case .utf16, .notUTF8: "Save the file as UTF-8."
            case .controlCharacter: "Remove it, or write it as \\n, \\r or \\t in double quotes."
            case .expectedName, .missingEquals: "Write NAME=value, or # before a comment."
            case .spaceBeforeEquals, .spaceAfterEquals: "Write NAME=value without blanks around =."
            case .backtick: "Put the value into single quotes."
            case .interpolation: "Write the value out, or put it into single quotes to mean itself."
            case .unknownEscape: "Use \\n, \\r, \\t, \\\\, \\\" or \\$, or single quotes."
            case .unclosedSingleQuote: "Close it, or use double quotes for several lines."
            case .unclosedDoubleQuote: "Close it, or write \\\" for a quote inside."
            case .textAfterQuote: "Leave only a comment there, after a blank and #."
            }
        }
    }
}
