"""How soon /health answers while thousands of clients never finish their request heads."""

import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

from rig.idle import allow_descriptors
from rig.servers import Running, Servers

HOW = """\
5,000 connections send a request head one byte every two seconds and never end it; one that the
server closes is opened again at once. Meanwhile one keep-alive connection asks /health 2,000 times,
each request after the reply to the last. The server has core 0, both clients share core 1. p99 of
the 2,000 in each round."""

HELD = 5_000
REQUESTS = 2_000
LIMIT_SECONDS = 0.010
LIMIT_RATIO = 1.5
NAMES = ("nginx", "gatewayz-api, traced")
DRIPPER = Path(__file__).with_name("dripper.py")


def measure(servers: Servers, rounds: int, core: int, held: int = HELD) -> tuple[str, bool]:
    allow_descriptors(held + 200)
    p99: dict[str, list[float]] = {name: [] for name in NAMES}
    median: dict[str, list[float]] = {name: [] for name in NAMES}
    os.sched_setaffinity(0, {core})
    for number in range(rounds):
        for name in NAMES:
            server = servers.names[name]()
            try:
                times = sorted(under_slow_heads(server, held))
            finally:
                server.process.stop()
            p99[name].append(times[int(len(times) * 0.99)])
            median[name].append(times[len(times) // 2])
            print(f"round {number + 1}: {name}: p99 {p99[name][-1] * 1e3:.2f} ms", flush=True)
    lines = [
        "| server | p50, median of rounds | p99: median (min to max) | × nginx |",
        "|---|---|---|---|",
    ]
    base = statistics.median(p99["nginx"])
    for name in NAMES:
        values = p99[name]
        lines.append(
            f"| {name} | {statistics.median(median[name]) * 1e3:.2f} ms "
            f"| {statistics.median(values) * 1e3:.2f} ms "
            f"({min(values) * 1e3:.2f} to {max(values) * 1e3:.2f}) "
            f"| {statistics.median(values) / base:.2f} |"
        )
    ours = statistics.median(p99[NAMES[1]])
    is_kept = ours <= LIMIT_SECONDS and ours / base <= LIMIT_RATIO
    lines.append(
        f"\nAt most {LIMIT_SECONDS * 1e3:.0f} ms and {LIMIT_RATIO} times nginx: "
        f"{'kept' if is_kept else 'NOT KEPT'}."
    )
    return "\n".join(lines), is_kept


def under_slow_heads(server: Running, held: int) -> list[float]:
    """Seconds of each sequential request, once the slow clients are all connected."""
    dripper = subprocess.Popen(
        [sys.executable, DRIPPER, str(server.port), str(held)],
        stdout=subprocess.PIPE,
        encoding="ascii",
    )
    try:
        assert dripper.stdout is not None
        if dripper.stdout.readline().strip() != "held":
            raise RuntimeError("the slow clients could not connect")
        return sequential(server.port)
    finally:
        dripper.terminate()
        dripper.wait(10)


def sequential(port: int) -> list[float]:
    request = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
    times = []
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(REQUESTS):
            begin = time.perf_counter()
            connection.sendall(request)
            reply = connection.recv(65_536)
            times.append(time.perf_counter() - begin)
            if not reply.startswith(b"HTTP/1.1 200") or not reply.endswith((b"\n", b" ")):
                raise RuntimeError(f"answered {reply!r}")
    return times
