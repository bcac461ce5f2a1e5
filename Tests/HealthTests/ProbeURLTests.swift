// The URLs a probe may have, and each way not to be one.

import Health
import Testing

struct ProbeURLTests {
    @Test(arguments: [
        ("http://host", false, "host", 80, "http://host"),
        ("HTTPS://Host:8443/a?b=c", true, "Host", 8443, "HTTPS://Host:8443/a"),
        ("https://h/p/?", true, "h", 443, "https://h/p/"),
        ("http://[::1]:9/x", false, "::1", 9, "http://[::1]:9/x"),
        ("http://[fe80::1]", false, "fe80::1", 80, "http://[fe80::1]"),
        ("http://h?a@b", false, "h", 80, "http://h"),
    ])
    func takesAURLApart(
        text: String, isSecure: Bool, host: String, port: Int, withoutQuery: String
    ) throws {
        let url = try ProbeURL(text)
        #expect(url.isSecure == isSecure)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.withoutQuery == withoutQuery)
    }

    @Test(arguments: [
        "", "host", "ftp://h", "://h", "http:/h", "http://", "http:///p", "http://:80",
        "http://h:0",
        "http://h:65536", "http://h:", "http://h:8x", "http://h:+8", "http://u:p@h/", "http://u@h",
        "http://h/#f", "http://h/a b", "http://h/\n", "http://é/", "http://[::1", "http://[::1]x",
        "http://[]/",
    ])
    func refuses(text: String) {
        #expect(throws: ProbeURL.Flaw.self) { try ProbeURL(text) }
    }

    @Test func boundsTheLength() throws {
        let longest = "http://h/" + String(repeating: "p", count: ProbeURL.maximumLength - 9)
        _ = try ProbeURL(longest)
        #expect(throws: ProbeURL.Flaw.self) { try ProbeURL(longest + "p") }
    }
}
