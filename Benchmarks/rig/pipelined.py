"""Sixteen requests in flight on each connection: what a core answers when the kernel rests."""

import statistics

from rig.servers import ROOT, Servers
from rig.wrk import apply_load

HOW = """\
64 connections with 16 requests each under way (wrk's pipelining), one route, replies of one size.
Requests per second of the server's own core: replies that wrk read over the processor time of the
whole server process, so that the load's core is no limit. The server has core 0, wrk and the OTLP
receiver share core 1. Every 10,000 requests both servers close a connection, and wrk opens a new
one."""

SCRIPT = ROOT / "Benchmarks/pipeline.lua"
NGINX = "nginx"
NAMES = (NGINX, "gatewayz-api, tracing off", "gatewayz-api, traced")
WARM_UP_SECONDS = 1
GOAL = 4


def measure(servers: Servers, rounds: int, seconds: float, core: int) -> tuple[str, bool]:
    per_core: dict[str, list[float]] = {name: [] for name in NAMES}
    per_second: dict[str, list[float]] = {name: [] for name in NAMES}
    for number in range(rounds):
        for name in NAMES:
            server = servers.names[name]()
            try:
                apply_load(server.url, WARM_UP_SECONDS, core, script=SCRIPT)
                before = server.process.cpu_seconds()
                load = apply_load(server.url, seconds, core, script=SCRIPT)
                spent = server.process.cpu_seconds() - before
            finally:
                server.process.stop()
            per_core[name].append(load.requests / spent)
            per_second[name].append(load.per_second)
            print(f"round {number + 1}: {name}: {load.requests / spent:,.0f} a core second")
    base = statistics.median(per_core[NGINX])
    lines = [
        "| server | requests/s of one core: median (min to max) | × nginx | requests/s seen |",
        "|---|---|---|---|",
    ]
    for name in NAMES:
        values = per_core[name]
        median = statistics.median(values)
        lines.append(
            f"| {name} | {median:,.0f} ({min(values):,.0f} to {max(values):,.0f}) "
            f"| {median / base:.2f} | {statistics.median(per_second[name]):,.0f} |"
        )
    untraced = statistics.median(per_core[NAMES[1]]) / base
    verdict = "kept" if untraced >= GOAL else "NOT KEPT"
    lines.append(f"\nAt least {GOAL} times nginx with tracing off: {verdict}, {untraced:.2f}.")
    return "\n".join(lines), untraced >= GOAL
