// A query parameter that was refused, in the words of FastAPI, which clients of the first backend
// parse. Pure.
import Wire

/// One refused query parameter.
package struct ParameterProblem: Sendable, Equatable {
    /// FastAPI's error types, as far as these routes can cause them.
    package enum Kind: String, CaseIterable, Sendable {
        case intParsing = "int_parsing"
        case greaterThanEqual = "greater_than_equal"
        case lessThanEqual = "less_than_equal"
        case boolParsing = "bool_parsing"
        case literalError = "literal_error"
    }

    /// The type of the error.
    package let kind: Kind
    /// The parameter's name.
    package let parameter: String
    /// What is wrong, without a full stop.
    package let message: String
    /// The value as it was sent, decoded.
    package let input: String
}

/// All refused query parameters of one request: the cause of a 422.
package struct ParameterRefusal: Error, Sendable, Equatable {
    /// The problems, in the order of the parameters; never empty.
    package let problems: [ParameterProblem]

    /// A sentence for the problem's `detail`.
    package var detail: String {
        problems.map { "Query parameter \($0.parameter): \($0.message)." }.joined(separator: " ")
    }

    /// The member `"errors":[…]` for the problem's object, without a comma around it.
    package var members: [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        for problem in problems {
            writer.beginObject()
            writer.key("type")
            writer.string(problem.kind.rawValue)
            writer.key("loc")
            writer.beginArray()
            writer.string("query")
            writer.string(problem.parameter)
            writer.endArray()
            writer.key("msg")
            writer.string(problem.message)
            writer.key("input")
            writer.string(problem.input)
            writer.endObject()
        }
        writer.endArray()
        return Array("\"errors\":".utf8) + writer.finish()
    }
}
