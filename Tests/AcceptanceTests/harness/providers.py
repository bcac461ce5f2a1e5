"""Providers to be probed: real HTTP servers on the loopback, and the file that lists them."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from harness.ports import free_port


class Provider:
    """Answers every GET with one status and body, and keeps what it was asked."""

    def __init__(self, status: int = 200, body: bytes = b'{"data":[]}', delay: float = 0):
        self.status = status
        self.body = body
        self.delay = delay
        self.requests: list[dict[str, str]] = []
        self._stop = threading.Event()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                provider.requests.append(headers | {":path": self.path})
                provider._stop.wait(provider.delay)
                self.send_response(provider.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(provider.body)))
                self.end_headers()
                self.wfile.write(provider.body)

            def log_message(self, format: str, *arguments: object) -> None:
                """Silent: pytest shows what matters."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, address: object) -> None:
                """A probe that hangs up is no news here."""

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1/models"

    def close(self) -> None:
        self._stop.set()
        self._server.shutdown()
        self._server.server_close()


def refused_url() -> str:
    """A URL at which nobody listens."""
    return f"http://127.0.0.1:{free_port()}/v1/models"


def entry(name: str, url: str | None, interval: float = 0.2, **more: Any) -> dict[str, Any]:
    """One provider of a providers file, probed without a key."""
    probe = None if url is None else {"url": url, "auth": "none", "interval_seconds": interval}
    return {"name": name, "probe": probe, **more}


def providers_file(folder: Path, *entries: dict[str, Any]) -> str:
    """Writes the file and returns its path."""
    path = folder / "providers.json"
    path.write_text(json.dumps({"providers": list(entries)}))
    return str(path)
