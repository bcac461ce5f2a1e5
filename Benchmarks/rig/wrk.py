"""Load by wrk: closed loop, keep-alive, on a core of its own."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 64
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


@dataclass(frozen=True)
class Load:
    """What one run of wrk saw."""

    requests: int
    per_second: float
    median_seconds: float
    p99_seconds: float
    failures: int


def apply_load(url: str, seconds: float, core: int, script: Path | None = None) -> Load:
    """Requests as fast as the server answers them, on 64 connections from one thread; `script` is
    wrk's own and says what is asked."""
    command = f"taskset -c {core} wrk --latency -t1 -c{CONNECTIONS} -d{seconds:g}s".split()
    done = subprocess.run(
        [*command, *(["-s", script] if script else []), url],
        capture_output=True,
        encoding="utf-8",
        timeout=seconds + 30,
        check=True,
    )
    return parse(done.stdout)


def parse(text: str) -> Load:
    failures = 0
    if errors := re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text
    ):
        failures += sum(map(int, errors.groups()))
    if refused := re.search(r"Non-2xx or 3xx responses: (\d+)", text):
        failures += int(refused[1])
    return Load(
        requests=int(_find(r"(\d+) requests in", text)[1]),
        per_second=float(_find(r"Requests/sec:\s+([\d.]+)", text)[1]),
        median_seconds=_seconds(_find(r"50%\s+([\d.]+)(us|ms|s)", text)),
        p99_seconds=_seconds(_find(r"99%\s+([\d.]+)(us|ms|s)", text)),
        failures=failures,
    )


def _find(pattern: str, text: str) -> re.Match[str]:
    match = re.search(pattern, text)
    if match is None:
        raise RuntimeError(f"wrk did not say {pattern}: {text}")
    return match


def _seconds(match: re.Match[str]) -> float:
    return float(match[1]) * UNITS[match[2]]
