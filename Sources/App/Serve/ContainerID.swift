// Which container this process runs in, out of what the kernel tells every process about itself:
// the names that the container runtimes give to groups and to the files they mount. Pure.

/// Finds the id of a container, 64 hexadecimal digits.
enum ContainerID {
    /// Out of `/proc/self/cgroup`: the innermost group whose name ends in an id, as in
    /// `/docker/<id>`, `…/cri-containerd-<id>.scope` and `…:cri-containerd:<id>`.
    static func ofGroups(_ text: String) -> String? {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            for name in parts[2].split(separator: "/").reversed() {
                if let id = id(inGroup: name) { return id }
            }
        }
        return nil
    }

    /// Out of `/proc/self/mountinfo`, where groups have a namespace of their own: the folder that
    /// the files of the container's network come from. A Kubernetes sandbox has such a folder too;
    /// its id is not the container's.
    static func ofMounts(_ text: String) -> String? {
        let mountPoints: Set<Substring> = ["/etc/hostname", "/etc/hosts", "/etc/resolv.conf"]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 5, mountPoints.contains(fields[4]) else { continue }
            let folders = fields[3].split(separator: "/")
            for (index, name) in folders.enumerated().dropFirst() {
                let isContainers = ["containers", "overlay-containers"].contains(folders[index - 1])
                if isContainers, isID(name) { return String(name) }
            }
        }
        return nil
    }

    private static func id(inGroup name: Substring) -> String? {
        let bare = name.hasSuffix(".scope") ? name.dropLast(".scope".count) : name
        let tail = bare.suffix(while: { $0 != "-" && $0 != ":" })
        return isID(tail) ? String(tail) : nil
    }

    private static func isID(_ text: Substring) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy(\.isLowercaseHexDigit)
    }
}

extension Substring {
    /// The longest end of which every character is of a kind.
    fileprivate func suffix(while isOfKind: (Character) -> Bool) -> Substring {
        let start = lastIndex { !isOfKind($0) }.map { index(after: $0) } ?? startIndex
        return self[start...]
    }
}
