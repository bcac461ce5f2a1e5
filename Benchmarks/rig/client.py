"""A small closed-loop client that sends an exact number of requests: wrk counts time instead."""

import re
import socket


class Client:
    """Keep-alive connections to one server, each with `depth` requests under way at a time."""

    def __init__(self, port: int, path: str, connections: int = 1, depth: int = 1):
        request = f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
        self._connections = [_Connection(port, request * depth, depth) for _ in range(connections)]

    def send(self, requests: int) -> int:
        """Sends at least that many, and returns how many were answered."""
        answered = 0
        while answered < requests:
            for connection in self._connections:
                connection.send()
            for connection in self._connections:
                answered += connection.receive()
        return answered

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


class _Connection:
    def __init__(self, port: int, requests: bytes, depth: int):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = requests
        self._depth = depth
        self._received = b""

    def send(self) -> None:
        self._socket.sendall(self._requests)

    def receive(self) -> int:
        """Reads the replies to what was sent, and returns how many."""
        for _ in range(self._depth):
            while (head_end := self._received.find(b"\r\n\r\n")) < 0:
                self._receive_more()
            head = self._received[:head_end]
            length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
            if not head.startswith(b"HTTP/1.1 200") or length is None:
                raise RuntimeError(f"answered {head!r}")
            total = head_end + 4 + int(length[1])
            while len(self._received) < total:
                self._receive_more()
            self._received = self._received[total:]
        return self._depth

    def _receive_more(self) -> None:
        more = self._socket.recv(262_144)
        if not more:
            raise RuntimeError("the server closed the connection")
        self._received += more

    def close(self) -> None:
        self._socket.close()
