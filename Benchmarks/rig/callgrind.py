"""Call counts by callgrind: who called what how often, on the thread that serves requests."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = [
    "valgrind",
    "--tool=callgrind",
    "--separate-threads=yes",
    "--compress-strings=no",
    "--compress-pos=no",
    "--callgrind-out-file=calls",
]


@dataclass
class Calls:
    """What one thread did between two dumps."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)  # By (caller, callee).
    own: Counter[str] = field(default_factory=Counter)  # Instructions by function.
    inclusive: Counter[str] = field(default_factory=Counter)

    def of(self, names: Iterable[str]) -> Counter[tuple[str, str]]:
        """The calls of functions by these names from functions by other names."""
        wanted = set(names)
        return Counter(
            {
                pair: count
                for pair, count in self.counts.items()
                if pair[1] in wanted and pair[0] not in wanted
            }
        )

    def total(self, names: Iterable[str]) -> int:
        return sum(self.of(names).values())


def zero(pid: int) -> None:
    _control("-z", pid)


def dump(pid: int, folder: Path) -> list[Calls]:
    """The calls of each thread since `zero`."""
    before = set(folder.glob("calls*"))
    _control("-d", pid)
    return [parse(path.read_text()) for path in sorted(set(folder.glob("calls*")) - before)]


def serving_thread(threads: list[Calls]) -> Calls:
    """The one that received most from its sockets."""
    return max(threads, key=lambda calls: calls.total(["recv", "__recv", "recvfrom"]))


def parse(text: str) -> Calls:
    calls = Calls()
    caller = callee = ""
    expects_cost_of_call = False
    for line in text.splitlines():
        if line.startswith("fn="):
            caller = _plain(line[3:])
        elif line.startswith("cfn="):
            callee = _plain(line[4:])
        elif line.startswith("calls="):
            calls.counts[caller, callee] += int(line[6:].split()[0])
            expects_cost_of_call = True
        elif line[:1].isdigit():
            cost = int(line.split()[1])
            if expects_cost_of_call:
                # Why: a recursive call's cost is contained in its caller's own inclusive cost.
                if caller != callee:
                    calls.inclusive[caller] += cost
                expects_cost_of_call = False
            else:
                calls.own[caller] += cost
                calls.inclusive[caller] += cost
    return calls


def demangled(names: Iterable[str]) -> dict[str, str]:
    """Swift's names as they are written, where the toolchain is at hand."""
    listed = list(names)
    done = subprocess.run(
        ["swift", "demangle", "--compact", "--simplified"],
        input="\n".join(listed),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return dict(zip(listed, done.stdout.splitlines(), strict=True))


def _plain(name: str) -> str:
    """Without the mark of a recursion and of a cloned function."""
    return re.sub(r"('\d+|@@?[\w.]+)$", "", name)


def _control(action: str, pid: int) -> None:
    subprocess.run(
        ["callgrind_control", action, str(pid)],
        check=True,
        capture_output=True,
        timeout=120,
    )
