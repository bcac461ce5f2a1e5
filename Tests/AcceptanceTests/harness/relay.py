"""The relay of Examples/, and a server that remembers the headers of what is posted to it."""

import json
import os
import re
import socket
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from harness.product import ROOT

BINARY = Path(os.environ.get("RELAY_BINARY", ROOT / ".build/debug/Relay"))

Headers = list[tuple[str, str]]


class Echo:
    """Keeps the header lines and the body of each POST; answers 200, or what the path says."""

    def __init__(self) -> None:
        self.received: list[tuple[Headers, object]] = []
        echo = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = [(name.lower(), value) for name, value in self.headers.items()]
                echo.received.append((headers, json.loads(body)))
                last = self.path.rpartition("/")[2]
                self.send_response(int(last) if last.isdigit() else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:
                """Silent: pytest shows what matters."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Relay:
    """A running relay."""

    def __init__(self, *arguments: str) -> None:
        assert BINARY.exists(), f"{BINARY} is missing: run `swift build` first"
        self.process = subprocess.Popen(
            [BINARY, "0", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        line = self.process.stdout.readline()
        self.port = int(re.fullmatch(r"Listening on port (\d+)\n", line)[1])

    def post(self, headers: Headers, body: bytes) -> tuple[int, str]:
        """Sends header lines exactly as they are given, repeated ones and blanks included."""
        lines = [f"{name}:{value}" for name, value in headers]
        head = [
            "POST /test HTTP/1.1",
            "Host: relay",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            "Connection: close",
            *lines,
            "",
            "",
        ]
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall("\r\n".join(head).encode("latin-1") + body)
            reply = b""
            while chunk := connection.recv(65536):
                reply += chunk
        status = int(reply.split(b" ", 2)[1])
        return status, reply.partition(b"\r\n\r\n")[2].decode()

    def stop(self) -> int:
        self.process.terminate()
        status = self.process.wait(10)
        self.process.stdout.close()
        return status
