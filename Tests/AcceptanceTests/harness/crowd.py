"""Thousands of connections from one thread: opened at once, fed, and watched to their end."""

import contextlib
import resource
import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@contextlib.contextmanager
def descriptors(wanted: int) -> Iterator[int]:
    """Lets this process, and what it starts, have so many descriptors, or as many as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    ceiling = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (ceiling, hard))
    try:
        yield ceiling
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@dataclass
class Crowd:
    """So many connections to one port; what each received stands at its place in `received`."""

    port: int
    count: int
    connections: list[socket.socket] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)
    is_over: list[bool] = field(default_factory=list)

    def connect(self) -> "Crowd":
        """Begins all connections at once; the kernels complete them in their own time."""
        for _ in range(self.count):
            connection = socket.socket()
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", self.port))
            self.connections.append(connection)
        self.received = [b""] * self.count
        self.is_over = [False] * self.count
        return self

    def send(self, data: bytes, timeout: float = 20) -> None:
        """Sends the same few bytes on every connection, each as soon as it is there."""
        with selectors.DefaultSelector() as selector:
            for connection in self.connections:
                selector.register(connection, selectors.EVENT_WRITE)
            deadline = time.monotonic() + timeout
            while selector.get_map():
                assert time.monotonic() < deadline, f"{len(selector.get_map())} are not connected"
                for key, _ in selector.select(1):
                    with contextlib.suppress(OSError):
                        key.fileobj.send(data)
                    selector.unregister(key.fileobj)

    def receive(self, is_enough, timeout: float = 30) -> None:
        """Reads until `is_enough(bytes, is_over)` holds for every connection."""
        with selectors.DefaultSelector() as selector:
            waiting = 0
            for index, connection in enumerate(self.connections):
                if not is_enough(self.received[index], self.is_over[index]):
                    selector.register(connection, selectors.EVENT_READ, index)
                    waiting += 1
            deadline = time.monotonic() + timeout
            while waiting:
                assert time.monotonic() < deadline, f"{waiting} of {self.count} still wait"
                for key, _ in selector.select(1):
                    if self._read(key.fileobj, key.data, is_enough):
                        selector.unregister(key.fileobj)
                        waiting -= 1

    def _read(self, connection: socket.socket, index: int, is_enough) -> bool:
        try:
            piece = connection.recv(65536)
        except BlockingIOError:
            return False
        except OSError:
            piece = b""
        self.received[index] += piece
        self.is_over[index] = not piece
        return self.is_over[index] or is_enough(self.received[index], False)

    def statuses(self) -> dict[bytes, int]:
        """How many connections received which status; `b""` is none."""
        found: dict[bytes, int] = {}
        for data in self.received:
            status = data.split(b" ", 2)[1] if data.startswith(b"HTTP/1.1 ") else b""
            found[status] = found.get(status, 0) + 1
        return found

    def close(self) -> None:
        for connection in self.connections:
            connection.close()
