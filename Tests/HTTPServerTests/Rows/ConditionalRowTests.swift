// Rows of docs/http-rows.md about preconditions, on a route that answers with a snapshot.
import HTTPCore
import HTTPServer
import Testing

private let tag = TestRoutes.snapshotTag
private let other = "\"0000000000000000\""

private func request(_ fields: String, method: String = "GET") -> String {
    "\(method) /snapshot HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n"
}

private func row(_ fields: String, _ status: Int) -> Row {
    let row = Row(fields, request(fields), [status], .keeps)
    return status == 412
        ? row.without("ETag") : row.with("ETag", tag).with("Cache-Control", "no-cache")
}

private let matching = [
    tag, "*", "W/\(tag)", "\(other), \(tag)", "\(other),W/\(tag)", ", ,\(tag),",
    "\(tag)\t,\(other)",
    "\"\", \(tag)", "\(other)\r\nIf-None-Match: \(tag)",
]
private let strange = [
    other, "", "**", "\(other), *", "w/\(tag)", "\(tag) \(other)", "\(tag)x", "x\(tag)",
    String(tag.dropFirst()), String(tag.dropLast()), "W/", "\"", "\"a b\", \(tag)", "W/ \(tag)",
]

private let noneMatch =
    matching.map { row("If-None-Match: \($0)", 304) }
    + strange.map { row("If-None-Match: \($0)", 200) } + [
        row("If-None-Match: *\r\nIf-Modified-Since: nonsense", 304),
        row("If-None-Match: \(other)\r\nIf-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT", 200),
        Row("HEAD", request("If-None-Match: \(tag)", method: "HEAD"), [304], .keeps).head(),
        Row("OPTIONS", request("If-None-Match: *", method: "OPTIONS"), [204], .keeps)
            .without("ETag"),
        Row("POST", request("If-None-Match: *", method: "POST"), [405], .keeps).without("ETag"),
    ]

private let match =
    [tag, "*", "\(other), \(tag)"].map { row("If-Match: \($0)", 200) }
    + [other, "W/\(tag)", "", "\(tag) x", "\(tag),\"", "w/\(tag)"].map {
        row("If-Match: \($0)", 412)
    } + [
        row("If-None-Match: \(tag)\r\nIf-Match: \(other)", 412),
        row("If-Match: \(tag)\r\nIf-None-Match: \(tag)", 304),
        row("If-Match: \(tag)\r\nIf-None-Match: \(other)", 200),
        row("If-Match: *\r\nIf-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT", 200),
    ]

struct ConditionalRowTests {
    @Test(arguments: noneMatch) func ifNoneMatch(_ row: Row) throws { try row.check() }
    @Test(arguments: match) func ifMatch(_ row: Row) throws { try row.check() }

    @Test func tagsFollowTheBytes() {
        let snapshot = Snapshot(Array("a".utf8))
        #expect(snapshot.entityTag == Snapshot(Array("a".utf8)).entityTag)
        #expect(snapshot.entityTag != Snapshot(Array("b".utf8)).entityTag)
        // FNV-1a of "a", from the algorithm's own test vectors.
        #expect(String(decoding: snapshot.entityTag, as: UTF8.self) == "\"af63dc4c8601ec8c\"")
    }
}
