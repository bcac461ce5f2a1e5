"""Tables that say what was measured, on what, and what else was going on."""

import datetime
import os
import platform
import statistics
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rig.servers import ROOT
from rig.wrk import Load

RESULTS = ROOT / "Benchmarks/results"


@dataclass
class Row:
    """One server over all rounds."""

    name: str
    microseconds: list[float] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    ended: float = 0
    exported: float = 0
    dropped: float = 0

    @property
    def median(self) -> float:
        return statistics.median(self.microseconds)


def cpu_table(rows: list[Row]) -> str:
    floor = {row.name: row.median for row in rows}
    lines = [
        "| server | CPU µs per request: median (min to max) | × bare epoll | × nginx "
        "| requests/s | p50 | p99 | failures | spans ended | exported | dropped |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        spread = f"{row.median:.2f} ({min(row.microseconds):.2f} to {max(row.microseconds):.2f})"
        cells = [
            row.name,
            spread,
            _ratio(row.median, floor.get("bare epoll")),
            _ratio(row.median, floor.get("nginx")),
            f"{_median(load.per_second for load in row.loads):.0f}",
            f"{_median(load.median_seconds for load in row.loads) * 1e3:.2f} ms",
            f"{_median(load.p99_seconds for load in row.loads) * 1e3:.2f} ms",
            f"{sum(load.failures for load in row.loads)}",
            *(f"{count:,.0f}" for count in (row.ended, row.exported, row.dropped)),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def machine_facts() -> str:
    cpu = "unknown"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.partition(":")[2].strip()
            break
    facts = {
        "processor": f"{cpu}, {len(os.sched_getaffinity(0))} cores seen",
        "kernel": platform.release(),
        "load average before": Path("/proc/loadavg").read_text().split()[0],
        "compiler": _say("swift", "--version").splitlines()[0],
        "nginx": _say("nginx", "-v"),
        "revision": _say("git", "-C", str(ROOT), "describe", "--always", "--dirty"),
    }
    return "\n".join(f"- {name}: {value}" for name, value in facts.items())


def write(name: str, title: str, *parts: str) -> Path:
    """Writes the page, and returns where."""
    date = datetime.datetime.now(datetime.UTC).date().isoformat()
    path = RESULTS / f"{date}-{name}.md"
    RESULTS.mkdir(exist_ok=True)
    path.write_text("\n\n".join([f"# {title}, {date}", *parts]) + "\n")
    return path


def _ratio(value: float, base: float | None) -> str:
    return f"{value / base:.2f}" if base else ""


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


def _say(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return (done.stdout + done.stderr).strip()
