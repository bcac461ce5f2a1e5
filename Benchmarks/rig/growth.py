"""Whether memory stays where it is over very many requests, and over very many connections."""

import time
from pathlib import Path

from rig.process import Memory
from rig.servers import ROOT, Running, Servers
from rig.wrk import apply_load

HOW = """\
The product traced to the receiver, on core 0; wrk with 64 connections on core 1. Samples are of
/proc/<pid>/status. The first row is after a warm-up and one export interval at rest, the last one
again at rest: flat means that these two differ by no more than 4 MiB."""

SAMPLES = 10
WARM_UP_SECONDS = 5
REST_SECONDS = 6
ALLOWED_GROWTH_BYTES = 4 * 1024 * 1024
ALLOWED_DESCRIPTORS = 4  # Of probes and exports that happen to be under way.
CLOSING = ROOT / "Benchmarks/closing.lua"


def measure(servers: Servers, requests: int, connections: int, core: int) -> tuple[str, bool]:
    parts, verdicts = [], []
    for title, count, script in (
        ("requests on keep-alive connections", requests, None),
        ("connections of one request each", connections, CLOSING),
    ):
        if count > 0:
            text, is_flat = grow(servers, title, count, script, core)
            parts.append(f"## {count:,} {title}\n\n{text}")
            verdicts.append(is_flat)
    return "\n\n".join(parts), all(verdicts)


def grow(
    servers: Servers, title: str, count: int, script: Path | None, core: int
) -> tuple[str, bool]:
    server = servers.traced()
    try:
        apply_load(server.url, WARM_UP_SECONDS, core, script=script)
        time.sleep(REST_SECONDS)
        samples = [server.process.memory()]
        lines = [f"| {title} | resident MiB | anonymous MiB | descriptors |", "|---|---|---|---|"]
        lines.append(_line(0, samples[-1]))
        done = failures = 0
        for number in range(SAMPLES):
            while done < count * (number + 1) / SAMPLES:
                load = apply_load(server.url, 2, core, script=script)
                done += load.requests
                failures += load.failures
            samples.append(server.process.memory())
            lines.append(_line(done, samples[-1]))
            print(f"{title}: {done:,}: {samples[-1]}", flush=True)
        time.sleep(REST_SECONDS)
        samples.append(server.process.memory())
        lines.append(_line(done, samples[-1]) + " at rest |")
        spans = _spans(server)
    finally:
        server.process.stop()
    growth = samples[-1].resident - samples[0].resident
    opened = samples[-1].descriptors - samples[0].descriptors
    is_flat = growth <= ALLOWED_GROWTH_BYTES and opened <= ALLOWED_DESCRIPTORS
    verdict = "flat" if is_flat else "NOT FLAT"
    lines.append(
        f"\nFrom rest to rest {growth / 2**20:+.2f} MiB resident, "
        f"{(samples[-1].anonymous - samples[0].anonymous) / 2**20:+.2f} MiB anonymous over "
        f"{done:,}: {verdict}. {failures} failures. {spans}"
    )
    return "\n".join(lines), is_flat


def _spans(server: Running) -> str:
    counts = server.span_counts()
    named = ("ended", "exported", "dropped")
    return "Spans: " + ", ".join(f"{counts.get(name, 0):,.0f} {name}" for name in named) + "."


def _line(done: int, memory: Memory) -> str:
    resident, anonymous = memory.resident / 2**20, memory.anonymous / 2**20
    return f"| {done:,} | {resident:.2f} | {anonymous:.2f} | {memory.descriptors} |"
