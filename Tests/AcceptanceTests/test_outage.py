"""A receiver that goes away, refuses, hangs or lies: no span is lost, none is told twice."""

import time
from collections import Counter

from harness.exposition import Exposition
from harness.load import SteadyLoad
from harness.product import Product, wait_for_tracing
from harness.receiver import ACCEPT, CUT_OFF, HANG, Receiver
from harness.waiting import eventually

OUTAGE_SECONDS = 30
FAST = {"OTEL_BSP_SCHEDULE_DELAY": "100"}


def quiet_metrics(product: Product, receiver: Receiver) -> Exposition:
    """A scrape at a moment when everything that ended has also arrived."""

    def look() -> Exposition:
        metrics = product.metrics()
        metrics.assert_spans_add_up()
        assert metrics.total("gatewayz_spans_in_flight") == 0
        return metrics

    return eventually(look, timeout=15, pause=0.3)


def test_every_span_survives_thirty_seconds_without_a_receiver(make_product, receiver: Receiver):
    product = make_product(TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint).start()
    wait_for_tracing(product, "ok")
    load = SteadyLoad(product.port, rate=100)
    time.sleep(2)
    receiver.go_away()
    time.sleep(OUTAGE_SECONDS)
    assert product.health()["tracing"]["state"] == "failing"
    receiver.listen()
    time.sleep(2)
    load.stop()
    wait_for_tracing(product, "ok")

    assert load.failures == []
    assert len(load.ids) > 100 * OUTAGE_SECONDS * 0.9
    wanted = set(load.ids)
    eventually(lambda: wanted <= {span.key for span in receiver.accepted}, timeout=30)

    times_seen = Counter(span.key for span in receiver.accepted)
    assert [key for key, times in times_seen.items() if times > 1] == []
    children = Counter(span.parent_id for span in receiver.spans(name="health_check"))
    assert all(children[span_id] == 1 for _, span_id in load.ids)

    metrics = quiet_metrics(product, receiver)
    assert metrics.total("gatewayz_spans_dropped_total") == 0
    assert metrics.total("gatewayz_spans_failed_total") == 0
    assert metrics.total("gatewayz_spans_exported_total") >= 2 * len(load.ids)
    assert product.terminate() == 0
    assert Counter(span.key for span in receiver.accepted).most_common(1)[0][1] == 1
    messages = product.messages()
    assert len([text for text in messages if "Tempo endpoint is not reachable: " in text]) == 1


def test_only_the_batch_whose_reply_was_cut_off_is_told_twice(make_product, receiver: Receiver):
    product = make_product(FAST, TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint).start()
    wait_for_tracing(product, "ok")
    receiver.mode = CUT_OFF
    cut = [product.get("/health") for _ in range(5)]
    eventually(lambda: any(batch.answer == CUT_OFF for batch in receiver.batches))
    receiver.mode = ACCEPT
    whole = [product.get("/health") for _ in range(5)]
    for reply in cut + whole:
        receiver.wait_for_span(span_id=reply.header("X-Span-Id"))
    twice = {key for key, n in Counter(span.key for span in receiver.accepted).items() if n > 1}
    cut_off = {
        span.key for batch in receiver.batches if batch.answer == CUT_OFF for span in batch.spans
    }
    assert twice <= cut_off
    quiet_metrics(product, receiver)


def test_a_receiver_that_is_overloaded_gets_the_batch_later(make_product, receiver: Receiver):
    receiver.mode = 503
    receiver.reply_headers = {"Retry-After": "1"}
    product = make_product(FAST, TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint).start()
    wait_for_tracing(product, "failing")
    reply = product.get("/health")
    receiver.mode = ACCEPT
    receiver.wait_for_span(name="startup")
    receiver.wait_for_span(span_id=reply.header("X-Span-Id"))
    wait_for_tracing(product, "ok")
    assert Counter(span.key for span in receiver.accepted).most_common(1)[0][1] == 1


def test_a_receiver_that_hangs_is_given_up_in_time_and_tried_again(
    make_product, receiver: Receiver
):
    receiver.mode = HANG
    product = make_product(
        FAST,
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        OTEL_EXPORTER_OTLP_TIMEOUT="300",
    ).start()
    wait_for_tracing(product, "failing")
    assert product.get("/health").status == 200
    receiver.release()
    receiver.wait_for_span(name="startup")
    wait_for_tracing(product, "ok")
    quiet_metrics(product, receiver)


def test_a_bound_on_the_export_costs_spans_only_where_there_is_no_disk(
    make_product, receiver: Receiver
):
    receiver.mode = 503
    bound = FAST | {"OTEL_BSP_EXPORT_TIMEOUT": "600"}
    bound["TEMPO_OTLP_HTTP_ENDPOINT"] = receiver.endpoint
    without = make_product(bound, SPOOL_DIRECTORY="off").start()

    def lost() -> float:
        return without.metrics().total("gatewayz_spans_failed_total", reason="retries_exhausted")

    eventually(lambda: lost() >= 1)
    spooling = make_product(bound).start()
    eventually(lambda: spooling.metrics().value("gatewayz_spans_spooled") >= 1)
    assert spooling.metrics().total("gatewayz_spans_failed_total") == 0
    receiver.mode = ACCEPT
    quiet_metrics(spooling, receiver)
    eventually(lambda: without.metrics().assert_spans_add_up() is None)


def test_a_final_refusal_is_counted_and_not_repeated(make_product, receiver: Receiver):
    receiver.mode = 401
    product = make_product(FAST, TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint).start()
    wait_for_tracing(product, "failing")
    receiver.mode = ACCEPT
    reply = product.get("/health")
    receiver.wait_for_span(span_id=reply.header("X-Span-Id"))
    assert receiver.spans(name="startup") == []
    metrics = quiet_metrics(product, receiver)
    assert metrics.total("gatewayz_spans_failed_total") >= 1
    assert product.health()["tracing"]["dropped_spans"] >= 1


def test_spans_that_the_receiver_rejects_are_counted(make_product, receiver: Receiver):
    product = make_product(FAST, TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint)
    receiver.rejected_spans = 1
    product.start()
    receiver.wait_for_span(name="startup")
    receiver.rejected_spans = 0
    eventually(lambda: product.metrics().total("gatewayz_spans_rejected_total") >= 1)
    quiet_metrics(product, receiver)


def test_a_full_queue_drops_the_arriving_span_and_says_so(make_product, receiver: Receiver):
    receiver.go_away()
    product = make_product(
        FAST,
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        SPOOL_DIRECTORY="off",
        OTEL_BSP_MAX_QUEUE_SIZE="10",
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE="5",
    ).start()
    for _ in range(50):
        assert product.get("/health").status == 200

    def look() -> Exposition:
        metrics = product.metrics()
        assert metrics.total("gatewayz_spans_dropped_total", reason="queue_full") >= 80
        metrics.assert_spans_add_up()
        return metrics

    metrics = eventually(look)
    waiting = metrics.total("gatewayz_spans_queued") + metrics.total("gatewayz_spans_in_flight")
    assert waiting <= 10
    assert product.health()["tracing"]["dropped_spans"] >= 80
