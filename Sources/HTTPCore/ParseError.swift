// Everything that can be wrong with a request before it has a route. Each maps to one status and
// one sentence; the connection is closed after the reply, since what follows cannot be framed.

/// A request that is refused while it is read.
package enum ParseError: Error, Equatable, Sendable, CaseIterable {
    case bareLineFeed, emptyLines, malformedRequestLine, malformedVersion, unsupportedVersion
    case requestLineTooLong, invalidTarget, invalidPercentEncoding, targetFormNotAllowed
    case unsupportedScheme
    case whitespaceBeforeFields, foldedField, malformedFieldName, invalidFieldValue
    case underscoreInFieldName
    case headTooLarge, tooManyFields
    case missingHost, repeatedHost, invalidHost
    case lengthAndTransferEncoding, repeatedContentLength, invalidContentLength
    case transferEncodingInOldVersion, invalidTransferEncoding, unknownTransferCoding
    case bodyTooLarge, unknownExpectation
    case malformedChunk, chunkExtensionsTooLarge, malformedTrailer, trailerTooLarge
    case cutShort

    /// The status of RFC 9110 section 15 that the reply carries.
    package var status: Status {
        switch self {
        case .unsupportedVersion: .httpVersionNotSupported
        case .requestLineTooLong: .uriTooLong
        case .headTooLarge, .tooManyFields, .trailerTooLarge: .requestHeaderFieldsTooLarge
        case .unknownTransferCoding: .notImplemented
        case .bodyTooLarge: .contentTooLarge
        case .unknownExpectation: .expectationFailed
        default: .badRequest
        }
    }

    /// What is wrong and what to do, for the reply's `detail`.
    package var detail: StaticString {
        switch self {
        case .bareLineFeed: "A line ended without a carriage return. End each line with CR LF."
        case .emptyLines: "More than one empty line came before the request line. Send one at most."
        case .malformedRequestLine:
            "The request line is malformed. Send a method, a target and HTTP/1.1, one space apart."
        case .malformedVersion: "The protocol version is malformed. Send HTTP/1.1."
        case .unsupportedVersion: "This server speaks HTTP/1.1 and HTTP/1.0. Send HTTP/1.1."
        case .requestLineTooLong: "The request line is too long. Shorten the target."
        case .invalidTarget:
            "The request target holds a character that must be percent-encoded. Encode it."
        case .invalidPercentEncoding:
            "The request target holds an invalid percent-encoding. Use % and two hex digits."
        case .targetFormNotAllowed:
            "The request target has a form that this method does not allow. Send a path."
        case .unsupportedScheme: "The request target has another scheme than http. Use http."
        default: fieldDetail
        }
    }

    private var fieldDetail: StaticString {
        switch self {
        case .whitespaceBeforeFields, .foldedField:
            "A field line began with white space. Send each field on one line."
        case .malformedFieldName:
            "A field line has a malformed name. Send a token and a colon with no space between."
        case .underscoreInFieldName:
            "A field name holds an underscore, which others take for a dash. Send a dash."
        case .invalidFieldValue:
            "A field value holds a control character. Remove it."
        case .headTooLarge: "The request head is too large. Send fewer or shorter fields."
        case .tooManyFields: "The request has too many fields. Send fewer."
        case .missingHost: "The Host field is missing. HTTP/1.1 requires exactly one."
        case .repeatedHost: "The Host field is repeated. Send exactly one."
        case .invalidHost: "The Host field is invalid. Send a host name and an optional port."
        case .unknownExpectation: "The Expect field holds something else than 100-continue."
        default: bodyDetail
        }
    }

    private var bodyDetail: StaticString {
        switch self {
        case .lengthAndTransferEncoding:
            "Both Content-Length and Transfer-Encoding are present. Send one of them."
        case .repeatedContentLength: "The Content-Length field is repeated. Send it once."
        case .invalidContentLength: "The Content-Length field is no decimal number that fits."
        case .transferEncodingInOldVersion:
            "Transfer-Encoding is not part of HTTP/1.0. Send Content-Length or HTTP/1.1."
        case .invalidTransferEncoding: "The Transfer-Encoding field must be exactly: chunked."
        case .unknownTransferCoding: "Only the chunked transfer coding is implemented."
        case .bodyTooLarge: "The request body is too large. Send a smaller one."
        case .malformedChunk: "The chunked body is malformed. Check sizes and line ends."
        case .chunkExtensionsTooLarge: "The chunk extensions are too large. Send none."
        case .malformedTrailer: "The trailer section is malformed. Send it like a head's fields."
        case .trailerTooLarge: "The trailer section is too large. Send fewer or shorter fields."
        case .cutShort: "The request ended before it was complete. Send all of it."
        default: "The request is malformed."
        }
    }
}
