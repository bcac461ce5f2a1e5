"""Holds connections whose request heads drip in and never end: `dripper.py PORT COUNT`."""

import select
import socket
import sys
import time

PERIOD_SECONDS = 2.0
SLICES = 100
HEAD = b"GET /health HTTP/1.1\r\nHost: a\r\nX-Slow: "


def opened(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.setblocking(False)
    connection.send(HEAD)
    return connection


def main() -> None:
    port, count = int(sys.argv[1]), int(sys.argv[2])
    poll = select.epoll()
    held: dict[int, socket.socket] = {}

    def hold() -> None:
        connection = opened(port)
        held[connection.fileno()] = connection
        poll.register(connection, select.EPOLLIN | select.EPOLLRDHUP)

    for _ in range(count):
        hold()
    print("held", flush=True)
    while True:
        for start in range(SLICES):
            for descriptor, _ in poll.poll(0):
                held.pop(descriptor).close()
                hold()
            for descriptor in list(held)[start::SLICES]:
                try:
                    held[descriptor].send(b"a")
                except OSError:
                    continue  # Closed by the server; the next poll tells.
            time.sleep(PERIOD_SECONDS / SLICES)


if __name__ == "__main__":
    main()
