"""A steady stream of requests from a thread of its own, each reply's ids kept."""

import threading
import time

from harness.client import Client


class SteadyLoad:
    """`rate` requests a second on one keep-alive connection until told to stop."""

    def __init__(self, port: int, rate: float, path: str = "/health"):
        self.ids: list[tuple[str, str]] = []
        self.failures: list[str] = []
        self._client = Client(port)
        self._rate = rate
        self._path = path
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(10)
        self._client.close()

    def _run(self) -> None:
        begun = time.monotonic()
        number = 0
        while not self._stop.wait(max(0, begun + number / self._rate - time.monotonic())):
            number += 1
            try:
                reply = self._client.get(self._path)
                self.ids.append((reply.trace_id, reply.header("X-Span-Id") or ""))
                if reply.status != 200:
                    self.failures.append(f"status {reply.status}")
            except OSError as error:
                self.failures.append(str(error))
