// Where the spool is, and when there is none.
import Testing

@testable import App

struct DiskSettingsTests {
    @Test(arguments: [
        ([:], "data/spool"), (["SQLITE_PATH": "x.db"], "spool"),
        (["SQLITE_PATH": "/x.db"], "/spool"), (["SQLITE_PATH": "/a/b/x.db"], "/a/b/spool"),
        (["RAILWAY_VOLUME_MOUNT_PATH": "/data"], "/data/spool"),
        (["SPOOL_DIRECTORY": "/var/spool/gatewayz"], "/var/spool/gatewayz"),
        (["SPOOL_DIRECTORY": "s", "SQLITE_PATH": ":memory:"], "s"),
    ])
    func theDirectory(_ process: [String: String], _ path: String) {
        #expect(LoadedConfiguration(.process(process)).settings.spool.place == .directory(path))
    }

    @Test(arguments: [
        (["SPOOL_DIRECTORY": "off"], "SPOOL_DIRECTORY is off"),
        (["SPOOL_DIRECTORY": "OFF"], "SPOOL_DIRECTORY is off"),
        (["SPOOL_MAX_BYTES": "0"], "SPOOL_MAX_BYTES is 0"),
        (
            ["SQLITE_PATH": ":memory:"],
            "SQLITE_PATH is :memory: and SPOOL_DIRECTORY is not set"
        ),
    ])
    func noDirectory(_ process: [String: String], _ reason: String) {
        #expect(LoadedConfiguration(.process(process)).settings.spool.place == .off(reason: reason))
    }

    @Test func theBounds() {
        let spool = LoadedConfiguration(.process([:])).settings.spool
        #expect(spool.maximumBytes == 256 << 20 && spool.maximumAge == .seconds(86_400))
        let other = LoadedConfiguration(
            .process(["SPOOL_MAX_BYTES": "1000", "SPOOL_MAX_AGE": "60.5"])
        ).settings.spool
        #expect(other.maximumBytes == 1_000 && other.maximumAge == .milliseconds(60_500))
    }

    @Test func theReportSaysWhereItIs() throws {
        let report = LoadedConfiguration(.process([:])).report
        let row = try #require(report.first { $0.definition.names == ["SPOOL_DIRECTORY"] })
        #expect(row.value == .text("data/spool") && row.name == nil)
    }
}
