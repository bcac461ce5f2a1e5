// The settings files of the other environments: which of them are looked at.
import Testing

@testable import App

struct OtherEnvironmentsTests {
    private func others(reviews count: Int) throws -> OtherEnvironments {
        var files = [".env.production": "TEMPO_OTLP_HTTP_ENDPOINT=http://tempo-b.acme.com:4318"]
        for number in 0..<count { files[".env.pr-\(number)"] = "" }
        let own = try #require(EnvironmentName("staging"))
        return OtherEnvironments(besides: own, .files(files))
    }

    @Test func lookAtEveryFileUpToTheBound() throws {
        let most = try others(reviews: OtherEnvironments.maximumFiles - 1)
        #expect(most.files.count == OtherEnvironments.maximumFiles)
        #expect(most.warnings.isEmpty)
    }

    /// What many reviews leave behind must not hide production from the guard.
    @Test func lookAtTheKnownOnesFirstAndSayWhatTheyLeaveOut() throws {
        let tooMany = try others(reviews: OtherEnvironments.maximumFiles)
        #expect(tooMany.files.count == OtherEnvironments.maximumFiles)
        #expect(tooMany.files.first?.file == ".env.production")
        #expect(tooMany.files.first?.endpoints.count == 1)
        #expect(tooMany.warnings.map(\.name) == [".env.*"])
    }
}
