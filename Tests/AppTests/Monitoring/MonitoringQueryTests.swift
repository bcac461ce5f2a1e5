// What pydantic 2 says about each of these texts, asked of pydantic itself.

import Testing

@testable import App

struct MonitoringQueryTests {
    private func verdict(_ limit: String?) -> String {
        do throws(ParameterRefusal) {
            return "\(try ErrorsQuery(limit: limit).limit)"
        } catch {
            return error.problems.map(\.kind.rawValue).joined(separator: ",")
        }
    }

    @Test func hasADefault() {
        #expect(verdict(nil) == "100")
    }

    @Test(arguments: [
        ("1", "1"), ("1000", "1000"), ("0", "greater_than_equal"), ("1001", "less_than_equal"),
        ("-5", "greater_than_equal"), ("+5", "5"), (" 5 ", "5"), ("5.0", "5"), ("5.00", "5"),
        ("5.5", "int_parsing"), ("5.", "int_parsing"), ("05", "5"), ("1_0", "10"),
        ("1__0", "int_parsing"), ("_1", "int_parsing"), ("1_", "int_parsing"),
        ("0x10", "int_parsing"), ("1e2", "int_parsing"), ("", "int_parsing"), ("  ", "int_parsing"),
        ("٣", "int_parsing"), ("９", "int_parsing"), ("5\n", "5"), ("\t5", "5"), ("\u{A0}5", "5"),
        ("99999999999999999999999", "less_than_equal"),
        ("-99999999999999999999", "greater_than_equal"), ("-0", "greater_than_equal"),
        ("+-5", "int_parsing"), ("- 5", "int_parsing"), ("5.0 ", "5"),
        ("-1.0", "greater_than_equal"), ("1_0.0", "10"), (".0", "int_parsing"),
        ("1.0_0", "int_parsing"), ("1001.0", "less_than_equal"), ("+", "int_parsing"),
        ("5 5", "int_parsing"), ("5\u{0}", "int_parsing"), ("nan", "int_parsing"),
        ("00000000000000000000005", "5"),
    ])
    func readsALimitAsPydanticDoes(text: String, expected: String) {
        #expect(verdict(text) == expected)
    }

    @Test(
        arguments: [
            ("1", true), ("0", false), ("true", true), ("TRUE", true), ("tRuE", true), ("on", true),
            ("OFF", false), ("yes", true), ("no", false), ("y", true), ("N", false), ("t", true),
            ("f", false), ("", nil), (" true", nil), ("2", nil), ("omit", nil),
        ] as [(String, Bool?)])
    func readsATruthValueAsPydanticDoes(text: String, expected: Bool?) {
        do throws(ParameterRefusal) {
            #expect(try ListQuery(detail: text, unknown: nil).isDetailed == expected)
        } catch {
            #expect(expected == nil)
            #expect(error.problems.map(\.kind) == [.boolParsing])
        }
    }

    @Test func takesOnlyTheWordOmitForUnknown() throws {
        #expect(try ListQuery(detail: nil, unknown: "omit").omitsUnknown)
        #expect(try !ListQuery(detail: nil, unknown: nil).omitsUnknown)
        for text in ["", "OMIT", "null", "omit "] {
            #expect(throws: ParameterRefusal.self) { try ListQuery(detail: nil, unknown: text) }
        }
    }

    @Test func saysWhatIsWrongInFastAPIsWords() throws {
        let tooMany = try #require(throws: ParameterRefusal.self) { try ErrorsQuery(limit: "1001") }
        #expect(
            String(decoding: tooMany.members, as: UTF8.self) == """
                "errors":[{"type":"less_than_equal","loc":["query","limit"],\
                "msg":"Input should be less than or equal to 1000","input":"1001"}]
                """)
        #expect(
            tooMany.detail
                == "Query parameter limit: Input should be less than or equal to 1000.")
        let both = try #require(throws: ParameterRefusal.self) {
            try ListQuery(detail: "\"x\"", unknown: "y")
        }
        #expect(
            String(decoding: both.members, as: UTF8.self) == """
                "errors":[{"type":"bool_parsing","loc":["query","detail"],\
                "msg":"Input should be a valid boolean, unable to interpret input",\
                "input":"\\"x\\""},{"type":"literal_error","loc":["query","unknown"],\
                "msg":"Input should be 'omit'","input":"y"}]
                """)
    }
}
