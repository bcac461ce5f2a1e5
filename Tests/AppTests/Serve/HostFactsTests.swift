// What the files of real machines say, and which of it becomes an attribute.
import Testing

@testable import App

struct HostFactsTests {
    private static let id = "dc64b5743252dbaef6e30521c34d6bbd1620c8ce65bdb7bf9e7143b61bb5b183"
    private static let other = "996ee5b0ef27e8a3cb0a2e2bdc6d3f6a4ac3c8c1fb4bb5ac0f4f3a9a2f0f62a7"

    private func facts(_ files: [String: String]) -> HostFacts { HostFacts { files[$0] } }

    @Test(
        arguments: [
            ("12:pids:/docker/\(id)\n11:cpu:/docker/\(id)\n0::/\n", id),
            ("1:name=systemd:/system.slice/docker-\(id).scope\n", id),
            ("0::/system.slice/docker-\(id).scope\n", id),
            ("9:memory:/kubepods/burstable/pod2f399aae-6df7-4e2c-bc4d-a5a8b7d2e5ba/\(id)\n", id),
            (
                "0::/kubepods.slice/kubepods-besteffort.slice/"
                    + "kubepods-besteffort-pod2f399aae_6df7_4e2c.slice/"
                    + "cri-containerd-\(id).scope\n", id
            ),
            ("0::/kubepods.slice/kubepods-pod4e2c.slice/crio-\(id).scope/container\n", id),
            ("1:cpuset:/kubepods-pod4e2c.slice:cri-containerd:\(id)\n", id),
            ("0::/machine.slice/libpod-\(id).scope/container\n", id),
            ("4:memory:/ecs/4d1a6e52b0ef4b1f9a0a8e2a0b0c0d0e/\(id)\n", id),
            ("3:cpu:/docker/\(other)/docker/\(id)\n", id),
            ("0::/\n1:name=systemd:/lxc/web\n7:pids:/docker/\(id)", id),
            ("0::/\n", nil), ("", nil), ("0::/user.slice/user-1000.slice/session-3.scope\n", nil),
            ("4:memory:/process_api/3c4d4bf32ca7d18669bb242cee114e59\n", nil),
            ("4:memory:/docker/\(id)0\n4:cpu:/docker/\(id.dropLast())\n", nil),
            ("4:memory:/docker/\(id.uppercased())\n", nil), ("docker/\(id)\n", nil),
        ] as [(String, String?)])
    func theContainerOfAGroup(text: String, id: String?) {
        #expect(facts(["/proc/self/cgroup": text]).containerID == id)
    }

    @Test(
        arguments: [
            (
                "473 456 254:1 /docker/containers/\(id)/hostname /etc/hostname rw,relatime - ext4 "
                    + "/dev/vda1 rw\n", id
            ),
            (
                "1061 1043 253:0 /var/lib/docker/containers/\(id)/resolv.conf /etc/resolv.conf "
                    + "rw,relatime - xfs /dev/mapper/root rw\n", id
            ),
            (
                "1096 1088 0:104 /containers/overlay-containers/\(id)/userdata/hostname "
                    + "/etc/hostname rw,nosuid - tmpfs tmpfs rw\n", id
            ),
            (
                "1222 1214 8:1 /var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/\(id)/"
                    + "hostname /etc/hostname rw,relatime - ext4 /dev/sda1 rw\n", nil
            ),
            (
                "1217 1213 8:1 /var/lib/kubelet/pods/2f399aae/containers/app/1a2b3c4d "
                    + "/dev/termination-log rw - ext4 /dev/sda1 rw\n", nil
            ),
            ("570 560 254:1 /docker/containers/\(id)/mounts/shm /dev/shm rw - tmpfs shm rw\n", nil),
            (
                "22 1 0:60 / / rw - overlay overlay rw,lowerdir=/docker/containers/\(other)\n",
                nil
            ),
            ("22 27 0:21 / /proc rw,relatime - proc proc rw\n", nil), ("", nil),
        ] as [(String, String?)])
    func theContainerOfAMount(text: String, id: String?) {
        #expect(facts(["/proc/self/mountinfo": text]).containerID == id)
    }

    @Test func theGroupIsAskedBeforeTheMounts() {
        let mounts =
            "473 456 254:1 /docker/containers/\(Self.other)/hosts /etc/hosts rw - ext4 a rw\n"
        let both = ["/proc/self/cgroup": "0::/docker/\(Self.id)\n", "/proc/self/mountinfo": mounts]
        #expect(facts(both).containerID == Self.id)
        let hidden = ["/proc/self/cgroup": "0::/\n", "/proc/self/mountinfo": mounts]
        #expect(facts(hidden).containerID == Self.other)
    }

    private static let machine = "3c4d4bf32ca7d18669bb242cee114e59"

    @Test(
        arguments: [
            ("\(machine)\n", nil, machine), (machine, "other", machine),
            (nil, "\(machine)\n", machine), ("uninitialized\n", "\(machine)\n", machine),
            ("", nil, nil), ("\n", nil, nil), (String(repeating: "0", count: 32), nil, nil),
            (machine.uppercased(), nil, nil), (machine + "0", nil, nil), (nil, nil, nil),
        ] as [(String?, String?, String?)])
    func theMachine(system: String?, bus: String?, id: String?) {
        var files: [String: String] = [:]
        files["/etc/machine-id"] = system
        files["/var/lib/dbus/machine-id"] = bus
        #expect(facts(files).machineID == id)
    }

    private static let debian = """
        PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
        NAME="Debian GNU/Linux"
        VERSION_ID="12"
        # NAME=other
        """
    private static let alpine = """
        NAME="Alpine Linux"
        ID=alpine
        VERSION_ID=3.20.3
        PRETTY_NAME='Alpine Linux v3.20'
        """
    private static let arch = """
        NAME="Arch Linux"
        PRETTY_NAME="Arch \\"Linux\\" \\$"
        BUILD_ID=rolling
        VERSION_ID=
        """

    @Test(
        arguments: [
            (debian, "Debian GNU/Linux", "12", "6.1.0-26-amd64", "Debian GNU/Linux 12 (bookworm)"),
            (alpine, "Alpine Linux", "3.20.3", "6.1.0-26-amd64", "Alpine Linux v3.20"),
            (arch, "Arch Linux", nil, "rolling", #"Arch "Linux" $"#),
            ("", nil, nil, "6.1.0-26-amd64", nil),
            ("nonsense\n=\n", nil, nil, "6.1.0-26-amd64", nil),
        ] as [(String, String?, String?, String?, String?)])
    func theSystem(
        text: String, name: String?, version: String?, build: String?, description: String?
    ) {
        for path in ["/etc/os-release", "/usr/lib/os-release"] {
            let found = facts([path: text, "/proc/sys/kernel/osrelease": "6.1.0-26-amd64\n"])
            #expect(found.osName == name && found.osVersion == version)
            #expect(found.osBuildID == build && found.osDescription == description)
        }
    }

    @Test(arguments: [(HostFacts.maximumBytes, true), (HostFacts.maximumBytes + 1, false)])
    func aFactHasABound(bytes: Int, isKept: Bool) {
        let name = String(repeating: "a", count: bytes)
        #expect((facts(["/etc/os-release": "NAME=\(name)"]).osName == name) == isKept)
        #expect((HostFacts(executablePath: name) { _ in nil }.executablePath == name) == isKept)
        #expect(HostFacts(executablePath: "/a\u{1}b") { _ in nil }.executablePath == nil)
    }

    @Test func withoutFilesNothingIsMadeUp() {
        #expect(facts([:]) == HostFacts { _ in "" })
        #expect(facts([:]).machineID == nil && facts([:]).containerID == nil)
    }

    @Test func theRealProcessKnowsItself() throws {
        let path = try #require(HostFacts.ofThisProcess().executablePath)
        #expect(path.hasPrefix("/") && HostFacts.ofThisProcess().osBuildID != nil)
    }
}
