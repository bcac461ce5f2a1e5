// Whether the store can be kept where it is put, from facts and from this machine's own folders.
import Testing

@testable import App

struct StorePlaceTests {
    private func facts(_ writable: Bool, owner: UInt32 = 0, user: UInt32 = 10_001) -> PlaceFacts {
        PlaceFacts(
            folder: "/data", ownerUserID: owner, userID: user, isWritable: writable,
            isFilePresent: false)
    }

    private func place(_ process: [String: String], _ facts: PlaceFacts?) -> StorePlace {
        StorePlace(LoadedConfiguration(.process(process)).settings, facts)
    }

    private let volume = [
        "RAILWAY_VOLUME_MOUNT_PATH": "/data", "APP_ENV": "staging", "TEMPO_ENABLED": "false",
    ]

    @Test func aVolumeOfRootIsNamedWithTheRemedy() {
        let place = place(volume, facts(false))
        #expect(place.outcome == .failed)
        #expect(place.detail.contains("the volume at /data belongs to root"))
        #expect(place.detail.contains("user 10001"))
        #expect(place.remedy?.contains("RAILWAY_RUN_UID=0") == true)
        var inputs = SettingsInputs.process(volume)
        #expect(LoadedConfiguration(inputs).warnings.isEmpty)
        let refused = facts(false)
        inputs.placeFacts = { $0 == "/data/gatewayz.db" ? refused : nil }
        #expect(LoadedConfiguration(inputs).warnings.map(\.name) == ["RAILWAY_VOLUME_MOUNT_PATH"])
    }

    @Test func aVolumeThatCanBeWrittenPasses() {
        let place = place(volume, facts(true))
        #expect(place.outcome == .passed)
        #expect(place.remedy == nil)
        #expect(!place.isVolumeOfRoot)
    }

    @Test func aFolderWhoseNameBeginsLikeTheVolumesIsNotTheVolume() {
        let place = place(
            volume.merging(["SQLITE_PATH": "/database/x.db"]) { $1 }, facts(false))
        #expect(!place.isVolumeOfRoot)
        #expect(place.remedy?.contains("SQLITE_PATH") == true)
    }

    @Test func anotherFolderThatCannotBeWrittenIsNoVolumeOfRoot() {
        let place = place(["SQLITE_PATH": "/data/x.db"], facts(false, owner: 7))
        #expect(!place.isVolumeOfRoot)
        #expect(place.outcome == .failed)
        #expect(place.detail.contains("belongs to user 7"))
        #expect(place.remedy?.contains("SQLITE_PATH") == true)
    }

    @Test func whatEndsWithTheProcessOrTheDeploymentIsAWarning() {
        let memory = place(["SQLITE_PATH": ":memory:"], nil)
        #expect(memory.outcome == .warned)
        let gone = place(["APP_ENV": "staging", "SQLITE_PATH": "/gatewayz.db"], facts(true))
        #expect(gone.outcome == .warned)
        #expect(gone.remedy?.contains("Mount a volume") == true)
    }

    @Test func aDirectoryInPlaceOfTheFileFails() throws {
        let facts = try #require(ProcessFacts.place(of: "/tmp"))
        #expect(facts.isDirectory)
        let place = place(["SQLITE_PATH": "/tmp"], facts)
        #expect(place.outcome == .failed)
        #expect(place.detail == "/tmp is a directory, not a file")
        #expect(place.remedy == "Set SQLITE_PATH to a file, such as /tmp/gatewayz.db.")
        #expect(try #require(ProcessFacts.place(of: "/usr/bin/env")).isDirectory == false)
    }

    @Test(arguments: ["/usr/bin/x", "/no/such/folder/x", "x", "/x"])
    func theNearestFolderIsFound(path: String) throws {
        let facts = try #require(ProcessFacts.place(of: path))
        #expect(!facts.isFilePresent)
        let folder = ["/usr/bin/x": "/usr/bin", "x": "."][path] ?? "/"
        #expect(facts.folder == folder)
    }
}
