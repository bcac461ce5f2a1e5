// Addresses as a proxy may name them.
import HTTPCore
import Testing

struct AuthorityTests {
    @Test(
        arguments: [
            ("1.2.3.4", true), ("255.255.255.255", true), ("::", true), ("::1", true),
            ("2001:db8::1", true), ("1:2:3:4:5:6:7:8", true), ("::ffff:1.2.3.4", true),
            ("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", true), ("FE80::A", true),
            ("", false), ("dead", false), ("1", false), ("1.2.3", false), ("1.2.3.4.5", false),
            ("256.1.1.1", false), ("01.2.3.4", false), ("1.2.3.4:80", false), (":", false),
            (":::", false), ("1::2::3", false), ("1:2:3:4:5:6:7", false), ("[::1]", false),
            ("1:2:3:4:5:6:7:8:9", false), ("fe80::1%eth0", false), ("::12345", false),
            ("1.2.3.4 ", false), ("a b", false), ("..", false), ("1.2.3.", false),
            ("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2555", false),
        ])
    func knowsAnAddress(_ text: String, isOne: Bool) {
        let bytes = Array(" \(text) ".utf8)
        let slice = Slice(start: 1, count: text.utf8.count)
        let known = Authority.isAddress(slice, in: bytes.span)
        #expect(known == isOne)
    }
}
