"""A newcomer's first minute: one command, nothing installed, everything there to be tried."""

import array
import fcntl
import os
import re
import subprocess
import termios
import time
from pathlib import Path

import pytest
from harness.client import Client
from harness.product import BINARY, Product
from harness.waiting import eventually

FIRST_LOOK_SECONDS = 10
PIPE_BYTES = 4096  # The least that a pipe holds.
API = re.compile(r"http://localhost:(\d+)/(?:health|api/monitoring|metrics)")
TEMPO = re.compile(r"http://localhost:(\d+)/api/traces")


class FirstMinute:
    """`gatewayz-api dev` as it runs, with the two servers that it printed."""

    def __init__(self, product: Product):
        self.product = product
        self.begun = time.monotonic()
        for name in ("PORT", "PROVIDERS_FILE", "LOG_FORMAT"):
            product.environment.pop(name)
        product.start("dev", wait=False)
        api = eventually(lambda: API.search(self.printed), timeout=FIRST_LOOK_SECONDS)
        tempo = eventually(lambda: TEMPO.search(self.printed), timeout=FIRST_LOOK_SECONDS)
        self.api = Client(int(api[1]))
        self.tempo = Client(int(tempo[1]))
        eventually(lambda: self.answers(self.api, "/health"), timeout=FIRST_LOOK_SECONDS)

    @property
    def printed(self) -> str:
        return self.product.stdout + self.product.stderr

    @staticmethod
    def answers(client: Client, path: str) -> bool:
        try:
            return client.get(path).status == 200
        except OSError:
            return False

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun


@pytest.fixture(scope="module")
def minute(tmp_path_factory: pytest.TempPathFactory):
    assert BINARY.exists(), f"{BINARY} is missing: run `swift build` first"
    first = FirstMinute(Product(tmp_path_factory.mktemp("dev")))
    yield first
    first.product.kill()
    first.product.assert_no_crash()


def test_evidence_in_memory_is_said(tmp_path_factory: pytest.TempPathFactory):
    product = Product(tmp_path_factory.mktemp("memory"), {"SQLITE_PATH": ":memory:"})
    first = FirstMinute(product)
    assert re.search(r"^  evidence +in memory$", first.printed, re.M)
    assert first.api.get("/health").json()["store"]["kind"] == "memory"
    product.kill()
    product.assert_no_crash()


def test_a_score_has_moved_because_of_real_probes(minute: FirstMinute):
    def look() -> dict[str, int]:
        scores = minute.api.get("/api/monitoring/health").json()
        assert len(scores) == 3
        return {name: score for name, score in scores.items() if score is not None}

    assert eventually(look, timeout=FIRST_LOOK_SECONDS)
    assert minute.seconds < 2 * FIRST_LOOK_SECONDS


def test_the_three_providers_are_healthy_slow_and_failing(minute: FirstMinute):
    def look() -> list[int]:
        scores = list(minute.api.get("/api/monitoring/health").json().values())
        assert None not in scores
        assert max(scores) >= 80
        assert min(scores) < 80
        return scores

    eventually(look, timeout=30)


def test_a_trace_is_printed_as_a_tree(minute: FirstMinute):
    reply = minute.api.get("/api/monitoring/health")
    eventually(lambda: reply.trace_id in minute.printed, timeout=FIRST_LOOK_SECONDS)
    for words in ("GET /api/monitoring/health", "get_provider_health", "http.route"):
        assert words in minute.printed


def test_tempo_is_ready_and_finds_the_trace(minute: FirstMinute):
    assert minute.tempo.get("/ready").status == 200
    reply = minute.api.get("/health")
    found = eventually(
        lambda: (
            minute.answers(minute.tempo, f"/api/traces/{reply.trace_id}")
            and minute.tempo.get(f"/api/traces/{reply.trace_id}")
        ),
        timeout=FIRST_LOOK_SECONDS,
    )
    assert "health_check" in found.text
    assert minute.tempo.get("/api/search").status == 200
    assert minute.tempo.get("/api/traces/" + "0" * 31 + "1").status == 404


def test_the_line_of_the_design_lists_the_trace(minute: FirstMinute):
    minute.api.get("/health")
    line = (
        f"curl -s 'http://localhost:{minute.tempo.port}/api/traces?service=gatewayz-api'"
        " | jq '.traces'"
    )
    assert line in minute.printed

    def look() -> str:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line + " | jq -e 'length'"],
            capture_output=True,
            encoding="utf-8",
            timeout=10,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        assert int(done.stdout) > 0
        return done.stdout

    eventually(look, timeout=FIRST_LOOK_SECONDS)


def test_every_curl_line_that_is_printed_works(minute: FirstMinute):
    lines = {match.strip() for match in re.findall(r"curl [^\n]*localhost[^\n]*", minute.printed)}
    assert len(lines) >= 3
    for line in lines:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line], capture_output=True, timeout=10, check=False
        )
        assert done.returncode == 0, line
        assert done.stdout, line


def test_the_other_routes_answer(minute: FirstMinute):
    for path in ("/", "/health", "/metrics"):
        assert minute.api.get(path).status == 200
    health = minute.api.get("/health").json()
    assert health["environment"] == "development"
    eventually(lambda: minute.api.get("/health").json()["tracing"]["state"] == "ok")


def test_taken_ports_move_up(minute: FirstMinute, make_product):
    second = FirstMinute(make_product())
    assert second.api.port != minute.api.port
    assert second.tempo.port != minute.tempo.port
    assert second.api.get("/health").status == 200
    assert second.product.terminate() == 0


def test_a_screen_that_nobody_reads_does_not_hold_up_the_end(minute: FirstMinute, tmp_path: Path):
    readable, writable = os.pipe()
    fcntl.fcntl(writable, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    process = subprocess.Popen(
        [BINARY, "dev"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SHUTDOWN_TIMEOUT": "1"},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=writable,
        stderr=subprocess.DEVNULL,
    )
    os.close(writable)
    try:
        banner = ""
        while "api/traces" not in banner:
            banner += os.read(readable, PIPE_BYTES).decode("utf-8")
        api = Client(int(API.search(banner)[1]))
        eventually(lambda: minute.answers(api, "/health"), timeout=FIRST_LOOK_SECONDS)
        for _ in range(100):
            api.get("/health")
        eventually(lambda: waiting_bytes(readable) > PIPE_BYTES // 2)
        process.terminate()
        assert process.wait(FIRST_LOOK_SECONDS) == 0
    finally:
        process.kill()
        process.wait(FIRST_LOOK_SECONDS)
        os.close(readable)


def waiting_bytes(descriptor: int) -> int:
    """Bytes in a pipe that nobody has read."""
    count = array.array("i", [0])
    fcntl.ioctl(descriptor, termios.FIONREAD, count)
    return count[0]
