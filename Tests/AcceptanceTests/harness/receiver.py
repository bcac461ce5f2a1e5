"""An OTLP/HTTP receiver that can be told to misbehave, and that can go away and come back."""

import contextlib
import gzip
import json
import socket
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from harness.otlp import Span, decode
from harness.otlp_json import to_protobuf
from harness.ports import free_port
from harness.waiting import eventually

ACCEPT = "accept"
HANG = "hang"
CUT_OFF = "cut off"  # Takes the batch, then closes before a whole reply was sent.


@dataclass
class Batch:
    """One export that reached us, whatever was answered."""

    path: str
    headers: dict[str, str]
    spans: list[Span]
    answer: str | int


@dataclass
class Receiver:
    """`mode` is what the next exports get: ACCEPT, HANG, CUT_OFF, or a status code."""

    port: int = field(default_factory=free_port)
    mode: str | int = ACCEPT
    reply_headers: dict[str, str] = field(default_factory=dict)
    rejected_spans: int = 0
    batches: list[Batch] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    peers: list[dict | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._released = threading.Event()
        self._connections: set[socket.socket] = set()
        self._server: ThreadingHTTPServer | None = None
        self.listen()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def listen(self) -> None:
        """Takes connections, on the same port as before."""
        receiver = self
        self._released.clear()

        class Handler(_Handler):
            owner = receiver

        self._server = _Server(("127.0.0.1", self.port), Handler)
        self._server.tls = self.tls
        self._server.owner = self
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def go_away(self) -> None:
        """From now on connections are refused, and the open ones are reset."""
        if self._server is None:
            return
        self._server.shutdown()
        self._server.server_close()
        self._server = None
        self._released.set()
        with self._lock:
            for connection in self._connections:
                _shut(connection)
            self._connections.clear()

    close = go_away

    def release(self) -> None:
        """Lets the exports that hang go, unanswered, and takes the next ones."""
        self.mode = ACCEPT
        self._released.set()

    @property
    def accepted(self) -> list[Span]:
        """The spans of all batches that we took, in order, with their repetitions."""
        with self._lock:
            taken = [batch for batch in self.batches if batch.answer in (ACCEPT, CUT_OFF)]
        return [span for batch in taken for span in batch.spans]

    def spans(self, **wanted: object) -> list[Span]:
        """The accepted spans whose fields have these values."""
        return [
            span
            for span in self.accepted
            if all(getattr(span, name) == value for name, value in wanted.items())
        ]

    def wait_for_span(self, timeout: float = 15, **wanted: object) -> Span:
        return eventually(lambda: self.spans(**wanted), timeout)[0]

    def record(self, batch: Batch) -> None:
        with self._lock:
            self.batches.append(batch)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64
    owner: Receiver
    tls: ssl.SSLContext | None = None

    def finish_request(self, request: socket.socket, address: object) -> None:
        """On the connection's own thread, so that a handshake holds up nobody else."""
        if self.tls is None:
            super().finish_request(request, address)
            return
        with self.tls.wrap_socket(request, server_side=True) as secured:
            self.owner.peers.append(secured.getpeercert())
            super().finish_request(secured, address)

    def process_request(self, request: socket.socket, address: object) -> None:
        with self.owner._lock:
            self.owner._connections.add(request)
        super().process_request(request, address)

    def shutdown_request(self, request: socket.socket) -> None:
        with self.owner._lock:
            self.owner._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: socket.socket, address: object) -> None:
        """A peer that hangs up is no news here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: Receiver

    def do_POST(self) -> None:
        owner = self.owner
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.is_json = self.headers["Content-Type"] == "application/json"
        mode = owner.mode
        spans = decode(to_protobuf(body) if self.is_json else body)
        headers = {name.lower(): value for name, value in self.headers.items()}
        owner.record(Batch(self.path, headers, spans, mode))
        if mode == HANG:
            owner._released.wait(60)
            self.close_connection = True
        elif mode == CUT_OFF:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n\x0a")
            self.wfile.flush()
            _shut(self.connection)
            self.close_connection = True
        else:
            self._answer(200 if mode == ACCEPT else int(mode))

    def _answer(self, status: int) -> None:
        response = ExportTraceServiceResponse()
        if status == 200 and self.owner.rejected_spans:
            response.partial_success.rejected_spans = self.owner.rejected_spans
            response.partial_success.error_message = "refused by the test"
        payload = response.SerializeToString()
        if self.is_json:
            payload = _partial_success(response)
        self.send_response(status)
        self.send_header("Content-Type", self.headers["Content-Type"])
        self.send_header("Content-Length", str(len(payload)))
        for name, value in self.owner.reply_headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *arguments: object) -> None:
        """Silent: pytest shows what matters."""


def _partial_success(response: ExportTraceServiceResponse) -> bytes:
    """As JSON: a 64-bit number is a text there."""
    partial = response.partial_success
    if not partial.rejected_spans:
        return b"{}"
    words = {"rejectedSpans": str(partial.rejected_spans), "errorMessage": partial.error_message}
    return json.dumps({"partialSuccess": words}).encode()


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # Already closed by the other side.
        connection.shutdown(socket.SHUT_RDWR)
