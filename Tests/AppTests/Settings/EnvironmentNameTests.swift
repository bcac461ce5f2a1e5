// Environment names: synonyms, names of their own, and what is none.
import Testing

@testable import App

struct EnvironmentNameTests {
    @Test(arguments: [
        ("production", "production"), ("prod", "production"), ("prd", "production"),
        ("live", "production"), ("PROD", "production"), ("staging", "staging"),
        ("stage", "staging"), ("stg", "staging"), ("Staging", "staging"),
        ("development", "development"), ("dev", "development"), ("local", "development"),
        (" staging ", "staging"), ("pr-12", "pr-12"), ("qa", "qa"), ("PR-12", "pr-12"),
    ])
    func understandsSynonymsInAnyCase(given: String, canonical: String) {
        #expect(EnvironmentName(given)?.text == canonical)
    }

    @Test(arguments: ["", " ", "a b", "pre_prod", "über", "a/b", "..", "a.b"])
    func refusesWhatIsNoName(given: String) {
        #expect(EnvironmentName(given) == nil)
    }

    @Test func theLengthLimitIsExact() {
        #expect(EnvironmentName(String(repeating: "a", count: 64)) != nil)
        #expect(EnvironmentName(String(repeating: "a", count: 65)) == nil)
    }

    @Test func onlyTheThreeAreKnown() {
        #expect(EnvironmentName("live")?.isKnown == true)
        #expect(EnvironmentName("pr-12")?.isKnown == false)
        #expect(EnvironmentName("stg")?.fileName == ".env.staging")
    }
}
