"""An OTLP/gRPC receiver on grpcio, gRPC's own implementation, that can be told to misbehave."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

from harness.otlp import Span, decode
from harness.ports import free_port

ACCEPT = "accept"


@dataclass
class Call:
    """One export that reached us."""

    metadata: dict[str, str]
    spans: list[Span]
    peer: str
    seconds_left: float | None


@dataclass
class GRPCReceiver(trace_service_pb2_grpc.TraceServiceServicer):
    """`answers` are given one after the other, then every export is accepted. The next
    response is filled up with words to `response_bytes`."""

    port: int = field(default_factory=free_port)
    answers: list[Callable[[grpc.ServicerContext], None]] = field(default_factory=list)
    rejected_spans: int = 0
    response_bytes: int = 0
    calls: list[Call] = field(default_factory=list)
    accepted: list[Span] = field(default_factory=list)
    credentials: grpc.ServerCredentials | None = None

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._server: grpc.Server | None = None
        self.listen()

    @property
    def endpoint(self) -> str:
        scheme = "http" if self.credentials is None else "https"
        return f"{scheme}://localhost:{self.port}"

    def listen(self) -> None:
        self._server = grpc.server(ThreadPoolExecutor(4), options=[("grpc.so_reuseport", 0)])
        trace_service_pb2_grpc.add_TraceServiceServicer_to_server(self, self._server)
        address = f"localhost:{self.port}"
        if self.credentials is None:
            self._server.add_insecure_port(address)
        else:
            self._server.add_secure_port(address, self.credentials)
        self._server.start()

    def go_away(self) -> None:
        self._server.stop(grace=0).wait()

    close = go_away

    def retire(self, context: grpc.ServicerContext) -> None:
        """An answer that comes after the server has said that it closes the connection."""
        self._server.stop(grace=10)
        time.sleep(0.5)

    def Export(self, request, context):  # noqa: N802  The name is the service's.
        spans = decode(request.SerializeToString())
        with self._lock:
            self.calls.append(
                Call(
                    dict(context.invocation_metadata()),
                    spans,
                    context.peer(),
                    context.time_remaining(),
                )
            )
            answer = self.answers.pop(0) if self.answers else None
            size, self.response_bytes = self.response_bytes, 0
        if answer is not None:
            answer(context)
        with self._lock:
            self.accepted += spans
        response = trace_service_pb2.ExportTraceServiceResponse()
        if self.rejected_spans:
            response.partial_success.rejected_spans = self.rejected_spans
            response.partial_success.error_message = "refused by the test"
        if size:
            # Tag and length, of four bytes each from 2 MiB on, of the message and of its words.
            response.partial_success.error_message = "x" * (size - 10)
            assert response.ByteSize() == size
        return response


def status(code: grpc.StatusCode, words: str = "", details: bytes | None = None):
    """An answer that ends the call with a status."""

    def answer(context: grpc.ServicerContext) -> None:
        if details is not None:
            context.set_trailing_metadata((("grpc-status-details-bin", details),))
        context.abort(code, words)

    return answer
