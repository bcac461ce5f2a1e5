"""Stands in for a Tempo binary: takes its configuration file, receives OTLP/HTTP, and answers the
look-up and the search as Tempo's query API does, Base64 ids and lost leading zeros included.

    python -m harness.tempo_stand_in -config.file=tempo.yaml
"""

import gzip
import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans

TraceID = bytes
store: dict[TraceID, list[ResourceSpans]] = {}
lock = threading.Lock()


def take(request: ExportTraceServiceRequest) -> None:
    for batch in request.resource_spans:
        for scope in batch.scope_spans:
            for span in scope.spans:
                kept = ResourceSpans(resource=batch.resource)
                part = kept.scope_spans.add(scope=scope.scope)
                part.spans.append(span)
                with lock:
                    store.setdefault(span.trace_id, []).append(kept)


def service_of(batch: ResourceSpans) -> str:
    return next(
        (
            pair.value.string_value
            for pair in batch.resource.attributes
            if pair.key == "service.name"
        ),
        "",
    )


class Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def reply(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Silent."""


class Receiving(Quiet):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        take(ExportTraceServiceRequest.FromString(body))
        self.reply(200, ExportTraceServiceResponse().SerializeToString(), "application/x-protobuf")


class Querying(Quiet):
    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/ready":
            return self.reply(200, b"ready\n", "text/plain")
        if url.path == "/api/search":
            return self.search(parse_qs(url.query)["q"][0])
        if found := re.fullmatch(r"/api/traces/([0-9a-f]{1,32})", url.path):
            return self.look_up(bytes.fromhex(found[1].zfill(32)))
        return self.reply(404, b"")

    def look_up(self, trace_id: TraceID) -> None:
        with lock:
            batches = list(store.get(trace_id, []))
        if not batches:
            return self.reply(404, b"trace not found\n", "text/plain")
        body = {"batches": [MessageToDict(batch) for batch in batches]}
        return self.reply(200, json.dumps(body).encode())

    def search(self, query: str) -> None:
        wanted = re.fullmatch(r'\{ resource\.service\.name = "([^"]*)" \}', query)
        if wanted is None:
            return self.reply(400, b"invalid TraceQL query\n", "text/plain")
        with lock:
            found = [
                {"traceID": trace_id.hex().lstrip("0"), "rootServiceName": wanted[1]}
                for trace_id, batches in store.items()
                if any(service_of(batch) == wanted[1] for batch in batches)
            ]
        return self.reply(200, json.dumps({"traces": found, "metrics": {}}).encode())


def main() -> None:
    text = Path(sys.argv[1].removeprefix("-config.file=")).read_text()
    query = int(re.search(r"http_listen_port: (\d+)", text)[1])
    otlp = int(re.search(r"endpoint: 127\.0\.0\.1:(\d+)", text)[1])
    receiving = ThreadingHTTPServer(("127.0.0.1", otlp), Receiving)
    threading.Thread(target=receiving.serve_forever, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", query), Querying).serve_forever()


if __name__ == "__main__":
    main()
