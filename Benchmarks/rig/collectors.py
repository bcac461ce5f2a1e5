"""Receivers that misbehave, each in a process of its own: `python3 -m rig.collectors MODE PORT`."""

import contextlib
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODES = ["dead", "hanging", "slow", "throttling", "resetting"]
SLOW_SECONDS = 1.0


class Handler(BaseHTTPRequestHandler):
    """Answers late, or that there is too much."""

    protocol_version = "HTTP/1.1"
    status = 200
    delay = 0.0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.delay)
        self.send_response(self.status)
        if self.status == 429:
            self.send_header("Retry-After", "1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Silent."""


def serve(port: int, status: int, delay: float) -> None:
    Handler.status, Handler.delay = status, delay
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    server.serve_forever()


def listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(1024)
    return listener


def reset(port: int) -> None:
    """Takes a little of each request and then throws the connection away."""
    listener = listen(port)
    while True:
        connection, _ = listener.accept()
        with contextlib.suppress(OSError):
            connection.recv(4096)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()


def main() -> None:
    mode, port = sys.argv[1], int(sys.argv[2])
    if mode == "hanging":
        listener = listen(port)  # The kernel takes the connections, nobody answers.
        threading.Event().wait()
        listener.close()
    elif mode == "slow":
        serve(port, 200, SLOW_SECONDS)
    elif mode == "throttling":
        serve(port, 429, 0)
    elif mode == "resetting":
        reset(port)
    else:
        raise SystemExit(f"no such mode: {mode}")


if __name__ == "__main__":
    main()
