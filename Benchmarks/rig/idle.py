"""What the program holds while nobody asks anything, alone and with 10,000 connections open."""

import resource
import socket
import time
from contextlib import ExitStack

from rig.servers import PATH, Servers

HOW = """\
The product with two loops (`SERVER_THREADS=2`) on core 0 and the defaults else, traced to the
receiver. Alone: three seconds after it began to listen. With connections: each asked one request,
read the reply and stayed open. RssAnon and VmRSS are of /proc/<pid>/status."""

CONNECTIONS = 10_000
ANONYMOUS_LIMIT = 12_000_000
RESIDENT_LIMIT = 36_000_000
ADDED_LIMIT = 10_000_000
REQUEST = f"GET {PATH} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


def measure(servers: Servers, connections: int = CONNECTIONS) -> tuple[str, bool]:
    allow_descriptors(connections + 200)
    server = servers.traced(SERVER_THREADS="2")
    with ExitStack() as stack:
        stack.callback(server.process.stop)
        time.sleep(3)
        alone = server.process.memory()
        for _ in range(connections):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
            stack.callback(connection.close)
            connection.sendall(REQUEST)
            if not connection.recv(65_536).startswith(b"HTTP/1.1 200"):
                raise RuntimeError("refused")
        time.sleep(6)  # One export interval: the spans of those requests are gone.
        held = server.process.memory()
    added = held.anonymous - alone.anonymous
    rows = [
        ("anonymous (RssAnon), idle", alone.anonymous, ANONYMOUS_LIMIT),
        ("resident (VmRSS), idle", alone.resident, RESIDENT_LIMIT),
        (f"anonymous that {connections:,} idle connections add", added, ADDED_LIMIT),
    ]
    lines = ["| what | MB | at most | |", "|---|---|---|---|"]
    for what, value, limit in rows:
        verdict = "kept" if value <= limit else "NOT KEPT"
        lines.append(f"| {what} | {value / 1e6:.2f} | {limit / 1e6:.0f} | {verdict} |")
    lines.append(
        f"\nWith them the process has {held.resident / 1e6:.2f} MB resident, "
        f"{added / connections:,.0f} bytes of it for each connection, and {held.threads} threads."
    )
    return "\n".join(lines), all(value <= limit for _, value, limit in rows)


def allow_descriptors(count: int) -> None:
    """Raises the soft limit, for this process and the servers it starts."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        raise RuntimeError(f"the hard limit of descriptors is {hard}, needed are {count}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
