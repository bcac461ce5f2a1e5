"""Proves what a request costs beside time: allocations, reference counting and system calls on the
thread that serves it. Called by `Benchmarks/run proof`; fails where a budget is exceeded."""

import argparse
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

from rig import allocations, callgrind
from rig.client import Client
from rig.process import Pinned, free_port
from rig.servers import PATH, RIG, ROOT, Running, Servers

PRODUCT = ROOT / ".build-proof/release/gatewayz-api"
SERVER_CORE, LOAD_CORE = 0, 1
REQUESTS = 10_000
WARM_UP = 3_000
CONNECTIONS = 64

RETAINS = [
    "swift_retain",
    "swift_retain_n",
    "swift_bridgeObjectRetain",
    "swift_bridgeObjectRetain_n",
    "swift_unknownObjectRetain",
    "swift_nonatomic_retain",
]
RELEASES = [name.replace("retain", "release").replace("Retain", "Release") for name in RETAINS]
COUNTED = {
    "swift_retain": RETAINS,
    "swift_release": RELEASES,
    "swift_allocObject": ["swift_allocObject"],
    "swift_beginAccess": ["swift_beginAccess"],
    "malloc": ["malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign"],
}

# Calls a request that are allowed. The last few hundredths belong to what many requests share: a
# batch of spans or of log lines handed over, a board that arrived, the second that changed.
BUDGET = {
    "swift_retain": 0.2,
    "swift_release": 0.2,
    "swift_allocObject": 0.01,
    "swift_beginAccess": 0,
    "malloc": 0.01,
}
OTHER_SYSTEM_CALLS = 0.02


class Proof:
    """One way of running the product, and what was counted."""

    def __init__(self, servers: Servers, folder: Path, name: str, environment: dict[str, str]):
        self._servers = servers
        self._folder = folder
        self.name = name
        self._environment = environment
        self.failures: list[str] = []

    def _start(self, *prefix: str | Path, **more: str) -> Running:
        return self._servers.product(*prefix, **self._environment, **more)

    def count_calls(self) -> callgrind.Calls:
        for old in self._folder.glob("calls*"):
            old.unlink()
        server = self._start(*callgrind.COMMAND)
        try:
            client = Client(server.port, PATH, CONNECTIONS)
            client.send(WARM_UP)
            callgrind.zero(server.process.pid)
            answered = client.send(REQUESTS)
            threads = callgrind.dump(server.process.pid, self._folder)
            client.close()
        finally:
            server.process.stop()
        calls = callgrind.serving_thread(threads)
        for name, functions in COUNTED.items():
            count = calls.total(functions)
            self._judge(f"{name} calls by callgrind", count, answered, BUDGET[name])
        return calls

    def count_allocations(self) -> None:
        file = self._folder / "allocations"
        file.unlink(missing_ok=True)
        preload = {"LD_PRELOAD": str(RIG / "malloc-counter.so"), "MALLOC_COUNTER_FILE": str(file)}
        server = self._start(**preload)
        try:
            client = Client(server.port, PATH, CONNECTIONS)
            client.send(WARM_UP)
            before = allocations.by_thread(file, server.process.pid)
            answered = client.send(REQUESTS)
            after = allocations.by_thread(file, server.process.pid)
            client.close()
        finally:
            server.process.stop()
        count = after["http-0"] - before["http-0"]
        self._judge("allocations of the loop thread", count, answered, BUDGET["malloc"])

    def count_system_calls(self) -> None:
        server = self._start()
        trace = self._folder / "trace"
        try:
            client = Client(server.port, PATH, CONNECTIONS)
            client.send(WARM_UP)
            strace = subprocess.Popen(
                ["strace", "-qq", "-o", trace, "-p", str(server.process.thread("http-0"))]
            )
            time.sleep(1)  # For strace to attach; what is served before is not counted.
            answered = client.send(REQUESTS)
            time.sleep(0.2)
            strace.terminate()
            strace.wait(10)
            client.close()
        finally:
            server.process.stop()
        counts = Counter(line.partition("(")[0] for line in trace.read_text().splitlines())
        waits = counts.pop("epoll_wait", 0) + counts.pop("epoll_pwait", 0)
        exact = counts.pop("recvfrom", 0), counts.pop("sendto", 0)
        print(f"  system calls: {exact[0]} recv, {exact[1]} send, {waits} epoll_wait, {counts}")
        for name, count in zip(("recv", "send"), exact, strict=True):
            self._judge(f"{name} beyond one a request", max(count - answered, 0), answered, 0)
        self._judge("epoll_wait", waits, answered, 0.5)
        self._judge("other system calls", sum(counts.values()), answered, OTHER_SYSTEM_CALLS)

    def _judge(self, what: str, count: int, requests: int, budget: float) -> None:
        """Compares calls a request with their budget."""
        each = count / requests
        is_kept = each <= budget
        verdict = f"ok, at most {budget:g}" if is_kept else f"MORE than {budget:g}"
        print(f"  {what}: {each:.3f} a request ({count} in {requests}): {verdict}", flush=True)
        if not is_kept:
            self.failures.append(f"{self.name}: {what}: {each:.3f} a request, budget {budget:g}")


def stripped(product: Path, folder: Path) -> Path:
    """A copy without debugging information, whose newest form valgrind of Debian 12 cannot read."""
    copy = folder / "gatewayz-api"
    subprocess.run(["strip", "--strip-debug", "-o", copy, product], check=True)
    return copy


def table(calls: callgrind.Calls, requests: int) -> str:
    """Who calls what is counted, and where the instructions go, for those who mend it."""
    names = {name for pair in calls.counts for name in pair} | set(calls.own)
    written = callgrind.demangled(names)
    lines = []
    for label, functions in COUNTED.items():
        found = calls.of(functions)
        lines.append(f"\n{label}: {sum(found.values()) / requests:.3f} per request, by caller")
        for (caller, callee), count in found.most_common(40):
            if count / requests >= 0.0005:
                lines.append(f"  {count / requests:8.3f}  {callee} <- {written[caller]}")
    total = sum(calls.own.values()) / requests
    lines.append(f"\ninstructions per request: {total:.0f}; by function: own, inclusive")
    for name, count in calls.own.most_common(60):
        own, inclusive = count / requests, calls.inclusive[name] / requests
        lines.append(f"  {own:8.0f} {inclusive:8.0f}  {written[name]}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, help="write who calls what into this file")
    parser.add_argument("--product", type=Path, default=PRODUCT, help="the binary to look at")
    options = parser.parse_args()

    failures: list[str] = []
    report: list[str] = []
    with tempfile.TemporaryDirectory(prefix="gatewayz-proof-") as name:
        folder = Path(name)
        sink_port = free_port()
        sink = Pinned(LOAD_CORE, RIG / "otlp-sink", str(sink_port), folder=folder)
        sink.wait_for_port(sink_port)
        servers = Servers(folder, SERVER_CORE, sink_port, product=stripped(options.product, folder))
        # Why: how many lines of the access log a second admits would else decide how many of the
        # requests write one, and callgrind is slow: the bound is one instead of 400.
        common = {
            "LOG_MAX_LINES_PER_SECOND": "1",
            "SERVER_MAX_REQUESTS_PER_CONNECTION": "0",
            "SERVER_THREADS": "1",
        }
        ways = {
            "traced": {"TEMPO_OTLP_HTTP_ENDPOINT": f"http://127.0.0.1:{sink_port}"},
            "tracing off": {"TEMPO_ENABLED": "false"},
        }
        try:
            for way, environment in ways.items():
                print(way, flush=True)
                proof = Proof(servers, folder, way, common | environment)
                calls = proof.count_calls()
                if options.report:
                    report.append(f"=== {way} ===\n{table(calls, REQUESTS)}\n")
                proof.count_allocations()
                proof.count_system_calls()
                failures += proof.failures
        finally:
            sink.stop()
    if options.report:
        options.report.write_text("\n".join(report))
    for failure in failures:
        print(f"proof: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
