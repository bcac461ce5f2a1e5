"""The servers that are compared: all answer the same route with a reply of the same size."""

import json
import re
import socket
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rig.process import Pinned, free_port

ROOT = Path(__file__).resolve().parents[2]
RIG = ROOT / ".build-rig"
PRODUCT = ROOT / ".build-release/release/gatewayz-api"
PATH = "/api/monitoring/health/openai"
DIFFERING = "gatewayz-api, no head like the one before, traced"


@dataclass
class Running:
    """A server that answers at `url`."""

    process: Pinned
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{PATH}"

    def span_counts(self) -> dict[str, float]:
        """ended, exported and dropped spans so far; empty for a server that has no metrics."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=5) as reply:
            text = reply.read().decode()
        counts: dict[str, float] = {}
        pattern = r"^gatewayz_spans_(\w+?)(?:_total)?(?:\{[^}]*\})? ([\d.eE+]+)$"
        for name, value in re.findall(pattern, text, re.MULTILINE):
            counts[name] = counts.get(name, 0) + float(value)
        return counts


class Servers:
    """Starts each server by name on `core`, in a folder of its own."""

    def __init__(self, folder: Path, core: int, sink_port: int, product: Path = PRODUCT):
        self._folder = folder
        self._core = core
        self._binary = product
        self._sink = f"http://127.0.0.1:{sink_port}"
        self._reply: bytes | None = None

    @property
    def names(self) -> dict[str, Callable[[], Running]]:
        return {
            "bare epoll": self.bare_epoll,
            "nginx": self.nginx,
            "gatewayz-api, tracing off": self.untraced,
            "gatewayz-api, traced": self.traced,
            "gatewayz-api, every line written, traced": self.with_every_line,
            DIFFERING: self.traced,
        }

    def traced(self, **environment: str) -> Running:
        """Defaults but for the endpoint: every request sampled, encoded, batched, sent."""
        return self.product(TEMPO_OTLP_HTTP_ENDPOINT=self._sink, **environment)

    def with_every_line(self) -> Running:
        """Traced, and each request's log line written, to /dev/null."""
        return self.traced(LOG_MAX_LINES_PER_SECOND="0")

    def untraced(self) -> Running:
        return self.product(TEMPO_ENABLED="false")

    def bare_epoll(self) -> Running:
        """Answers the very bytes that the product answered."""
        (self._folder / "reply").write_bytes(self.reply)
        port = free_port()
        command = (RIG / "bare-epoll", str(port), "reply")
        return self._start(port, *command)

    def nginx(self) -> Running:
        head, _, body = self.reply.partition(b"\r\n\r\n")
        port = free_port()
        own = {"content-type", "content-length", "date", "connection", "server"}
        headers = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:]]
        config = (ROOT / "Benchmarks/nginx.conf").read_text()
        values = {
            "PORT": str(port),
            "FOLDER": str(self._folder),
            "HEADERS": " ".join(
                f"add_header {name} {_quoted(value)};"
                for name, value in headers
                if name.lower() not in own
            ),
            "BODY": body.decode().replace("\n", " "),
        }
        for name, value in values.items():
            config = config.replace(name, value)
        (self._folder / "nginx.conf").write_text(config)
        return self._start(port, "nginx", "-c", self._folder / "nginx.conf", "-p", self._folder)

    @property
    def reply(self) -> bytes:
        """One whole reply of the product to the measured route, byte for byte."""
        if self._reply is None:
            server = self.untraced()
            time.sleep(1)  # For the first probe, so that there is a score to serve.
            with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
                connection.sendall(f"GET {PATH} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                connection.settimeout(0.5)
                self._reply = b""
                try:
                    while part := connection.recv(65536):
                        self._reply += part
                except TimeoutError:
                    pass
            server.process.stop()
        return self._reply

    def product(self, *prefix: str | Path, **environment: str) -> Running:
        """The product, run by the command `prefix` where one is given."""
        probe = {"url": self._sink, "auth": "none", "interval_seconds": 0.5}
        providers = {"providers": [{"name": "openai", "probe": probe}]}
        (self._folder / "providers.json").write_text(json.dumps(providers))
        port = free_port()
        environment |= {"PORT": str(port), "PROVIDERS_FILE": "providers.json"}
        return self._start(port, *prefix, self._binary, "serve", **environment)

    def _start(self, port: int, *command: str | Path, **environment: str) -> Running:
        process = Pinned(self._core, *command, folder=self._folder, **environment)
        process.wait_for_port(port)
        return Running(process, port)


def _quoted(value: str) -> str:
    """A value as nginx reads it."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
