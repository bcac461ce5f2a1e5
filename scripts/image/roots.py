"""Roots in place of the two base images, and the steps of a stage carried out in one of them.

The build stage runs on an overlay of this machine, which stands in for swift:6.3-bookworm; the
runtime stage on a debootstrap of bookworm that is cut down as debian:bookworm-slim is.
"""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path, PurePosixPath

from dockerfile import Stage, copy_from_context, fail, say

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# What debian:bookworm-slim leaves out of every package.
SLIM = """\
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/info/*
path-exclude /usr/share/linda/*
path-exclude /usr/share/lintian/overrides/*
path-exclude /usr/share/locale/*
path-exclude /usr/share/man/*
"""


def run(*command: str, **more: object) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False, **more)
    if done.returncode != 0:
        fail(f"{' '.join(command)[:200]}: exit {done.returncode}")


def overlay(lower: str, folder: Path) -> Path:
    """A root that is `lower` and keeps what is written to it in `folder`/upper."""
    for name in ("upper", "work", "root"):
        (folder / name).mkdir(parents=True)
    options = f"lowerdir={lower},upperdir={folder}/upper,workdir={folder}/work"
    run("mount", "-t", "overlay", "overlay", "-o", options, str(folder / "root"))
    return folder / "root"


def mount_kernel(root: Path) -> None:
    run("mount", "--rbind", "/dev", str(root / "dev"))
    run("mount", "-t", "proc", "proc", str(root / "proc"))


def make_slim(folder: Path) -> None:
    """A bookworm with the packages of debian:bookworm-slim, and this machine's way to the archive.

    Why not part of the measure: none of it is in our layers.
    """
    say("debootstrap of bookworm, in place of debian:bookworm-slim")
    run("debootstrap", "--variant=minbase", "bookworm", str(folder), stdout=subprocess.DEVNULL)
    (folder / "etc/dpkg/dpkg.cfg.d/docker").write_text(SLIM)
    (folder / "etc/apt/apt.conf.d/docker-clean").write_text(
        'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin"; };\n'
        'Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";\nAcquire::Languages "none";\n'
    )
    for name in ("etc/resolv.conf", "etc/hosts"):
        shutil.copy(f"/{name}", folder / name)
    for path in Path("/etc/apt/apt.conf.d").iterdir():
        if "Acquire" in path.read_text():
            shutil.copy(path, folder / "etc/apt/apt.conf.d" / f"machine-{path.name}")
    sources = Path("/etc/apt/sources.list.d/debian.sources")
    if sources.exists():
        (folder / "etc/apt/sources.list").unlink(missing_ok=True)
        shutil.copy(sources, folder / "etc/apt/sources.list.d/debian.sources")


class Runner:
    """Carries out the steps of one stage in its root."""

    def __init__(self, stage: Stage, root: Path, others: dict[str, Path]):
        self.stage, self.root, self.others = stage, root, others
        self.shell = ["/bin/sh", "-c"]
        self.folder = "/"
        path = os.environ["PATH"] if stage.base.startswith("swift:") else PATH
        self.variables = {"HOME": "/root", "PATH": path, "DEBIAN_FRONTEND": "noninteractive"}

    def run(self) -> None:
        for number, (name, text) in enumerate(self.stage.steps, 1):
            begun = time.monotonic()
            self.step(name, text)
            shown = text if len(text) <= 60 else text[:57] + "..."
            place = f"{self.stage.name} {number}/{len(self.stage.steps)}"
            say(f"{place} {name} {shown} ({time.monotonic() - begun:.0f} s)")

    def step(self, name: str, text: str) -> None:
        if name == "SHELL":
            self.shell = json.loads(text)
        elif name == "WORKDIR":
            self.folder = text
            self.place(text).mkdir(parents=True, exist_ok=True)
        elif name == "ENV":
            self.variables |= dict([text.split("=", 1)])
        elif name == "RUN":
            program = f"cd {self.folder} && {{ {text} ; }}"
            run("chroot", str(self.root), *self.shell, program, env=self.variables)
        elif name == "COPY":
            self.copy(text.split())

    def copy(self, words: list[str]) -> None:
        slash = "/" if words[-1].endswith("/") else ""
        target = str(PurePosixPath(self.folder) / words[-1]) + slash
        if not words[0].startswith("--from="):
            copy_from_context(words[:-1], self.root, target)
            return
        origin = self.others[words[0].removeprefix("--from=")]
        for source in words[1:-1]:
            run("cp", "-a", f"{origin}{source}.", str(self.place(target)))

    def place(self, path: str) -> Path:
        return self.root / path.lstrip("/")


def stand_in_for_swift(root: Path) -> None:
    """Puts what our steps name at the place where the swift image has it."""
    toolchain = Path(shutil.which("swift") or fail("no swift here")).resolve().parents[2]
    version = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True)
    if "Swift version 6.3" not in version.stdout:
        fail(f"needs Swift 6.3, this is {version.stdout.splitlines()[0]}")
    place = root / "usr/libexec/swift"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(f"{toolchain}/usr/libexec/swift")


def mounts_below(folder: Path) -> list[str]:
    lines = Path("/proc/self/mounts").read_text().splitlines()
    return [path for path in (line.split()[1] for line in lines) if path.startswith(f"{folder}/")]
