"""Settings of the OpenTelemetry specification: what tracing says, and where spans go."""

import pytest
from harness.product import wait_for_tracing
from harness.receiver import Receiver
from harness.waiting import eventually

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
