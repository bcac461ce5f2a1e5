// Data source names as people copy them, whole and not.
import Testing

@testable import Sentry

struct SentryDSNTests {
    @Test(arguments: [
        ("https://key@o1.ingest.sentry.io/42", "https://o1.ingest.sentry.io/api/42/envelope/"),
        ("https://key:secret@sentry.acme.com/42/", "https://sentry.acme.com/api/42/envelope/"),
        ("http://key@127.0.0.1:9000/sentry/7", "http://127.0.0.1:9000/sentry/api/7/envelope/"),
        ("HTTPS://key@[::1]:9000/7", "https://[::1]:9000/api/7/envelope/"),
        (
            "https://key@sentry.io/staging-project-id",
            "https://sentry.io/api/staging-project-id/envelope/"
        ),
    ])
    func envelopesGoToTheProject(text: String, url: String) throws {
        let dsn = try SentryDSN(text)
        #expect(dsn.envelopeURL == url)
        #expect(dsn.publicKey == "key")
        #expect(dsn.secretKey == (text.contains(":secret") ? "secret" : nil))
    }

    @Test(arguments: [
        ("https://key@sentry.io", SentryDSNComplaint.noProject),
        ("https://key@sentry.io/", .noProject), ("https://key@sentry.io//", .noProject),
        ("https://sentry.io/42", .noKey), ("https://@sentry.io/42", .noKey),
        ("https://a,b@sentry.io/42", .noKey), ("https://key@/42", .noHost),
        ("https://key@:9000/42", .noHost), ("key@sentry.io/42", .notAURL),
        ("ftp://key@sentry.io/42", .notAURL), ("https://key@sentry.io/42?x=y", .notAURL),
        ("https://key@sentry.io/4 2", .forbiddenCharacter), ("", .notAURL),
        ("https://key@sentry.io/é", .forbiddenCharacter),
    ])
    func anythingElseIsNamed(text: String, complaint: SentryDSNComplaint) {
        #expect(throws: complaint) { try SentryDSN(text) }
    }

    @Test func noBeginningIsTaken() {
        let text = "https://key@sentry.io/42"
        for length in 0..<(text.count - 2) {
            #expect(throws: SentryDSNComplaint.self) { try SentryDSN(String(text.prefix(length))) }
        }
    }

    @Test func theLengthIsBounded() {
        let text = { (bytes: Int) in
            "https://key@h/" + String(repeating: "1", count: bytes - 14)
        }
        #expect(throws: Never.self) { try SentryDSN(text(2_048)) }
        #expect(throws: SentryDSNComplaint.forbiddenCharacter) { try SentryDSN(text(2_049)) }
    }

    @Test func itShowsItselfNowhere() throws {
        let dsn = try SentryDSN("https://topsecret@sentry.io/42")
        var dumped = ""
        dump([dsn], to: &dumped)
        #expect(!"\(dsn) \([dsn]) \(String(reflecting: dsn)) \(dumped)".contains("topsecret"))
    }
}
