"""A pinned process and what it has cost so far, read from /proc."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Memory:
    """What a process holds, in bytes, and how many threads and descriptors it has."""

    resident: int
    anonymous: int
    threads: int
    descriptors: int


class Pinned:
    """A program on one core; its cost is that of all its threads."""

    def __init__(self, core: int, *command: str | Path, folder: Path, **environment: str):
        with (folder / "output.log").open("ab") as log:
            self._process = subprocess.Popen(
                ["taskset", "-c", str(core), *map(str, command)],
                cwd=folder,
                env={"PATH": os.environ["PATH"], "HOME": str(folder)} | environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    @property
    def pid(self) -> int:
        """taskset executes the program in its own place."""
        return self._process.pid

    def wait_for_port(self, port: int) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"exited with {self._process.returncode} before it listened")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"nothing listens on {port}")

    def cpu_seconds(self) -> float:
        """User and system time of the whole process since it began."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self) -> Memory:
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        fields = dict(line.split(":", 1) for line in lines)
        return Memory(
            resident=int(fields["VmRSS"].split()[0]) * 1024,
            anonymous=int(fields["RssAnon"].split()[0]) * 1024,
            threads=int(fields["Threads"]),
            descriptors=len(list(Path(f"/proc/{self.pid}/fd").iterdir())),
        )

    def thread(self, name: str) -> int:
        """The kernel's id of the thread of that name."""
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            if (task / "comm").read_text().strip() == name:
                return int(task.name)
        raise RuntimeError(f"no thread is called {name}")

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
