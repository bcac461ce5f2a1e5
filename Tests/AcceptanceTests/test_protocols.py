"""OTLP in its three forms against second implementations: http.server with protobuf's own readers,
and grpcio. Random spans arrive as they were recorded; refusals mean what the specification says."""

import json
import socket
import subprocess
import threading
import time
from collections import Counter

import grpc
import pytest
from google.protobuf import any_pb2, duration_pb2
from harness.grpc_receiver import GRPCReceiver, status
from harness.product import BINARY, wait_for_tracing
from harness.receiver import Receiver
from harness.waiting import eventually
from opentelemetry.proto.common.v1.common_pb2 import AnyValue

FAST = {"OTEL_BSP_SCHEDULE_DELAY": "100"}
HTTP = ("http/protobuf", "http/json")
CONTENT_TYPES = {"http/protobuf": "application/x-protobuf", "http/json": "application/json"}


@pytest.fixture
def grpc_receiver():
    receiver = GRPCReceiver()
    yield receiver
    receiver.close()


def settings(protocol: str, receiver, compression: str = "none") -> dict[str, str]:
    name = "TEMPO_OTLP_GRPC_ENDPOINT" if protocol == "grpc" else "TEMPO_OTLP_HTTP_ENDPOINT"
    return FAST | {
        name: receiver.endpoint,
        "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
        "OTEL_EXPORTER_OTLP_COMPRESSION": compression,
    }


# What was recorded is what arrives.

SPAN_KEYS = ("trace_id", "span_id", "parent_id", "trace_state", "name", "kind", "status")


def recorded(written: dict) -> tuple:
    """A value as span-sender prints it: its kind and what it holds, at any depth."""
    ((kind, content),) = written.items()
    match kind:
        case "list":
            return kind, [recorded(item) for item in content]
        case "map":
            return kind, [(key, recorded(item)) for key, item in content.items()]
        case "bytes":
            return kind, bytes.fromhex(content)
        case "integer":
            return kind, int(content)
        case "double":
            return kind, float(content)
        case "boolean":
            return kind, {"true": True, "false": False}[content]
    return kind, content


def arrived_value(any_value: AnyValue) -> tuple:
    """The same of a value that was received; one without a kind raises."""
    kind = any_value.WhichOneof("value")
    content = getattr(any_value, kind)
    match kind:
        case "array_value":
            return "list", [arrived_value(item) for item in content.values]
        case "kvlist_value":
            return "map", [(pair.key, arrived_value(pair.value)) for pair in content.values]
    names = {"string_value": "string", "bool_value": "boolean", "int_value": "integer"}
    names |= {"double_value": "double", "bytes_value": "bytes"}
    return names[kind], content


def same(written: dict, arrived) -> Counter:
    """Attributes are equal, kind by kind and in their order; how often each kind came."""
    expected = recorded({"map": written})
    found = ("map", [(pair.key, arrived_value(pair.value)) for pair in arrived])
    assert found == expected
    return kinds(found)


def kinds(value: tuple, depth: int = 0) -> Counter:
    kind, content = value
    count = Counter({(kind, depth): 1, f"empty {kind}": int(content in ("", b"", []))})
    for item in content if kind in ("list", "map") else []:
        count += kinds(item[1] if kind == "map" else item, depth + 1)
    return count


@pytest.mark.parametrize("compression", ["none", "gzip"])
@pytest.mark.parametrize("protocol", [*HTTP, "grpc"])
def test_random_spans_arrive_as_they_were_recorded(
    protocol, compression, receiver: Receiver, grpc_receiver: GRPCReceiver
):
    target = grpc_receiver if protocol == "grpc" else receiver
    url = target.endpoint + ("" if protocol == "grpc" else "/v1/traces")
    done = subprocess.run(
        [BINARY.parent / "span-sender", protocol, url, "700", "20261121", compression],
        capture_output=True,
        check=True,
        timeout=60,
        encoding="utf-8",
    )
    *lines, books = [json.loads(line) for line in done.stdout.split("\n")[:-1]]
    assert books == {"flushed": True, "balanced": True, "exported": 700}
    arrived = {span.key: span for span in target.accepted}
    assert len(arrived) == len(target.accepted) == len(lines) == 700
    seen = {"span": Counter(), "event": Counter(), "link": Counter()}
    for line in lines:
        span = arrived[(line["trace_id"], line["span_id"])]
        assert {key: getattr(span, key) for key in SPAN_KEYS} == {
            key: line[key] for key in SPAN_KEYS
        }
        assert (span.start, span.end) == (int(line["start"]), int(line["end"]))
        message = span.message
        is_remote = line["parent_is_remote"] == "yes"
        assert message.flags == line["trace_flags"] | (0x300 if is_remote else 0x100)
        assert (span.resource["service.name"], span.scope) == ("span-sender", "random")
        dropped = (message.dropped_events_count, message.dropped_links_count)
        assert (message.dropped_attributes_count, *dropped) == (0, 0, 0)
        assert message.status.message == line["status_message"]
        seen["span"] += same(line["attributes"], message.attributes)
        assert len(message.events) == len(line["events"])
        for expected, event in zip(line["events"], message.events, strict=True):
            assert (event.name, event.time_unix_nano) == (expected["name"], int(expected["time"]))
            seen["event"] += same(expected["attributes"], event.attributes)
        assert len(message.links) == len(line["links"])
        for expected, link in zip(line["links"], message.links, strict=True):
            assert link.trace_id.hex() == expected["trace_id"]
            assert link.span_id.hex() == expected["span_id"]
            assert (link.trace_state, link.flags) == (expected["trace_state"], expected["flags"])
            seen["link"] += same(expected["attributes"], link.attributes)
    for where, count in seen.items():
        for kind in ("string", "boolean", "integer", "double", "bytes", "list", "map"):
            assert all(count[(kind, depth)] > 0 for depth in (1, 2, 3)), f"{kind} in a {where}"
        for kind in ("string", "bytes", "list", "map"):
            assert count[f"empty {kind}"] > 0, f"an empty {kind} in a {where}"


# HTTP, in the product.


@pytest.mark.parametrize("protocol", HTTP)
def test_http_is_spoken_as_the_specification_asks(make_product, receiver, protocol):
    product = make_product(settings(protocol, receiver, "gzip")).start()
    reply = product.get("/health")
    receiver.wait_for_span(span_id=reply.header("X-Span-Id"))
    headers = receiver.batches[0].headers
    assert headers["content-type"] == CONTENT_TYPES[protocol]
    assert headers["content-encoding"] == "gzip"
    assert headers["user-agent"].endswith("OTel-OTLP-Exporter-Swift/1.0.0")
    assert receiver.batches[0].path == "/v1/traces"
    kind = "otlp_http_json_span_exporter" if "json" in protocol else "otlp_http_span_exporter"

    def counted() -> bool:
        metrics = product.metrics()
        name = "otel_sdk_exporter_span_exported_total"
        return metrics.total(name, otel_component_type=kind) >= 1

    eventually(counted)


@pytest.mark.parametrize("protocol", HTTP)
def test_a_partial_success_is_read_in_the_same_form(make_product, receiver, protocol):
    receiver.rejected_spans = 1
    product = make_product(settings(protocol, receiver)).start()
    receiver.wait_for_span(name="startup")
    receiver.rejected_spans = 0
    eventually(lambda: product.metrics().total("gatewayz_spans_rejected_total") == 1)
    eventually(lambda: "Tempo rejected 1 spans: refused by the test" in product.messages())


HEADERS = {
    "Authorization=Basic%20dXNlcjpwYXNz%3D%3D": ("authorization", "Basic dXNlcjpwYXNz=="),
    "Authorization=Basic dXNlcjpwYXNz==": ("authorization", "Basic dXNlcjpwYXNz=="),
    " X-Scope-OrgID = one , other=2": ("x-scope-orgid", "one"),
    "x-token=a+b%2Cc": ("x-token", "a+b,c"),
}


@pytest.mark.parametrize("written", HEADERS)
def test_headers_as_people_paste_them(make_product, receiver, written):
    product = make_product(
        FAST, OTEL_EXPORTER_OTLP_ENDPOINT=receiver.endpoint, OTEL_EXPORTER_OTLP_HEADERS=written
    ).start()
    receiver.wait_for_span(name="startup")
    name, expected = HEADERS[written]
    assert receiver.batches[0].headers[name] == expected
    assert "dXNlcjpwYXNz" not in product.stdout + product.stderr


def test_grafana_clouds_credential_is_basic_authentication(make_product, receiver):
    make_product(
        FAST,
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        GRAFANA_TEMPO_USERNAME="123456",
        GRAFANA_TEMPO_API_KEY="glc_key",
    ).start()
    receiver.wait_for_span(name="startup")
    assert receiver.batches[0].headers["authorization"] == "Basic MTIzNDU2OmdsY19rZXk="


# gRPC, in the product.


def retry_info(seconds: int) -> bytes:
    """google.rpc.Status with a RetryInfo, its fields written by hand: grpcio brings no class."""
    delay = duration_pb2.Duration(seconds=seconds).SerializeToString()
    info = bytes([0x0A, len(delay)]) + delay
    detail = any_pb2.Any(type_url="type.googleapis.com/google.rpc.RetryInfo", value=info)
    packed = detail.SerializeToString()
    return b"\x08\x08" + bytes([0x1A, len(packed)]) + packed


def test_grpc_is_spoken_with_grpcio(make_product, grpc_receiver):
    product = make_product(settings("grpc", grpc_receiver, "gzip")).start()
    wait_for_tracing(product, "ok")
    replies = [product.get("/health") for _ in range(5)]
    wanted = {reply.header("X-Span-Id") for reply in replies}
    eventually(lambda: wanted <= {span.span_id for span in grpc_receiver.accepted})
    assert len(grpc_receiver.calls) > 1, "a second export, which cannot use the first's connection"
    call = grpc_receiver.calls[0]
    assert call.metadata["user-agent"].endswith("OTel-OTLP-Exporter-Swift/1.0.0")
    assert 0 < call.seconds_left <= 10, "the attempt's own bound, as grpc-timeout"
    metrics = product.metrics()
    assert (
        metrics.total(
            "otel_sdk_exporter_operation_duration_seconds_count", rpc_response_status_code="OK"
        )
        >= 1
    )


ONCE_MORE = [
    status(grpc.StatusCode.UNAVAILABLE, "away"),
    status(grpc.StatusCode.RESOURCE_EXHAUSTED, "wait", retry_info(1)),
    status(grpc.StatusCode.DEADLINE_EXCEEDED, "late"),
]


def test_grpc_statuses_that_may_pass_are_tried_again(make_product, grpc_receiver):
    grpc_receiver.answers = list(ONCE_MORE)
    product = make_product(settings("grpc", grpc_receiver)).start()
    eventually(lambda: grpc_receiver.accepted, timeout=20)
    assert len(grpc_receiver.calls) >= 4
    eventually(lambda: product.metrics().assert_spans_add_up() is None)
    assert product.metrics().total("gatewayz_spans_failed_total") == 0
    assert any("gRPC UNAVAILABLE at" in text and "away" in text for text in product.messages())


def test_grpc_statuses_that_are_final_are_counted_once(make_product, grpc_receiver):
    grpc_receiver.answers = [
        status(grpc.StatusCode.UNAUTHENTICATED, "who?"),
        status(grpc.StatusCode.INVALID_ARGUMENT, "bad"),
    ]
    product = make_product(settings("grpc", grpc_receiver)).start()
    eventually(
        lambda: (
            product.metrics().total("gatewayz_spans_failed_total", reason="UNAUTHENTICATED") >= 1
        )
    )
    product.get("/health")
    eventually(
        lambda: (
            product.metrics().total("gatewayz_spans_failed_total", reason="INVALID_ARGUMENT") >= 1
        )
    )
    product.get("/health")
    eventually(lambda: grpc_receiver.accepted)
    assert Counter(span.key for span in grpc_receiver.accepted).most_common(1)[0][1] == 1
    assert any("it wants a credential and none is set" in text for text in product.messages())


@pytest.mark.parametrize("excess", [0, 1])
def test_a_grpc_answer_may_have_4_mib_and_not_a_byte_more(make_product, grpc_receiver, excess):
    grpc_receiver.response_bytes = (4 << 20) + excess
    product = make_product(settings("grpc", grpc_receiver)).start()
    eventually(lambda: grpc_receiver.accepted)

    def lost() -> float:
        metrics = product.metrics()
        metrics.assert_spans_add_up()
        assert metrics.total("gatewayz_spans_in_flight") == 0
        return metrics.total("gatewayz_spans_failed_total", reason="response_too_large")

    assert eventually(lambda: [lost()]) == [len(grpc_receiver.calls[0].spans) if excess else 0]


def test_grpc_outlives_its_receiver(make_product, grpc_receiver):
    product = make_product(settings("grpc", grpc_receiver)).start()
    wait_for_tracing(product, "ok")
    grpc_receiver.go_away()
    reply = product.get("/health")
    wait_for_tracing(product, "failing")
    grpc_receiver.listen()
    wanted = reply.header("X-Span-Id")
    eventually(lambda: wanted in {span.span_id for span in grpc_receiver.accepted}, timeout=20)
    wait_for_tracing(product, "ok")
    grpc_receiver.rejected_spans = 1
    product.get("/health")
    eventually(lambda: product.metrics().total("gatewayz_spans_rejected_total") >= 1)


def test_a_grpc_receiver_that_retires_loses_nothing(make_product, grpc_receiver):
    product = make_product(settings("grpc", grpc_receiver)).start()
    wait_for_tracing(product, "ok")
    grpc_receiver.answers = [grpc_receiver.retire]
    wanted = {product.get("/health").header("X-Span-Id") for _ in range(5)}
    eventually(lambda: not grpc_receiver.answers)
    time.sleep(1)  # The answer comes half a second after the server has said goodbye.
    grpc_receiver.listen()
    eventually(lambda: wanted <= {span.span_id for span in grpc_receiver.accepted}, timeout=20)
    assert product.metrics().total("gatewayz_spans_failed_total") == 0
    assert Counter(span.key for span in grpc_receiver.accepted).most_common(1)[0][1] == 1


# Mistakes in endpoints, with the remedy in the line that tells of them.


def failure(product) -> str:
    wait_for_tracing(product, "failing")
    found = [text for text in product.messages() if "Tempo endpoint is not reachable: " in text]
    assert len(found) == 1
    return found[0]


def test_http_to_a_grpc_port_is_told(make_product, grpc_receiver):
    product = make_product(FAST, TEMPO_OTLP_HTTP_ENDPOINT=grpc_receiver.endpoint).start()
    assert "Tempo endpoint is not reachable: the response of localhost" in failure(product)


def test_a_proxy_that_is_not_there_is_told_from_the_endpoint(make_product):
    product = make_product(
        FAST,
        TEMPO_OTLP_HTTP_ENDPOINT="http://tempo:4318",
        http_proxy="http://me:hush@nothing.invalid:3128",
    ).start()
    line = failure(product)
    assert "could not resolve the proxy that the environment names for tempo:4318" in line
    assert "hush" not in product.stdout


def test_a_proxy_that_refuses_is_told_from_the_endpoint(make_product):
    def refuse() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=refuse, daemon=True).start()
        product = make_product(
            FAST,
            TEMPO_OTLP_HTTP_ENDPOINT="https://tempo:4318",
            https_proxy=f"http://me:hush@127.0.0.1:{listener.getsockname()[1]}",
        ).start()
        line = failure(product)
        listener.shutdown(socket.SHUT_RDWR)
    assert "the proxy that the environment names answered 407 for tempo:4318" in line
    assert "hush" not in product.stdout


def test_grpc_to_an_http_port_is_told(make_product, receiver):
    product = make_product(settings("grpc", receiver)).start()
    assert "Tempo endpoint is not reachable: " in failure(product)


@pytest.mark.parametrize(
    ("answer", "remedy"),
    [
        (404, "nothing takes spans at this path"),
        (405, "takes no POST"),
        (415, "OTEL_EXPORTER_OTLP_PROTOCOL=http/json may suit it"),
        (403, "it refused the credential of GRAFANA_TEMPO_API_KEY"),
        (308, "redirects are not followed"),
    ],
)
def test_what_was_answered_comes_with_its_remedy(make_product, receiver, answer, remedy):
    receiver.mode = answer
    product = make_product(
        FAST,
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        GRAFANA_TEMPO_USERNAME="1",
        GRAFANA_TEMPO_API_KEY="glc_secret",
    ).start()
    line = failure(product)
    assert f"HTTP {answer} at {receiver.endpoint}/v1/traces: " in line
    assert remedy in line
    assert "glc_secret" not in product.stdout
