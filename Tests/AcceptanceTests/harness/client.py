"""An HTTP client that hides nothing: every header line, every byte, raw sockets."""

import http.client
import io
import json
import socket
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Reply:
    """One response as it came over the wire."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The value of a header that may occur at most once."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} occurs {len(values)} times"
        return values[0] if values else None

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def json(self) -> Any:
        return json.loads(self.text, parse_constant=_refuse)

    @property
    def trace_id(self) -> str:
        value = self.header("X-Trace-Id")
        assert value is not None, "no X-Trace-Id"
        return value


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


@dataclass
class Client:
    """One keep-alive connection to a server on the loopback."""

    port: int
    host: str = "127.0.0.1"
    timeout: float = 10
    source: str | None = None
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def request(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        if self._connection is None:
            source = (self.source, 0) if self.source else None
            self._connection = http.client.HTTPConnection(
                self.host, self.port, timeout=self.timeout, source_address=source
            )
        try:
            self._connection.request(method, path, body=body, headers=headers or {})
            response = self._connection.getresponse()
            return Reply(response.status, response.reason, response.getheaders(), response.read())
        except BaseException:
            self.close()
            raise

    def get(self, path: str, headers: dict[str, str] | None = None) -> Reply:
        return self.request("GET", path, headers)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def exchange(port: int, data: bytes, replies: int = 1, timeout: float = 10) -> list[Reply]:
    """Sends bytes as they are and reads that many replies, none of them to a HEAD."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        connection.sendall(data)
        stream = connection.makefile("rb")
        return [read_reply(stream) for _ in range(replies)]


def read_reply(stream: io.BufferedIOBase) -> Reply:
    """Reads one response that carries a Content-Length, or has no body by its status."""
    line = stream.readline().decode("latin-1").rstrip("\r\n")
    assert line.startswith("HTTP/1."), f"no status line: {line!r}"
    _, status, reason = line.split(" ", 2)
    headers = []
    while line := stream.readline().decode("latin-1").rstrip("\r\n"):
        name, value = line.split(":", 1)
        headers.append((name, value.strip()))
    reply = Reply(int(status), reason, headers, b"")
    length = reply.header("Content-Length")
    if length is not None:
        reply.body = stream.read(int(length))
    return reply


def is_closed_by_peer(connection: socket.socket, timeout: float = 5) -> bool:
    """True once the other side has closed; whatever it still sends is read and dropped."""
    connection.settimeout(timeout)
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True
