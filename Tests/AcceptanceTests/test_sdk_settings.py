"""Settings of the OpenTelemetry specification: what tracing says, and where spans go."""

import json

import pytest
from harness.product import wait_for_tracing
from harness.receiver import Receiver
from harness.waiting import eventually
from test_logs import assert_strict

SUCCESS = "✅ OpenTelemetry tracing initialized successfully"


@pytest.mark.parametrize(
    ("level", "says", "tells_exports"),
    [("none", False, False), ("warn", False, False), ("info", True, False), ("debug", True, True)],
)
def test_tracing_has_a_level_of_its_own(
    make_product, receiver: Receiver, level: str, says: bool, tells_exports: bool
):
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, LOG_LEVEL="error", OTEL_LOG_LEVEL=level
    ).start()
    wait_for_tracing(product, "ok")
    if says:
        eventually(lambda: SUCCESS in product.messages())
    if tells_exports:
        eventually(lambda: "An export ended: 200" in product.messages())
    assert product.terminate() == 0
    assert (SUCCESS in product.messages()) == says
    assert ("An export ended: 200" in product.messages()) == tells_exports
    assert not any(text.startswith("Serving ") for text in product.messages())


def test_a_level_that_is_none_is_warned_of(make_product, receiver: Receiver):
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, OTEL_LOG_LEVEL="loud"
    ).start()
    eventually(lambda: SUCCESS in product.messages())
    assert any("OTEL_LOG_LEVEL is not understood and ignored" in s for s in product.messages())


def test_the_console_is_the_log(make_product, receiver: Receiver):
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        OTEL_TRACES_EXPORTER="console",
        OTEL_BSP_SCHEDULE_DELAY="100",
    ).start()
    wait_for_tracing(product, "ok")
    reply = product.get("/health?secret=hush")

    def spans() -> dict[str, dict]:
        return {line["span_id"]: line for line in product.log if line["logger"] == "spans"}

    eventually(lambda: reply.header("X-Span-Id") in spans())
    server = spans()[reply.header("X-Span-Id")]
    assert_strict(json.dumps(server))
    assert server["message"] == f"Span GET /health trace_id={reply.trace_id}"
    assert (server["span_kind"], server["span_status"]) == ("SERVER", "UNSET")
    assert server["attribute_http_response_status_code"] == 200
    assert any(line.get("parent_span_id") == server["span_id"] for line in spans().values())
    tracing = product.health()["tracing"]
    assert (tracing["state"], tracing["endpoint"]) == ("ok", "console")
    metrics = product.metrics()
    exported = "otel_sdk_exporter_span_exported_total"
    assert metrics.total(exported, otel_component_type="console_span_exporter") >= 3
    assert metrics.total("gatewayz_spans_rejected_total") == 0
    assert product.terminate() == 0
    assert "   Spans are written to this log: OTEL_TRACES_EXPORTER is console" in product.messages()
    assert SUCCESS in product.messages()
    assert receiver.batches == []
    assert "hush" not in product.stdout
    for line in product.stdout.splitlines():
        assert_strict(line)


def test_the_console_asks_for_no_endpoint_and_counts_what_it_drops(make_product):
    product = make_product(
        APP_ENV="qa",
        OTEL_TRACES_EXPORTER="console",
        OTEL_BSP_SCHEDULE_DELAY="100",
        LOG_MAX_LINES_PER_SECOND="3",
    ).start()
    wait_for_tracing(product, "ok")
    for _ in range(40):
        product.get("/health")
    eventually(lambda: product.metrics().total("gatewayz_spans_rejected_total") > 0)
    eventually(lambda: product.metrics().assert_spans_add_up() is None)
    eventually(lambda: any(m.startswith("The log rejected ") for m in product.messages()))
