// A receiver that repeats our credential does not get it into a log.
import Curl
import Testing
import Wire

@testable import OTLP

struct OwnSecretsTests {
    private static let headers = [
        (name: "authorization", value: "Basic MTIzNDU2NzpnbGNfc2VjcmV0"),
        (name: "x-api-key", value: "sk-12345"), (name: "x-short", value: "1234567"),
    ]

    @Test(arguments: [
        ("invalid token MTIzNDU2NzpnbGNfc2VjcmV0.", "invalid token ************************."),
        ("user 1234567:glc_secret", "user ******************"),
        ("glc_secretglc_secret", "********************"), ("sk-12345", "********"),
        ("sk-1234", "sk-1234"), ("Basic x", "Basic x"), ("1234567", "1234567"), ("", ""),
        ("sk-1234sk-12345", "sk-1234********"),
    ])
    func whatIsOursIsStarred(_ text: String, _ starred: String) {
        #expect(OwnSecrets(headers: Self.headers).starred(text) == starred)
    }

    @Test(arguments: [
        (#"bad token c2sv\/MTIzNDU+Njc="#, 18),
        (#"bad token c2sv\/MTIzNDU\u002BNjc="#, 23),
        (#"bad token c2sv/MTIzNDU\u002bNjc="#, 22),
        (#"bad token c2sv/MTIzNDU+Njc\u003d"#, 22), (#"bad token c2sv/MTIzNDU+Njc\u003D"#, 22),
        (#"bad token \u0063\u0032sv/MTIzNDU+Njc="#, 27),
    ])
    func whatJSONEscapesIsStarredToo(_ text: String, _ stars: Int) {
        let headers = [(name: "authorization", value: "Bearer c2sv/MTIzNDU+Njc=")]
        let starred = "bad token " + String(repeating: "*", count: stars)
        #expect(OwnSecrets(headers: headers).starred(text) == starred)
    }

    @Test(arguments: [
        ("no /v1/traces?api_key=a%2Fvery+secret", "no /v1/traces?api_key=***************"),
        ("no key a/very+secret", "no key *************"), ("bare-token!", "***********"),
        ("/v1/traces?api_key", "/v1/traces?api_key"),
    ])
    func theQueryOfOurAddressIsStarred(_ text: String, _ starred: String) {
        let url = "https://tempo/v1/traces?api_key=a%2Fvery+secret&x=1&bare-token!"
        #expect(OwnSecrets(headers: [], url: url).starred(text) == starred)
    }

    @Test(arguments: [#"sk-\u003123"#, #"sk-12\u"#, #"sk-12\u00"#, #"sk-1234\u0035"#, #"\sk-123\"#])
    func whatIsNotQuiteOursIsLeft(_ text: String) {
        let headers = [(name: "x-api-key", value: "sk-12345678")]
        #expect(OwnSecrets(headers: headers).starred(text) == text)
    }

    @Test func nothingIsChangedWithoutHeaders() {
        #expect(OwnSecrets(headers: []).starred("sk-12345") == "sk-12345")
    }

    @Test func whatAReceiverRepeatsIsNotPassedOn() throws {
        let transfers = try TransferThread(library: try CurlLibrary())
        defer { transfers.shutdown() }
        var status: [UInt8] = []
        Protobuf.appendString(field: 2, "unknown token sk-12345", to: &status)
        let receiver = try LoopbackReceiver([.answer("401 Unauthorized", body: status)])
        defer { receiver.stop() }
        var options = CurlTransport.Options()
        options.headers = Self.headers
        let destination = ExportDestination.sample(host: "127.0.0.1", port: receiver.port)
        let queue = try SpanQueue(envelope: .sample)
        let log = EventLog()
        let exporter = Exporter(
            queue: queue,
            transport: try CurlTransport(
                transfers: transfers, url: destination.displayURL, destination: destination,
                options: options),
            onEvent: { log.append($0) })
        try exporter.start()
        var buffer = SpanBuffer(queue: queue)
        buffer.recordSamples(1)
        buffer.flush()
        #expect(try exporter.forceFlush(timeout: .seconds(30)))
        _ = exporter.shutdown(timeout: .seconds(5))
        #expect(receiver.received.first?.head.contains("sk-12345") == true)
        #expect(log.text.contains("unknown token ********") && !log.text.contains("12345"))
        expectLaw(exporter)
    }
}
