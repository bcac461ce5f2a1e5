"""Measures what requests and connections cost. Called by Benchmarks/run."""

import argparse
import json
import tempfile
import urllib.request
from pathlib import Path

from rig import growth, idle, pipelined, slow_heads
from rig.closed_loop import apply_requests, differing, repeated
from rig.process import Pinned, free_port
from rig.report import Row, cpu_table, machine_facts, write
from rig.servers import DIFFERING, RIG, Servers

HOW = """\
The server has core 0 to itself; the load and the OTLP receiver share core 1. The cost of a request
is the processor time of the whole server process, its exporter and log threads included, divided by
the requests that were answered. Rounds are interleaved, so that a change of the machine's mood
meets every server alike; compare ratios within one run. Settings are the defaults, so request
lines above 400 a second are counted instead of written, but for the row that says otherwise; bare
epoll and nginx write none. The load asks as a poller does, with the same bytes each time, but for
the last row, where each request carries a traceparent of its own. Where the load is the limit, a
server waits now and then, and pays for more wake-ups than one at full speed."""

SERVER_CORE, LOAD_CORE = 0, 1
WARM_UP_SECONDS = 1


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
        requests = (differing if row.name == DIFFERING else repeated)(server.url)
        apply_requests(server.url, requests, WARM_UP_SECONDS, LOAD_CORE)
        before = server.process.cpu_seconds()
        load = apply_requests(server.url, requests, seconds, LOAD_CORE)
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


def measure(what: str, servers: Servers, sink_port: int, options: argparse.Namespace) -> bool:
    """Measures one thing and writes its page; whether what is promised of it was kept."""
    rounds, seconds = options.rounds, options.seconds
    how = f"{rounds} interleaved rounds of {seconds:g} s. "
    if what == "pipelined":
        title, how = "Sixteen requests pipelined", how + pipelined.HOW
        text, is_kept = pipelined.measure(servers, rounds, seconds, LOAD_CORE)
    elif what == "idle":
        title, how = "Memory at rest", idle.HOW
        text, is_kept = idle.measure(servers, options.connections or idle.CONNECTIONS)
    elif what == "memory":
        title, how = "Memory over many requests and connections", growth.HOW
        counts = options.requests, options.connections or 1_000_000
        text, is_kept = growth.measure(servers, *counts, LOAD_CORE)
    elif what == "slow-heads":
        title, how = "/health under slow heads", f"{rounds} interleaved rounds. {slow_heads.HOW}"
        text, is_kept = slow_heads.measure(servers, rounds, LOAD_CORE)
    else:
        title, how = "CPU time per request", how + HOW
        rows = measure_cpu(servers, options.only or list(servers.names), rounds, seconds)
        text, is_kept = cpu_table(rows) + "\n\n" + receiver_line(sink_port), True
    path = write(options.name or what, title, text, how, machine_facts())
    print(f"\n{text}\n\nwritten to {path}", flush=True)
    return is_kept


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    known = ["cpu", "pipelined", "idle", "memory", "slow-heads"]
    parser.add_argument("what", nargs="?", choices=known, default="cpu")
    parser.add_argument("--name", help="of the page under Benchmarks/results")
    parser.add_argument("--rounds", type=int, default=5)
    # Why eight: a neighbour's burst lasts several seconds, and covers a shorter round whole.
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--only", nargs="+", help="names of servers, as in the table of cpu")
    parser.add_argument("--requests", type=int, default=10_000_000, help="of memory")
    parser.add_argument("--connections", type=int, help="of memory and of idle")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="gatewayz-bench-") as name:
        folder = Path(name)
        sink_port = free_port()
        sink = Pinned(LOAD_CORE, RIG / "otlp-sink", str(sink_port), folder=folder)
        sink.wait_for_port(sink_port)
        try:
            servers = Servers(folder, SERVER_CORE, sink_port)
            is_kept = measure(options.what, servers, sink_port, options)
        finally:
            sink.stop()
    return 0 if is_kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
