"""A Sentry that takes envelopes, or hangs, or asks for a pause."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "b70a31b3510c4cf793964a185cfe1fd0"
PROJECT = "42"


class Envelope:
    """One envelope, read strictly: every item has its length, and nothing follows the last."""

    def __init__(self, path: str, headers: dict[str, str], body: bytes):
        self.path, self.headers = path, headers
        line, _, rest = body.partition(b"\n")
        self.header: dict[str, Any] = json.loads(line)
        self.items: list[tuple[dict[str, Any], dict[str, Any]]] = []
        while rest:
            line, _, rest = rest.partition(b"\n")
            item = json.loads(line)
            payload, rest = rest[: item["length"]], rest[item["length"] :]
            assert len(payload) == item["length"]
            assert rest[:1] in (b"", b"\n")
            rest = rest[1:]
            self.items.append((item, json.loads(payload)))

    def payloads(self, kind: str) -> list[dict[str, Any]]:
        return [payload for item, payload in self.items if item["type"] == kind]


class FakeSentry:
    """Listens on the loopback until closed."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.requests = 0
        self.status = 200
        self.reply_headers: dict[str, str] = {}
        self.hangs = threading.Event()
        self.closed = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                owner.requests += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if owner.hangs.is_set():
                    owner.closed.wait(60)
                    return
                if owner.status == 200:
                    owner.envelopes.append(Envelope(self.path, dict(self.headers), body))
                self.send_response(owner.status)
                for name, value in owner.reply_headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, format: str, *arguments: object) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def dsn(self) -> str:
        return f"http://{KEY}@127.0.0.1:{self._server.server_port}/{PROJECT}"

    def events(self) -> list[dict[str, Any]]:
        return [event for each in list(self.envelopes) for event in each.payloads("event")]

    def close(self) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()
