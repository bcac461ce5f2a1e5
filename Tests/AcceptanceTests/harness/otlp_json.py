"""OTLP's JSON read by the protobuf project's own reader, after what OTLP does differently."""

import base64
import json
from typing import Any

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

IDENTIFIERS = {"traceId": 16, "spanId": 8, "parentSpanId": 8}
NUMBERS_AS_TEXT = {"startTimeUnixNano", "endTimeUnixNano", "timeUnixNano", "intValue"}
NUMBERS = {"kind", "code", "flags"}


def to_protobuf(body: bytes) -> bytes:
    """The same request as protobuf; anything that OTLP's JSON does not allow raises."""
    request = json.loads(body, object_pairs_hook=_strict)
    message = json_format.ParseDict(
        request, ExportTraceServiceRequest(), ignore_unknown_fields=False
    )
    return message.SerializeToString()


def _strict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        assert key not in found, f"{key} occurs twice"
        assert "_" not in key, f"{key} is not lowerCamelCase"
        if key in IDENTIFIERS:
            assert len(value) == 2 * IDENTIFIERS[key], f"{key} is {value!r}"
            assert value == value.lower()
            value = base64.b64encode(bytes.fromhex(value)).decode()
        if key in NUMBERS_AS_TEXT:
            assert isinstance(value, str), f"{key} is no decimal text"
        if key in NUMBERS or key.startswith("dropped"):
            assert isinstance(value, int), f"{key} is no number"
        found[key] = value
    return found
