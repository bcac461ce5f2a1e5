"""Error events: what a fake Sentry receives, and that nothing else changes when it does not."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from harness.client import exchange
from harness.ports import free_port
from harness.product import Product, run
from harness.providers import Provider
from harness.sentry import KEY, PROJECT, FakeSentry
from harness.waiting import eventually

SENT = "gatewayz_sentry_events_sent_total"
DROPPED = "gatewayz_sentry_events_dropped_total"


@pytest.fixture
def sentry() -> Iterator[FakeSentry]:
    made = FakeSentry()
    yield made
    made.close()


@pytest.fixture
def product(make_product, sentry: FakeSentry) -> Product:
    return make_product(
        APP_ENV="staging",
        TEMPO_ENABLED="false",
        SENTRY_DSN=sentry.dsn,
        SENTRY_ENVIRONMENT="staging",
        SENTRY_RELEASE="2.0.3",
    ).start()


def fail(product: Product) -> tuple[str, str]:
    """A request that is answered with 5xx; its trace and span."""
    (reply,) = exchange(product.port, b"GET /health?key=topsecret HTTP/2.0\r\nHost: x\r\n\r\n")
    assert reply.status == 505
    return reply.trace_id, reply.header("X-Span-Id")


def test_a_5xx_answer_becomes_an_event_with_its_trace(product: Product, sentry: FakeSentry):
    trace_id, span_id = fail(product)
    eventually(sentry.events)
    (envelope,) = sentry.envelopes
    assert envelope.path == f"/api/{PROJECT}/envelope/"
    assert envelope.headers["Content-Type"] == "application/x-sentry-envelope"
    auth = envelope.headers["X-Sentry-Auth"]
    assert auth.startswith("Sentry sentry_version=7, sentry_client=gatewayz-api/")
    assert f"sentry_key={KEY}" in auth
    (event,) = envelope.payloads("event")
    assert envelope.header["event_id"] == event["event_id"]
    assert re.fullmatch(r"[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}", event["event_id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", envelope.header["sent_at"])
    assert event["contexts"]["trace"]["trace_id"] == trace_id
    assert event["contexts"]["trace"]["span_id"] == span_id
    assert (event["environment"], event["release"]) == ("staging", "2.0.3")
    assert event["level"] == "error"
    assert event["exception"]["values"][0]["type"] == "HTTP 505"
    assert "topsecret" not in json.dumps(event)
    eventually(lambda: product.metrics().value(SENT) == 1)


def test_the_accounting_of_events_adds_up(product: Product, sentry: FakeSentry):
    for _ in range(150):
        fail(product)
    eventually(lambda: product.metrics().total(SENT) + product.metrics().total(DROPPED) == 150)
    metrics = product.metrics()
    assert metrics.value(SENT) == len(sentry.events()) <= 120
    # Which of the two bounds a storm meets first depends on how fast events leave.
    refused = [metrics.total(DROPPED, reason=each) for each in ("too_many", "queue_full")]
    assert sum(refused) == metrics.total(DROPPED) >= 30


def test_a_rate_limit_is_honoured_and_told_later(product: Product, sentry: FakeSentry):
    sentry.reply_headers = {"X-Sentry-Rate-Limits": "2:error:key"}
    fail(product)
    eventually(lambda: product.metrics().value(SENT) == 1)
    sentry.reply_headers = {}
    for _ in range(3):
        fail(product)
    assert product.metrics().value(DROPPED, reason="rate_limited") == 3
    assert sentry.requests == 1
    time.sleep(2)  # What the header asked for.
    fail(product)
    eventually(lambda: len(sentry.events()) == 2)
    (report,) = sentry.envelopes[-1].payloads("client_report")
    assert report["discarded_events"] == [
        {"reason": "ratelimit_backoff", "category": "error", "quantity": 3}
    ]


def answers_as_ever(product: Product) -> None:
    """A hundred requests, all answered, in far less time than one timeout of Sentry's."""
    begun = time.monotonic()
    for _ in range(100):
        assert product.get("/health").status == 200
    assert time.monotonic() - begun < 4
    assert product.get("/api/monitoring/health").status == 200


def test_with_it_answering_429_nothing_else_changes(product: Product, sentry: FakeSentry):
    sentry.status, sentry.reply_headers = 429, {"Retry-After": "60"}
    fail(product)
    eventually(lambda: product.metrics().value(DROPPED, reason="rate_limited") == 1)
    for _ in range(5):
        fail(product)
    answers_as_ever(product)
    assert sentry.requests == 1
    assert product.metrics().value(DROPPED, reason="rate_limited") == 6
    assert product.terminate() == 0


def test_with_it_hanging_nothing_else_changes(product: Product, sentry: FakeSentry):
    sentry.hangs.set()
    for _ in range(80):
        fail(product)
    answers_as_ever(product)
    eventually(lambda: sentry.requests == 1)
    assert product.metrics().value(DROPPED, reason="queue_full") == 15
    begun = time.monotonic()
    assert product.terminate() == 0
    assert time.monotonic() - begun < 10
    assert KEY not in product.stdout + product.stderr


def test_offline_never_blocks(make_product):
    product = make_product(SENTRY_DSN=f"http://{KEY}@127.0.0.1:{free_port()}/1").start()
    fail(product)
    eventually(lambda: product.metrics().value(DROPPED, reason="network") == 1)
    answers_as_ever(product)


def test_an_outage_of_a_provider_becomes_one_event(make_product, sentry: FakeSentry):
    with closing(Provider(status=500)) as provider:
        product = make_product(
            SENTRY_DSN=sentry.dsn, TEMPO_ENABLED="false", PROVIDERS_FILE="providers.json"
        )
        row = {"name": "openai", "probe": {"url": provider.url, "interval_seconds": 0.1}}
        (product.folder / "providers.json").write_text(json.dumps({"providers": [row]}))
        product.start()
        (event,) = eventually(sentry.events, timeout=15)
        assert event["exception"]["values"][0]["type"] == "Provider outage"
        assert event["tags"]["provider"] == "openai"
        assert re.fullmatch("[0-9a-f]{32}", event["contexts"]["trace"]["trace_id"])
        errors = product.get("/api/monitoring/errors/openai?limit=1000").json()["errors"]
        assert event["contexts"]["trace"]["trace_id"] in [each["trace_id"] for each in errors]
        assert len(sentry.events()) == 1


def test_a_part_that_fails_becomes_an_event(make_product, sentry: FakeSentry):
    product = make_product(SENTRY_DSN=sentry.dsn, TEMPO_ENABLED="false", SQLITE_PATH="broken.db")
    (product.folder / "broken.db").write_bytes(b"this is no database" * 400)
    product.start()
    (event,) = eventually(sentry.events)
    assert event["tags"] == {"part": "store"}
    assert "corrupt" in event["exception"]["values"][0]["value"]


def test_a_dsn_without_a_project_is_refused(tmp_path):
    environment = {"SENTRY_DSN": f"https://{KEY}@o1.ingest.sentry.io"}
    done = run("serve", environment=environment, folder=tmp_path)
    assert done.returncode == 78
    assert "SENTRY_DSN names no project" in done.stderr
    assert "-> Copy it whole" in done.stderr
    assert KEY not in done.stderr
