"""A receiver that remembers the id of every span, and can go away and come back on its port."""

import gzip
import socket
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class CountingReceiver:
    """Decodes with the OpenTelemetry project's own classes."""

    def __init__(self, port: int):
        self.port = port
        self.seen: Counter[bytes] = Counter()
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None

    def listen(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                receiver._take(ExportTraceServiceRequest.FromString(body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:
                """Silent."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def process_request(self, request: socket.socket, address: object) -> None:
                self.open = getattr(self, "open", [])
                self.open.append(request)
                super().process_request(request, address)

            def handle_error(self, request: socket.socket, address: object) -> None:
                """A peer that hangs up is no news here."""

        self._server = Server(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def go_away(self) -> None:
        """Refuses connections from now on, and cuts the open ones."""
        if self._server is None:
            return
        self._server.shutdown()
        self._server.server_close()
        for connection in getattr(self._server, "open", []):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # Closed already.
        self._server = None

    @property
    def unique(self) -> int:
        with self._lock:
            return len(self.seen)

    @property
    def twice(self) -> int:
        """Spans that came more than once."""
        with self._lock:
            return sum(1 for count in self.seen.values() if count > 1)

    def _take(self, request: ExportTraceServiceRequest) -> None:
        keys = [
            span.trace_id + span.span_id
            for batch in request.resource_spans
            for scope in batch.scope_spans
            for span in scope.spans
        ]
        with self._lock:
            self.seen.update(keys)
