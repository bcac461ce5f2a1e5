"""A pocket Tempo in a process of its own: the receiver and the questions of the real one."""

import re
import subprocess
import time
from typing import Any
from urllib.parse import quote

from google.protobuf.message import Message
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from harness.client import Client
from harness.product import BINARY

ADDRESSES = re.compile(r"OTLP/HTTP (http://\S+:(\d+)) queries (http://\S+:(\d+))")


class PocketTempo:
    """Started at once; `endpoint` takes spans, `query` answers."""

    def __init__(self) -> None:
        assert BINARY.exists(), f"{BINARY} is missing: run `swift build` first"
        self.process = subprocess.Popen(
            [BINARY, "pocket-tempo", "--receive", "0", "--query", "0"],
            env={},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        found = ADDRESSES.search(self.process.stdout.readline())
        assert found, "it printed no addresses"
        self.endpoint, self.query = found[1], found[3]
        self.receiver, self.client = Client(int(found[2])), Client(int(found[4]))

    def send(self, service: str, **attributes: str) -> None:
        """One span whose resource has these attributes, underscores standing for dots."""
        request = ExportTraceServiceRequest()
        spans = request.resource_spans.add()
        resource = {"service.name": service}
        resource |= {name.replace("_", "."): value for name, value in attributes.items()}
        for key, value in resource.items():
            spans.resource.attributes.add(key=key).value.string_value = value
        span = spans.scope_spans.add().spans.add(name="work")
        self._fill(span)
        reply = self.receiver.request(
            "POST",
            "/v1/traces",
            {"Content-Type": "application/x-protobuf"},
            request.SerializeToString(),
        )
        assert reply.status == 200

    _next = 0

    def _fill(self, span: Message) -> None:
        PocketTempo._next += 1
        span.trace_id = PocketTempo._next.to_bytes(16, "big")
        span.span_id = PocketTempo._next.to_bytes(8, "big")
        now = time.time_ns()
        span.start_time_unix_nano, span.end_time_unix_nano = now, now + 1_000_000

    def search(self, query: str) -> list[dict[str, Any]]:
        reply = self.client.get(f"/api/search?q={quote(query)}")
        assert reply.status == 200, reply.text
        return reply.json()["traces"]

    def close(self) -> None:
        self.receiver.close()
        self.client.close()
        self.process.kill()
        self.process.wait(10)
        self.process.stdout.close()
