"""The wire under abuse: floods, storms, drips, and a process without descriptors.

Times are bounds against hanging, never measurements: those are in Benchmarks/.
"""

import contextlib
import os
import resource
import signal
import socket
import statistics
import subprocess
import threading
import time
from pathlib import Path

import pytest
from harness.client import Client, exchange
from harness.crowd import Crowd, descriptors
from harness.load import SteadyLoad
from harness.product import Product
from harness.waiting import eventually

HEALTH = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
HALF = b"GET /health HTTP/1.1\r\nHost: a\r\nX-Slow: "


def cpu_seconds(product: Product) -> float:
    fields = Path(f"/proc/{product.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(product: Product) -> int:
    pages = Path(f"/proc/{product.process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def assert_rests(product: Product, seconds: float = 1.0) -> None:
    """Whoever waits costs nothing: a loop that spins would take the whole second."""
    before = cpu_seconds(product)
    time.sleep(seconds)
    assert cpu_seconds(product) - before < 0.3 * seconds


def rejected(product: Product, reason: str) -> float:
    return product.metrics().total("gatewayz_http_rejected_total", reason=reason)


def has_reply(data: bytes, is_over: bool) -> bool:
    return is_over or b"\r\n\r\n" in data


@pytest.fixture
def make_quiet(make_product):
    """A product that traces and logs nothing, so that nothing else takes time or descriptors."""

    def make(**environment: str) -> Product:
        return make_product(TEMPO_ENABLED="false", LOG_LEVEL="error", **environment)

    return make


def test_64_descriptors_and_200_connections(make_quiet):
    with descriptors(64):
        product = make_quiet().start()
    product.client.close()
    crowd = Crowd(product.port, 200).connect()
    crowd.send(HEALTH)
    assert_rests(product)
    crowd.receive(has_reply)
    crowd.close()
    assert set(crowd.statuses()) <= {b"200", b"503", b""}
    assert crowd.statuses().get(b"200", 0) > 0
    assert eventually(lambda: product.get("/health").status == 200)


def test_the_timers_of_tasks_are_open_before_anybody_is_let_in(make_quiet):
    """Swift's thread pool opens them at first use, and ends the process where it cannot."""
    if subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode != 0:
        pytest.skip("nothing may be traced by strace here")
    product = make_quiet()
    calls = product.folder / "calls"
    product.tool = ["strace", "-D", "-f", "-o", str(calls), "-e", "trace=timerfd_create,accept4"]
    product.start()
    assert product.terminate() == 0
    # Why: strace is a process of its own, which tells the end a moment later; it writes a number
    # of less than five digits as wide as one of five.
    ended = f"{product.process.pid:<5} +++ exited"
    eventually(lambda: ended in calls.read_text())
    before, accept, after = calls.read_text().partition("accept4(")
    assert accept
    assert "timerfd_create(" in before
    assert "timerfd_create(" not in after


def test_descriptors_that_run_out_while_it_serves(make_quiet):
    with descriptors(2048):
        product = make_quiet().start()
    product.client.close()
    in_use = len(list(Path(f"/proc/{product.process.pid}/fd").iterdir()))
    resource.prlimit(product.process.pid, resource.RLIMIT_NOFILE, (in_use + 20, in_use + 20))
    crowd = Crowd(product.port, 200).connect()
    crowd.send(HALF)
    time.sleep(0.3)
    assert_rests(product)
    crowd.close()
    assert eventually(lambda: product.get("/health").status == 200)
    assert rejected(product, "descriptor_limit") > 0
    with socket.create_connection(("127.0.0.1", product.port), timeout=10) as fresh:
        fresh.sendall(HEALTH)
        assert fresh.recv(12) == b"HTTP/1.1 200"


def test_5000_slow_heads_do_not_keep_anybody_waiting(make_quiet):
    with descriptors(12_000) as ceiling:
        count = min(5_000, ceiling - 300)
        product = make_quiet(SERVER_HEADER_TIMEOUT="8").start()
        slow = Crowd(product.port, count).connect()
        slow.send(HALF)
        eventually(
            lambda: (
                product.metrics().total("gatewayz_http_connections", state="reading_head") == count
            )
        )
        times = []
        for _ in range(300):
            begun = time.monotonic()
            assert product.get("/health").status == 200
            times.append(time.monotonic() - begun)
        assert statistics.quantiles(times, n=100)[98] < 1, "a bound, the numbers are elsewhere"
        slow.receive(has_reply, timeout=30)
        slow.close()
    assert slow.statuses() == {b"408": count}
    assert rejected(product, "header_timeout") == count


def test_4096_connections_at_once_are_all_served(make_quiet):
    with descriptors(10_000) as ceiling:
        count = min(4_096, ceiling - 300)
        product = make_quiet().start()
        storm = Crowd(product.port, count).connect()
        storm.send(HEALTH)
        storm.receive(has_reply)
        assert storm.statuses() == {b"200": count}
        open_now = product.metrics().total("gatewayz_http_connections")
        assert open_now == count + 1
        storm.close()
        eventually(lambda: product.metrics().total("gatewayz_http_connections") == 1)


def test_a_flood_that_nobody_reads_costs_neither_memory_nor_time(make_quiet):
    product = make_quiet(SERVER_WRITE_TIMEOUT="4").start()
    product.get("/metrics")
    before = resident_bytes(product)
    floods = [socket.create_connection(("127.0.0.1", product.port)) for _ in range(16)]
    data = b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n" * 1000
    for flood in floods:
        flood.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        flood.setblocking(False)
    quiet_since = time.monotonic()
    while time.monotonic() - quiet_since < 0.5:
        for flood in floods:
            with contextlib.suppress(BlockingIOError):
                flood.send(data)
                quiet_since = time.monotonic()
    assert_rests(product)
    assert product.get("/health").status == 200
    grown = resident_bytes(product) - before
    assert grown < len(floods) * (64 + 64 + 128) * 1024 + (8 << 20), f"{grown} bytes more"
    eventually(lambda: rejected(product, "write_timeout") == len(floods), timeout=30)
    for flood in floods:
        flood.close()


def test_a_pipelining_hog_does_not_keep_others_waiting(make_quiet):
    product = make_quiet(SERVER_THREADS="1").start()
    stop = threading.Event()

    def pipeline() -> None:
        with socket.create_connection(("127.0.0.1", product.port)) as hog:
            hog.settimeout(0.2)
            while not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    hog.sendall(HEALTH * 200)
                    hog.recv(1 << 20)

    thread = threading.Thread(target=pipeline, daemon=True)
    thread.start()
    times = []
    for _ in range(100):
        begun = time.monotonic()
        assert product.get("/health").status == 200
        times.append(time.monotonic() - begun)
    stop.set()
    thread.join(10)
    assert max(times) < 3


def test_stopped_and_continued_it_serves_on(make_quiet):
    product = make_quiet().start()
    load = SteadyLoad(product.port, 300)
    for _ in range(40):
        product.process.send_signal(signal.SIGSTOP)
        product.process.send_signal(signal.SIGCONT)
        time.sleep(0.01)
    load.stop()
    assert load.failures == []
    assert load.ids


def test_a_drain_under_load_cuts_no_reply_short(make_quiet):
    product = make_quiet(SHUTDOWN_TIMEOUT="10").start()
    torn: list[str] = []
    answered = [0] * 8

    def ask(index: int) -> None:
        # Why: a server may close an idle connection at any time, and the client tries again.
        with contextlib.suppress(OSError, AssertionError, ValueError):
            while True:
                data = HEALTH * 4
                with socket.create_connection(("127.0.0.1", product.port), timeout=10) as one:
                    one.sendall(data)
                    stream = one.makefile("rb")
                    for _ in range(4):
                        line = stream.readline()
                        if not line:
                            break
                        if not line.startswith(b"HTTP/1.1 200"):
                            torn.append(repr(line))
                        length = None
                        while (field := stream.readline().strip()) != b"":
                            if field.lower().startswith(b"content-length:"):
                                length = int(field.split(b":")[1])
                        if length is None or len(stream.read(length)) != length:
                            torn.append("a body was cut short")
                        answered[index] += 1

    threads = [threading.Thread(target=ask, args=(index,), daemon=True) for index in range(8)]
    for thread in threads:
        thread.start()
    eventually(lambda: min(answered) > 20)
    assert product.terminate() == 0
    for thread in threads:
        thread.join(10)
    assert torn == []


def test_a_full_house_tells_so_and_takes_who_comes_later(make_quiet):
    product = make_quiet(SERVER_MAX_CONNECTIONS="10").start()
    product.client.close()
    seated = Crowd(product.port, 10).connect()
    seated.send(HALF)
    time.sleep(0.3)
    late = exchange(product.port, HEALTH)[0]
    assert (late.status, late.header("Retry-After")) == (503, "1")
    assert (late.header("Connection") or "").lower() == "close"
    assert late.header("X-Trace-Id")
    seated.close()
    assert eventually(lambda: Client(product.port).get("/health").status == 200)
    assert rejected(product, "connection_limit") >= 1
