"""Which requests are exported, whose trace they continue, and what their spans say about it."""

import socket
import time

import pytest
from harness.client import Client, exchange
from harness.otlp import INTERNAL, SERVER, Span
from harness.product import Product, wait_for_tracing
from harness.providers import entry, providers_file, refused_url
from harness.receiver import Receiver
from harness.waiting import eventually

TRACE = "0af7651916cd43dd8448eb211c80319c"
OTHER = "1bf7651916cd43dd8448eb211c80319d"
PARENT = "b7ad6b7169203331"
RECORDED = 0x01


def start(make_product, receiver: Receiver, **environment: str) -> Product:
    product = make_product(
        environment, TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY="100"
    ).start()
    wait_for_tracing(product, "ok")
    return product


def ask(product: Product, *fields: str, path: str = "/health") -> str:
    """One request with these field lines, as they are; the trace id of its reply."""
    lines = [f"GET {path} HTTP/1.1", "Host: test", *fields, "", ""]
    (reply,) = exchange(product.port, "\r\n".join(lines).encode())
    return reply.trace_id


def spans_of(receiver: Receiver, trace_id: str, count: int = 2) -> list[Span]:
    return eventually(
        lambda: (
            len(receiver.spans(trace_id=trace_id)) >= count and receiver.spans(trace_id=trace_id)
        )
    )


def server(spans: list[Span]) -> Span:
    (span,) = [span for span in spans if span.kind == SERVER]
    return span


def test_tracestate_lines_are_one_list_on_every_span(make_product, receiver: Receiver):
    product = start(make_product, receiver)
    parent = f"traceparent: 00-{TRACE}-{PARENT}-03"
    ask(product, "tracestate: a=1", parent, "tracestate:", "TraceState: b=2 ,c=3")
    spans = spans_of(receiver, TRACE)
    assert {span.trace_state for span in spans} == {"a=1,b=2,c=3"}
    assert server(spans).flags == 0x303, "sampled, random, of a parent elsewhere"
    (inner,) = [span for span in spans if span.kind == INTERNAL]
    assert inner.flags == 0x103


@pytest.mark.parametrize(
    "fields",
    [
        [f"traceparent: 00-{TRACE}-{PARENT}-01"] * 2,
        [f"traceparent: 00-{TRACE}-{PARENT}-01", "traceparent: junk"],
    ],
)
def test_a_traceparent_that_came_twice_is_none(make_product, receiver: Receiver, fields):
    product = start(make_product, receiver)
    trace_id = ask(product, *fields, "tracestate: a=1")
    assert trace_id != TRACE
    span = server(spans_of(receiver, trace_id))
    assert (span.parent_id, span.trace_state) == ("", "")


def test_a_bad_tracestate_costs_only_itself(make_product, receiver: Receiver):
    product = start(make_product, receiver)
    ask(product, f"traceparent: 00-{TRACE}-{PARENT}-01", "tracestate: a=1", "tracestate: A=2")
    span = server(spans_of(receiver, TRACE))
    assert (span.parent_id, span.trace_state) == (PARENT, "")


def test_a_strangers_trace_is_linked_to(make_product, receiver: Receiver):
    product = start(make_product, receiver, INBOUND_TRACE_CONTEXT="link")
    trace_id = ask(product, f"traceparent: 00-{TRACE}-{PARENT}-00", "tracestate: a=1")
    assert trace_id != TRACE
    spans = spans_of(receiver, trace_id)
    span = server(spans)
    assert (span.parent_id, span.trace_state) == ("", "")
    assert span.links == [(TRACE, PARENT, "a=1")]
    assert [other.links for other in spans if other != span] == [[]]
    assert server(spans_of(receiver, ask(product))).links == []


def test_a_strangers_trace_is_ignored(make_product, receiver: Receiver):
    product = start(make_product, receiver, INBOUND_TRACE_CONTEXT="ignore")
    trace_id = ask(product, f"traceparent: 00-{TRACE}-{PARENT}-00", "tracestate: a=1")
    span = server(spans_of(receiver, trace_id))
    assert (trace_id != TRACE, span.parent_id, span.links) == (True, "", [])


@pytest.mark.parametrize(
    ("propagators", "fields"),
    [
        ("b3", [f"b3: {TRACE}-{PARENT}-1"]),
        ("b3multi", [f"X-B3-TraceId: {TRACE}", f"X-B3-SpanId: {PARENT}", "X-B3-Sampled: 1"]),
        ("jaeger", [f"uber-trace-id: {TRACE}%3A{PARENT}%3A0%3A1"]),
        ("tracecontext,b3", [f"traceparent: 00-{TRACE}-{PARENT}-01", "b3: junk"]),
    ],
)
def test_other_propagators(make_product, receiver: Receiver, propagators: str, fields: list[str]):
    product = start(make_product, receiver, OTEL_PROPAGATORS=propagators)
    assert ask(product, *fields) == TRACE
    assert server(spans_of(receiver, TRACE)).parent_id == PARENT


@pytest.mark.parametrize(
    ("propagators", "trace", "state"),
    [
        ("tracecontext,b3", TRACE, ""),
        ("b3,tracecontext", OTHER, "a=1,b=2"),
        ("b3", TRACE, ""),
    ],
)
def test_a_tracestate_goes_with_its_traceparent_only(
    make_product, receiver: Receiver, propagators: str, trace: str, state: str
):
    product = start(make_product, receiver, OTEL_PROPAGATORS=propagators)
    fields = [f"traceparent: 00-{OTHER}-{PARENT}-01", "tracestate: a=1", "tracestate: b=2"]
    assert ask(product, *fields, f"b3: {TRACE}-{PARENT}-1") == trace
    assert {span.trace_state for span in spans_of(receiver, trace)} == {state}


def test_a_link_has_no_tracestate_of_another_header(make_product, receiver: Receiver):
    product = start(make_product, receiver, OTEL_PROPAGATORS="b3", INBOUND_TRACE_CONTEXT="link")
    trace = ask(product, f"b3: {TRACE}-{PARENT}-1", "tracestate: a=1")
    (link,) = server(spans_of(receiver, trace)).links
    assert link == (TRACE, PARENT, "")


def test_no_propagator_reads_nothing(make_product, receiver: Receiver):
    product = start(make_product, receiver, OTEL_PROPAGATORS="none")
    assert ask(product, f"traceparent: 00-{TRACE}-{PARENT}-01") != TRACE


def test_a_share_says_its_threshold(make_product, receiver: Receiver):
    product = start(
        make_product,
        receiver,
        OTEL_TRACES_SAMPLER="parentbased_probability",
        OTEL_TRACES_SAMPLER_ARG="0.5",
        TRACES_KEEP_PER_SECOND="0",
    )
    client = Client(product.port)
    asked = {client.get("/health").trace_id for _ in range(40)}
    wanted = {trace_id for trace_id in asked if int(trace_id[-14:], 16) >= 1 << 55}
    for trace_id in wanted:
        assert {span.trace_state for span in spans_of(receiver, trace_id)} == {"ot=th:8"}
    assert product.terminate() == 0
    exported = {span.trace_id for span in receiver.accepted if span.kind == SERVER}
    assert exported & asked == wanted


def test_what_fails_or_is_slow_is_kept_whatever_the_ratio(make_product, receiver: Receiver):
    product = start(
        make_product,
        receiver,
        OTEL_TRACES_SAMPLER="parentbased_probability",
        OTEL_TRACES_SAMPLER_ARG="0",
        TRACES_KEEP_SLOWER_THAN="0.1",
        TRACES_KEEP_PER_SECOND="100",
    )
    parent = f"traceparent: 00-{TRACE}-{PARENT}-00"
    ask(product, parent, "tracestate: a=1,ot=th:c;rv:00000000000000")
    failed = ask(product, "Transfer-Encoding: nonsense, chunked")
    spans = spans_of(receiver, failed, 1)
    assert server(spans).attributes["sampling.reason"] == "error"
    assert server(spans).flags & RECORDED
    assert server(spans).trace_state == ""
    slow = slowly(product, [parent, "tracestate: ot=th:c;rv:00000000000000,a=1"])
    assert slow == TRACE
    spans = spans_of(receiver, slow)
    assert {span.attributes["sampling.reason"] for span in spans} == {"slow"}
    assert {span.trace_state for span in spans} == {"ot=rv:00000000000000,a=1"}
    (inner,) = [span for span in spans if span.kind == INTERNAL]
    assert (inner.name, inner.parent_id) == ("health_check", server(spans).span_id)
    assert server(spans).parent_id == PARENT
    assert server(spans).start <= inner.start <= inner.end <= server(spans).end
    assert len(spans) == 2, "the quick request of the same trace is not there"
    page = product.metrics()
    assert page.value("gatewayz_traces_kept_total", reason="error") == 1
    assert page.value("gatewayz_traces_kept_total", reason="slow") == 1
    eventually(lambda: product.health()["tracing"]["queued_spans"] == 0)
    product.metrics().assert_spans_add_up()


def slowly(product: Product, fields: list[str]) -> str:
    """A request whose reply the server can only end late: its body is awaited."""
    with socket.create_connection(("127.0.0.1", product.port), timeout=10) as connection:
        lines = ["GET /health HTTP/1.1", "Host: test", "Content-Length: 1", *fields, "", ""]
        connection.sendall("\r\n".join(lines).encode())
        time.sleep(0.25)
        connection.sendall(b"x")
        text = connection.recv(65536).decode()
    (line,) = [line for line in text.split("\r\n") if line.lower().startswith("x-trace-id:")]
    return line.split(":")[1].strip()


def test_no_more_is_kept_than_the_rate_allows(make_product, receiver: Receiver):
    product = start(
        make_product,
        receiver,
        OTEL_TRACES_SAMPLER="traceidratio",
        OTEL_TRACES_SAMPLER_ARG="0",
        TRACES_KEEP_PER_SECOND="1",
    )
    for _ in range(20):
        ask(product, "Transfer-Encoding: nonsense, chunked")
    page = product.metrics()
    kept = page.value("gatewayz_traces_kept_total", reason="error")
    assert kept + page.value("gatewayz_traces_kept_refused_total") == 20
    assert 1 <= kept <= 10
    assert product.terminate() == 0
    assert len([span for span in receiver.accepted if span.kind == SERVER]) == kept


def test_a_probe_that_fails_is_kept(make_product, receiver: Receiver, tmp_path):
    start(
        make_product,
        receiver,
        OTEL_TRACES_SAMPLER="parentbased_probability",
        OTEL_TRACES_SAMPLER_ARG="1e-12",
        PROVIDERS_FILE=providers_file(tmp_path, entry("absent", refused_url())),
    )
    span = eventually(
        lambda: next((s for s in receiver.accepted if "provider" in s.attributes), None),
        timeout=40,
    )
    assert span.attributes["sampling.reason"] == "error"
    store = eventually(
        lambda: next((s for s in receiver.accepted if "db.system.name" in s.attributes), None)
    )
    probes = {s.span_id: s.trace_id for s in receiver.accepted if "provider" in s.attributes}
    assert probes[store.parent_id] == store.trace_id, "what a kept probe causes is kept with it"
    assert (span.trace_state, store.trace_state) == ("", "")


def test_routes_have_shares_of_their_own(make_product, receiver: Receiver):
    product = start(make_product, receiver, TRACES_ROUTE_RATIOS="/health=0,/metrics=1")
    ask(product)
    scrape = ask(product, path="/metrics")
    other = ask(product, path="/")
    assert server(spans_of(receiver, scrape, 1)).trace_state == "ot=th:0"
    assert server(spans_of(receiver, other, 1)).trace_state == ""
    ask(product, f"traceparent: 00-{TRACE}-{PARENT}-01")
    assert server(spans_of(receiver, TRACE)).name == "GET /health", "a caller's decision counts"
    assert {span.trace_id for span in receiver.spans(name="GET /health")} == {TRACE}


def test_limits_cut_the_spans_of_requests_too(make_product, receiver: Receiver):
    product = start(
        make_product,
        receiver,
        OTEL_ATTRIBUTE_COUNT_LIMIT="4",
        OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT="3",
    )
    span = server(spans_of(receiver, ask(product)))
    assert len(span.attributes) == 4
    assert span.dropped_attributes > 3
    assert span.name == "GET /health"
    assert all(len(str(value)) <= 3 for value in span.attributes.values())


def test_the_start_continues_the_trace_that_started_it(make_product, receiver: Receiver):
    start(make_product, receiver, TRACEPARENT=f"00-{TRACE}-{PARENT}-01", TRACESTATE="deploy=1")
    span = receiver.wait_for_span(name="startup")
    assert (span.trace_id, span.parent_id, span.trace_state) == (TRACE, PARENT, "deploy=1")


def test_begun_spans_are_counted_by_origin_and_decision(make_product, receiver: Receiver):
    product = start(make_product, receiver, OTEL_TRACES_SAMPLER="parentbased_always_off")
    ask(product)
    ask(product, f"traceparent: 00-{TRACE}-{PARENT}-01")
    page = product.metrics()
    name = "otel_sdk_span_started_total"
    labels = ("otel_span_parent_origin", "otel_span_sampling_result")

    def begun(origin: str, result: str) -> float:
        return page.value(name, **dict(zip(labels, (origin, result), strict=True)))

    assert begun("remote", "RECORD_AND_SAMPLE") == 1
    assert begun("local", "RECORD_AND_SAMPLE") == 1
    assert begun("none", "RECORD_AND_SAMPLE") == 1, "the startup span"
    assert begun("none", "DROP") >= 2
    assert page.value("otel_sdk_span_live", otel_span_sampling_result="RECORD_AND_SAMPLE") == 0


@pytest.mark.parametrize(
    "environment", [{"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}]
)
def test_no_exporter_exports_nothing(make_product, receiver: Receiver, environment: dict):
    product = make_product(environment, TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint).start()
    assert product.health()["tracing"]["state"] == "disabled"
    ask(product)
    assert product.terminate() == 0
    assert receiver.batches == []


def test_a_disabled_sdk_still_names_the_trace(make_product, receiver: Receiver):
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, OTEL_SDK_DISABLED="TRUE"
    ).start()
    assert ask(product, f"traceparent: 00-{TRACE}-{PARENT}-01") == TRACE
    assert len(ask(product)) == 32
