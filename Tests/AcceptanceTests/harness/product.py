"""The built binary: started with an environment of its own, watched, stopped."""

import json
import os
import re
import signal
import subprocess
from pathlib import Path
from typing import Any

from harness.client import Client, Reply
from harness.exposition import Exposition
from harness.locomotive import (
    LokiEntry,
    assert_linked_twice_or_not_at_all,
    assert_within_rate,
    ship,
)
from harness.ports import free_port, is_listening
from harness.waiting import eventually

ROOT = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("GATEWAYZ_BINARY", ROOT / ".build/debug/gatewayz-api"))

NO_PROVIDERS = '{"providers":[{"name":"openai","probe":null}]}'
TRACE_PATTERN = r"trace_id=(\w+)"  # As in Grafana's derived field.
CRASH_MARKS = re.compile(r"Fatal error|Stack dump|Program crashed|Thread \d+ crashed|SIGSEGV", re.I)


class Product:
    """One process of `gatewayz-api` in a folder of its own.

    The environment is exactly what is given, plus a free port and, unless given, a providers
    file that probes nobody: no test ever leaves the loopback.
    """

    def __init__(self, folder: Path, environment: dict[str, str] | None = None):
        self.folder = folder
        self.port = free_port()
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
        self.environment |= {"PORT": str(self.port), "LOG_FORMAT": "json"}
        self.environment |= environment or {}
        if "PROVIDERS_FILE" not in self.environment:
            providers = folder / "nobody.json"
            providers.write_text(NO_PROVIDERS)
            self.environment["PROVIDERS_FILE"] = str(providers)
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self.tool: list[str] = []  # A command that runs the product, strace for example.
        self._logs: list[Path] = []
        self.client = Client(self.port)

    def start(self, *arguments: str, wait: bool = True) -> "Product":
        assert BINARY.exists(), f"{BINARY} is missing: run `swift build` first"
        self.starts += 1
        self.client.close()  # A connection to the process before this one is of no use.
        serves = not arguments or arguments[0] == "serve" or arguments[0].startswith("--")
        if serves and self.environment.get("LOG_FORMAT") == "json":
            self._logs.append(self._out)
        with self._out.open("wb") as out, self._error.open("wb") as error:
            self.process = subprocess.Popen(
                [*self.tool, BINARY, *arguments],
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=error,
            )
        if wait:
            self.wait_until_serving()
        return self

    def wait_until_serving(self, timeout: float = 15) -> None:

        def look() -> bool:
            status = self.process.poll()
            if status is not None:
                raise RuntimeError(f"exited with {status}: {self.stderr}{self.stdout}")
            return is_listening(self.port)

        eventually(look, timeout, pause=0.02)
        assert self.client.get("/health").status == 200

    @property
    def _out(self) -> Path:
        return self.folder / f"stdout.{self.starts}"

    @property
    def _error(self) -> Path:
        return self.folder / f"stderr.{self.starts}"

    @property
    def stdout(self) -> str:
        """What the latest start has printed so far."""
        return self._out.read_text("utf-8", errors="strict")

    @property
    def stderr(self) -> str:
        return self._error.read_text("utf-8", errors="replace")

    @property
    def log(self) -> list[dict[str, Any]]:
        """The log so far, each whole line parsed strictly."""
        whole = self.stdout.rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def messages(self) -> list[str]:
        return [line["message"] for line in self.log]

    def shipped(self) -> list[LokiEntry]:
        """Every whole line of every start, as Loki holds it; a line that got lost raises."""
        service = self.environment.get("OTEL_SERVICE_NAME", "gatewayz-api")
        return [
            ship(line, service, self.environment.get("APP_ENV", "development"))
            for path in self._logs
            for line in path.read_bytes().decode("utf-8").split("\n")[:-1]
        ]

    def assert_log_arrives(self) -> None:
        """Railway, Locomotive, Loki and Grafana can do with each line what they should."""
        entries = self.shipped()
        for entry in entries:
            assert_linked_twice_or_not_at_all(entry, TRACE_PATTERN)
        if self.environment.get("LOG_MAX_LINES_PER_SECOND") != "0":
            assert_within_rate(entries)

    def get(self, path: str, headers: dict[str, str] | None = None) -> Reply:
        return self.client.get(path, headers)

    def health(self) -> dict[str, Any]:
        return self.get("/health").json()

    def metrics(self) -> Exposition:
        reply = self.get("/metrics")
        assert reply.status == 200
        return Exposition(reply.text)

    def wait(self, timeout: float = 20) -> int:
        """The exit status, negative for a signal."""
        return self.process.wait(timeout)

    def terminate(self, timeout: float = 20) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.wait(timeout)

    def kill(self) -> None:
        """As a power cut would: no handler runs."""
        self.client.close()
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def assert_no_crash(self) -> None:
        assert not CRASH_MARKS.search(self.stderr), self.stderr
        if self.process.poll() is not None:
            assert self.process.returncode >= 0 or self.process.returncode == -signal.SIGKILL


def run(
    *arguments: str, environment: dict[str, str] | None = None, folder: Path, timeout: float = 20
) -> subprocess.CompletedProcess[str]:
    """Runs a command of the product to its end."""
    assert BINARY.exists(), f"{BINARY} is missing: run `swift build` first"
    variables = {"PATH": os.environ["PATH"], "HOME": str(folder)} | (environment or {})
    done = subprocess.run(
        [BINARY, *arguments],
        env=variables,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    assert not CRASH_MARKS.search(done.stderr), done.stderr
    return done


def wait_for_tracing(product: Product, state: str, timeout: float = 15) -> dict[str, Any]:
    """The tracing object of /health once its state is the one waited for."""

    def look() -> dict[str, Any]:
        tracing = product.health()["tracing"]
        assert tracing["state"] == state, tracing
        return tracing

    return eventually(look, timeout)
