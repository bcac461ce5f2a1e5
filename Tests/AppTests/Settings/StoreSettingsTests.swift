// Where the store lies, and whether that outlives a deployment.
import Testing

@testable import App

struct StoreSettingsTests {
    @Test(arguments: [
        ([:], "data/gatewayz.db", false),
        (["RAILWAY_VOLUME_MOUNT_PATH": "/data"], "/data/gatewayz.db", false),
        (["RAILWAY_VOLUME_MOUNT_PATH": "/data/"], "/data/gatewayz.db", false),
        (["SQLITE_PATH": "/x/y.db", "RAILWAY_VOLUME_MOUNT_PATH": "/data"], "/x/y.db", true),
    ])
    func thePath(process: [String: String], path: String, isSet: Bool) {
        let store = LoadedConfiguration(.process(process)).settings.store
        #expect(store.path == path)
        #expect(store.isPathSet == isSet)
    }

    @Test(arguments: [
        ("/data/gatewayz.db", "/data", false, true), ("/data/gatewayz.db", "/data/", false, true),
        ("/database/x.db", "/data", false, false), ("data/x.db", nil, false, false),
        ("data/x.db", nil, true, true), ("/data/../x.db", "/data", false, false),
        (":memory:", "/data", true, false), ("/x.db", "", false, false),
    ])
    func durability(path: String, mount: String?, isOnOtherDevice: Bool, isDurable: Bool) {
        let store = StoreSettings(path: path, isPathSet: true, volumeMountPath: mount)
        #expect(
            store.isDurable(in: .production, isOnOtherDevice: isOnOtherDevice) == isDurable)
    }

    @Test func inDevelopmentAFileIsDurableEnough() {
        let file = StoreSettings(path: "data/x.db", isPathSet: false)
        #expect(file.isDurable(in: .development, isOnOtherDevice: false))
    }
}
