"""Measures what a request costs, and whether memory stays flat. Called by Benchmarks/run."""

import argparse
import json
import tempfile
import time
import urllib.request
from pathlib import Path

from rig.process import Pinned, free_port
from rig.report import Row, cpu_table, machine_facts, write
from rig.servers import RIG, Servers
from rig.wrk import apply_load

HOW = """\
The server has core 0 to itself; wrk and the OTLP receiver share core 1. The cost of a request is
the processor time of the whole server process, its exporter and log threads included, divided by
the requests that wrk saw answered. Rounds are interleaved, so that a change of the machine's mood
meets every server alike; compare ratios within one run. Settings are the defaults, so request
lines above 400 a second are counted instead of written; bare epoll and nginx write none. Where wrk
is the limit, a server waits now and then, and pays for more wake-ups than one at full speed."""

SERVER_CORE, LOAD_CORE = 0, 1
WARM_UP_SECONDS = 1
MEMORY_REQUESTS = 2_000_000
MEMORY_SAMPLES = 8
ALLOWED_GROWTH_BYTES = 4 * 1024 * 1024


def measure_cpu(servers: Servers, names: list[str], rounds: int, seconds: float) -> list[Row]:
    rows = {name: Row(name) for name in names}
    for number in range(rounds):
        for name in names:
            measure_once(servers, rows[name], seconds)
            row = rows[name]
            print(f"round {number + 1}: {name}: {row.microseconds[-1]:.2f} µs", flush=True)
    return list(rows.values())


def measure_once(servers: Servers, row: Row, seconds: float) -> None:
    server = servers.names[row.name]()
    try:
        apply_load(server.url, WARM_UP_SECONDS, LOAD_CORE)
        before = server.process.cpu_seconds()
        load = apply_load(server.url, seconds, LOAD_CORE)
        spent = server.process.cpu_seconds() - before
        row.loads.append(load)
        row.microseconds.append(spent / load.requests * 1e6)
        if row.name.endswith("traced"):
            counts = server.span_counts()
            row.ended += counts.get("ended", 0)
            row.exported += counts.get("exported", 0)
            row.dropped += counts.get("dropped", 0)
    finally:
        server.process.stop()


def receiver_line(port: int) -> str:
    """What the receiver counted itself: the product's own counts need a witness."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as reply:
        counts = json.load(reply)
    return (
        f"The receiver counted {counts['exports']:,} exports of {counts['bytes']:,} bytes "
        "in all rounds, warm-up included. Spans are those of measurement and warm-up up to the "
        "scrape right after; what was neither exported nor dropped by then was still queued."
    )


def measure_memory(servers: Servers) -> tuple[str, bool]:
    """Resident memory over two million traced requests, and whether it stayed flat."""
    server = servers.traced()
    try:
        warm = apply_load(server.url, 5, LOAD_CORE).requests
        time.sleep(6)  # One default export interval: what was queued is gone.
        resident = [server.process.resident_bytes()]
        lines = ["| requests | resident MiB |", "|---|---|", _memory_line(warm, resident[0])]
        done = 0
        while done < MEMORY_REQUESTS:
            target = done + MEMORY_REQUESTS / MEMORY_SAMPLES
            while done < target:
                done += apply_load(server.url, 2, LOAD_CORE).requests
            time.sleep(1)
            resident.append(server.process.resident_bytes())
            lines.append(_memory_line(warm + done, resident[-1]))
        time.sleep(6)
        resident.append(server.process.resident_bytes())
        lines.append(_memory_line(warm + done, resident[-1]) + " (at rest)")
        counts = server.span_counts()
    finally:
        server.process.stop()
    growth = resident[-1] - resident[0]
    is_flat = growth <= ALLOWED_GROWTH_BYTES
    verdict = (
        f"From rest to rest {growth / 2**20:+.1f} MiB over {done:,} requests: "
        f"{'flat' if is_flat else 'NOT FLAT'}. Spans: {counts.get('ended', 0):.0f} ended, "
        f"{counts.get('exported', 0):.0f} exported, {counts.get('dropped', 0):.0f} dropped."
    )
    return "\n".join(lines) + "\n\n" + verdict, is_flat


def _memory_line(requests: int, resident: int) -> str:
    return f"| {requests:,} | {resident / 2**20:.1f} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", choices=["cpu", "memory"], default="cpu")
    parser.add_argument("--name", help="of the page under Benchmarks/results")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--only", nargs="+", help="names of servers, as in the table")
    options = parser.parse_args()

    facts = machine_facts()
    with tempfile.TemporaryDirectory(prefix="gatewayz-bench-") as name:
        folder = Path(name)
        sink_port = free_port()
        sink = Pinned(LOAD_CORE, RIG / "otlp-sink", str(sink_port), folder=folder)
        sink.wait_for_port(sink_port)
        servers = Servers(folder, SERVER_CORE, sink_port)
        try:
            if options.what == "memory":
                text, is_flat = measure_memory(servers)
                path = write(options.name or "memory", "Memory under load", text, facts)
            else:
                names = options.only or list(servers.names)
                rows = measure_cpu(servers, names, options.rounds, options.seconds)
                text, is_flat = cpu_table(rows) + "\n\n" + receiver_line(sink_port), True
                how = f"{options.rounds} interleaved rounds of {options.seconds:g} s. " + HOW
                path = write(options.name or "cpu", "CPU time per request", text, how, facts)
        finally:
            sink.stop()
    print(f"\n{text}\n\nwritten to {path}")
    return 0 if is_flat else 1


if __name__ == "__main__":
    raise SystemExit(main())
