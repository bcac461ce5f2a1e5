"""Runs every step of the Dockerfile on a Debian 12 machine that has no container engine.

The steps are read from the Dockerfile itself; nothing outside a temporary folder is changed. Then
the image is weighed and started. Needs root, debootstrap and Swift 6.3: see scripts/prove-image.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from dockerfile import ROOT, environment_of, fail, read_dockerfile, say
from roots import (
    Runner,
    make_slim,
    mount_kernel,
    mounts_below,
    overlay,
    run,
    stand_in_for_swift,
)
from starting import ENVIRONMENTS, prove_start

COMPRESSED_BYTES = 20_000_000
UNPACKED_BYTES = 45_000_000


def measure(upper: Path) -> None:
    unpacked = sum(
        path.lstat().st_size
        for path in upper.rglob("*")
        if path.is_file() and not path.is_symlink()
    )
    packed = subprocess.run(
        ["bash", "-o", "pipefail", "-c", "tar -C \"$0\" -c . | gzip -6 | wc -c", str(upper)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    compressed = int(packed.stdout)
    parts = sorted(
        ((path.lstat().st_size, path) for path in upper.rglob("*") if path.is_file()), reverse=True
    )
    for size, path in parts[:8]:
        say(f"  {size / 1e6:5.1f} MB  /{path.relative_to(upper)}")
    say(
        f"over debian:bookworm-slim: {compressed / 1e6:.1f} MB compressed (at most"
        f" {COMPRESSED_BYTES / 1e6:.0f}), {unpacked / 1e6:.1f} MB unpacked (at most"
        f" {UNPACKED_BYTES / 1e6:.0f})"
    )
    if compressed > COMPRESSED_BYTES or unpacked > UNPACKED_BYTES:
        fail("the image is too large")


def prove_libraries(root: Path, binary: str) -> None:
    listed = subprocess.run(
        ["chroot", str(root), "ldd", binary], check=True, capture_output=True, text=True
    ).stdout
    if "not found" in listed:
        fail(f"libraries are missing:\n{listed}")
    if "libswift" in listed:
        fail(f"Swift's libraries are not linked in:\n{listed}")
    say(f"{binary} finds all of its {len(listed.splitlines())} libraries")


def prove_backtraces(root: Path, setting: str) -> None:
    """A crash is told with a backtrace only where its program can start."""
    program = dict(pair.split("=", 1) for pair in setting.split(","))["swift-backtrace"]
    run("chroot", str(root), program, "--help", stdout=subprocess.DEVNULL)


def prove_all() -> None:
    stages = read_dockerfile((ROOT / "Dockerfile").read_text())
    if [stage.base for stage in stages] != ["swift:6.3-bookworm", "debian:bookworm-slim"]:
        fail("the bases are not the two that this machine can stand in for")
    release = Path("/etc/os-release").read_text()
    if "VERSION_CODENAME=bookworm" not in release:
        fail("runs on Debian 12 alone, as both stages do")
    build, runtime = stages
    with tempfile.TemporaryDirectory(prefix="prove-image.", dir="/var/tmp") as name:
        folder = Path(name)
        try:
            build_root = overlay("/", folder / "build")
            stand_in_for_swift(build_root)
            mount_kernel(build_root)
            Runner(build, build_root, {}).run()
            # Why in memory: dpkg waits for the disk after every file.
            memory = folder / "memory"
            memory.mkdir()
            run("mount", "-t", "tmpfs", "-o", "size=2g", "tmpfs", str(memory))
            make_slim(memory / "slim")
            root = overlay(str(memory / "slim"), memory / "image")
            mount_kernel(root)
            Runner(runtime, root, {build.name: build_root}).run()
            measure(memory / "image/upper")
            prove_libraries(root, json.loads(runtime.last("ENTRYPOINT"))[0])
            run("mount", "-o", "remount,ro", str(root))
            prove_backtraces(root, environment_of(runtime)["SWIFT_BACKTRACE"])
            for environment in ENVIRONMENTS:
                run("unshare", "--net", "--mount", sys.executable, __file__,
                    "--start", str(root), environment)  # fmt: skip
        finally:
            for path in sorted(mounts_below(folder), reverse=True):
                subprocess.run(["umount", "--recursive", "--lazy", path], check=False)
    say("every step of both stages ran, and the image does what it should")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--start"]:
        prove_start(sys.argv[2], sys.argv[3])
    else:
        prove_all()
