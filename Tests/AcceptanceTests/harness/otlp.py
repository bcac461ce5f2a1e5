"""OTLP decoded by the OpenTelemetry project's own classes, flattened for reading in a test."""

from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import Message
from google.protobuf.unknown_fields import UnknownFieldSet
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1 import trace_pb2

INTERNAL = trace_pb2.Span.SPAN_KIND_INTERNAL
SERVER = trace_pb2.Span.SPAN_KIND_SERVER
CLIENT = trace_pb2.Span.SPAN_KIND_CLIENT

UNSET = trace_pb2.Status.STATUS_CODE_UNSET
ERROR = trace_pb2.Status.STATUS_CODE_ERROR


@dataclass(frozen=True)
class Span:
    """One exported span with the resource and the scope it came under."""

    name: str
    kind: int
    trace_id: str
    span_id: str
    parent_id: str
    start: int
    end: int
    status: int
    trace_state: str
    flags: int
    attributes: dict[str, Any] = field(hash=False)
    resource: dict[str, Any] = field(hash=False)
    scope: str = ""
    message: trace_pb2.Span | None = field(default=None, hash=False, compare=False, repr=False)
    links: list[tuple[str, str, str]] = field(default_factory=list, hash=False)
    dropped_attributes: int = 0

    @property
    def key(self) -> tuple[str, str]:
        return (self.trace_id, self.span_id)


def decode(body: bytes) -> list[Span]:
    """All spans of one export; anything malformed raises."""
    request = ExportTraceServiceRequest()
    assert request.ParseFromString(body) == len(body)
    _assert_known(request)
    spans = []
    for resource_spans in request.resource_spans:
        resource = _attributes(resource_spans.resource.attributes)
        for scope_spans in resource_spans.scope_spans:
            for span in scope_spans.spans:
                assert len(span.trace_id) == 16
                assert any(span.trace_id)
                assert len(span.span_id) == 8
                assert any(span.span_id)
                assert len(span.parent_span_id) in (0, 8)
                spans.append(_flatten(span, resource, scope_spans.scope.name))
    return spans


def _assert_known(message: Message) -> None:
    """A field number that the schema does not have is a mistake of the encoder."""
    assert len(UnknownFieldSet(message)) == 0, f"unknown fields in {type(message).__name__}"
    for descriptor, value in message.ListFields():
        if descriptor.message_type is not None:
            for part in value if descriptor.is_repeated else [value]:
                _assert_known(part)


def _flatten(span: trace_pb2.Span, resource: dict[str, Any], scope: str) -> Span:
    return Span(
        name=span.name,
        kind=span.kind,
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        start=span.start_time_unix_nano,
        end=span.end_time_unix_nano,
        status=span.status.code,
        trace_state=span.trace_state,
        flags=span.flags,
        attributes=_attributes(span.attributes),
        resource=resource,
        scope=scope,
        message=span,
        links=[(link.trace_id.hex(), link.span_id.hex(), link.trace_state) for link in span.links],
        dropped_attributes=span.dropped_attributes_count,
    )


def _attributes(pairs: list[KeyValue]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pair in pairs:
        assert pair.key not in found, f"attribute {pair.key} occurs twice"
        found[pair.key] = _value(pair.value)
    return found


def _value(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    assert kind is not None, "an attribute without a value"
    if kind == "array_value":
        return [_value(item) for item in value.array_value.values]
    return getattr(value, kind)
