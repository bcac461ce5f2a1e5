"""Load by closed-loop/: keep-alive, as fast as the server answers, and cheap for its core."""

import json
import subprocess
import tempfile
from urllib.parse import urlsplit

from rig.servers import RIG
from rig.wrk import CONNECTIONS, Load


def repeated(url: str) -> list[str]:
    """What a poller sends: the same head every time."""
    return [_head(url)]


def differing(url: str) -> list[str]:
    """Callers with traces of their own: no two heads that follow each other are the same."""
    return [
        _head(url, f"traceparent: 00-{number:032x}-{number:016x}-01\r\n")
        for number in range(1, 1025)
    ]


def _head(url: str, fields: str = "") -> str:
    parts = urlsplit(url)
    return f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{fields}\r\n"


def apply_requests(url: str, requests: list[str], seconds: float, core: int) -> Load:
    """Sends the requests by turns, on 64 connections from one thread."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"".join(request.encode() + b"\0" for request in requests))
        file.flush()
        port = urlsplit(url).port
        command = [
            "taskset",
            "-c",
            core,
            RIG / "closed-loop",
            port,
            CONNECTIONS,
            seconds,
            file.name,
        ]
        done = subprocess.run(
            list(map(str, command)),
            capture_output=True,
            encoding="utf-8",
            timeout=seconds + 30,
            check=True,
        )
    return Load(**json.loads(done.stdout))
