"""The harness itself: a receiver that lies would make every other test worthless."""

import http.client
import socket

import pytest
from harness.client import Client, exchange
from harness.exposition import Exposition
from harness.otlp import ERROR, SERVER, decode
from harness.ports import free_port, is_listening
from harness.providers import Provider
from harness.receiver import CUT_OFF, HANG, Receiver
from harness.waiting import eventually
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def export(name: str = "GET /health") -> bytes:
    request = ExportTraceServiceRequest()
    resource_spans = request.resource_spans.add()
    resource = resource_spans.resource.attributes.add(key="service.name")
    resource.value.string_value = "sample"
    scope_spans = resource_spans.scope_spans.add()
    scope_spans.scope.name = "scope"
    span = scope_spans.spans.add(name=name, kind=SERVER, trace_id=b"\1" * 16, span_id=b"\2" * 8)
    span.status.code = ERROR
    span.attributes.add(key="limit").value.int_value = 7
    return request.SerializeToString()


def test_decodes_an_export():
    (span,) = decode(export())
    assert (span.name, span.kind, span.status) == ("GET /health", SERVER, ERROR)
    assert (span.trace_id, span.span_id, span.parent_id) == ("01" * 16, "02" * 8, "")
    assert (span.attributes, span.resource, span.scope) == (
        {"limit": 7},
        {"service.name": "sample"},
        "scope",
    )


def test_refuses_half_an_export():
    with pytest.raises(Exception):  # noqa: B017, PT011  The class is protobuf's own affair.
        decode(export()[:-1])


def test_receiver_accepts_and_records(receiver: Receiver):
    client = Client(receiver.port)
    assert client.request("POST", "/v1/traces", body=export()).status == 200
    assert [span.name for span in receiver.accepted] == ["GET /health"]
    assert receiver.batches[0].path == "/v1/traces"


def test_receiver_refuses_with_a_status(receiver: Receiver):
    receiver.mode = 503
    receiver.reply_headers = {"Retry-After": "1"}
    reply = Client(receiver.port).request("POST", "/v1/traces", body=export())
    assert (reply.status, reply.header("Retry-After")) == (503, "1")
    assert receiver.accepted == []


def test_receiver_goes_away_and_comes_back(receiver: Receiver):
    client = Client(receiver.port, timeout=2)
    assert client.request("POST", "/", body=export()).status == 200
    receiver.go_away()
    with pytest.raises((OSError, http.client.HTTPException)):
        client.request("POST", "/", body=export())
    assert not is_listening(receiver.port)
    receiver.listen()
    assert client.request("POST", "/", body=export()).status == 200
    assert len(receiver.accepted) == 2


def test_receiver_cuts_a_reply_off(receiver: Receiver):
    receiver.mode = CUT_OFF
    with pytest.raises((OSError, http.client.HTTPException)):
        Client(receiver.port).request("POST", "/", body=export())
    assert len(receiver.accepted) == 1


def test_receiver_hangs_until_released(receiver: Receiver):
    receiver.mode = HANG
    client = Client(receiver.port, timeout=0.2)
    with pytest.raises(TimeoutError):
        client.request("POST", "/", body=export())
    assert receiver.accepted == []
    receiver.release()
    assert Client(receiver.port).request("POST", "/", body=export()).status == 200


def test_provider_answers_and_remembers():
    provider = Provider(status=500)
    port = int(provider.url.split(":")[2].split("/")[0])
    assert Client(port).get("/v1/models", {"Traceparent": "x"}).status == 500
    assert provider.requests[0]["traceparent"] == "x"
    provider.close()


def test_exchange_reads_pipelined_replies():
    provider = Provider(body=b"{}")
    port = int(provider.url.split(":")[2].split("/")[0])
    request = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
    replies = exchange(port, request * 2, replies=2)
    assert [reply.body for reply in replies] == [b"{}", b"{}"]
    provider.close()


def test_exposition_knows_when_spans_do_not_add_up():
    head = "gatewayz_spans_ended_total 3\ngatewayz_spans_enqueued_total 2\n"
    tail = 'gatewayz_spans_dropped_total{reason="queue_full"} 1\ngatewayz_spans_exported_total '
    Exposition(head + tail + "2\n").assert_spans_add_up()
    with pytest.raises(AssertionError, match="exported"):
        Exposition(head + tail + "1\n").assert_spans_add_up()
    with pytest.raises(AssertionError, match="ended"):
        Exposition(head).assert_spans_add_up()


def test_eventually_gives_up_with_the_last_reason():
    with pytest.raises(AssertionError, match="last seen: 0"):
        eventually(lambda: 0, timeout=0.1)


def test_free_ports_are_free():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", free_port()))
