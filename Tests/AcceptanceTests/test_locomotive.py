"""The log on its way to Loki. Every log of every test is shipped like this when the test ends."""

import json
import time

import pytest
from harness.client import exchange
from harness.locomotive import (
    LostLineError,
    assert_linked_twice_or_not_at_all,
    assert_within_rate,
    linked_traces,
    ship,
)
from harness.product import TRACE_PATTERN, Product, wait_for_tracing
from harness.receiver import Receiver
from harness.waiting import eventually

GOOD = {
    "timestamp": "2026-11-21T01:45:38.123456Z",
    "level": "info",
    "message": "GET /health 200 1.2ms trace_id=4bf92f3577b34da6a3ce929d0e0e4736",
    "http_status": 200,
    "trace_sampled": True,
    "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    "span_id": "00f067aa0ba902b7",
}
TRACE = GOOD["trace_id"]
PATHS = (
    "/",
    "/health",
    "/api/monitoring/health",
    "/api/monitoring/health/openai",
    "/api/monitoring/errors/openai?limit=3",
    "/api/monitoring/errors/openai?limit=x",
    "/api/monitoring/health/nobody",
    "/metrics",
    "/no%0Awhere?trace_id=0123",
    "/trace_id=beef",
)


def shipped(**changes: object):
    members = {name: value for name, value in (GOOD | changes).items() if value is not None}
    return ship(json.dumps(members), "gatewayz-api-staging", "staging")


def test_the_message_is_the_line_and_all_else_is_metadata():
    entry = shipped()
    assert entry.line == GOOD["message"]
    assert entry.unix_nanoseconds == 1_795_225_538_123_456_000
    assert entry.metadata["http_status"] == "200"
    assert entry.metadata["trace_sampled"] == "true"
    assert "message" not in entry.metadata
    assert entry.labels["service_name"] == "gatewayz-api-staging"
    assert not {"app", "level"} & set(entry.labels)
    assert linked_traces(entry, TRACE_PATTERN) == {TRACE}


@pytest.mark.parametrize(
    "changes",
    [
        {"message": ""},
        {"message": None},
        {"message": "two\nlines"},
        {"message": "\x1b[31mred"},
        {"message": "x" * (256 * 1024 + 1)},
        {"level": "INFO"},
        {"level": None},
        {"http.status": 200},
        {"a#b": 1},
        {"provider": {"name": "openai"}},
        {"providers": ["openai"]},
        {"nothing": {}},
        {"t": "2026-11-21T01:45:38.123456Z"},
        {"at": 5},
        {"timestamp": None},
        {"timestamp": "2026-11-21T01:45:38.123Z"},
        {"timestamp": "2026-11-21T01:45:38Z"},
    ],
    ids=str,
)
def test_what_would_be_lost_on_the_way_is_noticed(changes: dict):
    with pytest.raises(LostLineError):
        shipped(**changes)


@pytest.mark.parametrize("line", ["plain text", "[1]", '{"message":"a","message":"b"}', "NaN"])
def test_what_is_no_object_is_noticed(line: str):
    with pytest.raises(LostLineError):
        ship(line, "s", "e")


@pytest.mark.parametrize(
    "changes",
    [
        {"trace_id": None},
        {"message": "no link"},
        {"trace_id": "0" * 32, "message": "zeros trace_id=" + "0" * 32},
        {"message": f"twice trace_id={TRACE} trace_id={TRACE}"},
        {"message": f"glued trace_id={TRACE}x"},
    ],
    ids=str,
)
def test_half_a_link_is_noticed(changes: dict):
    with pytest.raises(LostLineError):
        assert_linked_twice_or_not_at_all(shipped(**changes), TRACE_PATTERN)


def test_more_than_railway_takes_is_noticed():
    entry = shipped()
    assert_within_rate([entry] * 500)
    with pytest.raises(LostLineError):
        assert_within_rate([entry] * 501)


def test_each_line_of_a_request_leads_to_a_trace_that_arrived(
    traced: tuple[Product, Receiver],
):
    product, receiver = traced
    wait_for_tracing(product, "ok")
    replies = [product.get(path) for path in PATHS]
    replies += exchange(product.port, b"NONSENSE\r\n\r\n")
    wanted = {reply.header("X-Request-Id") for reply in replies}
    assert len(wanted) == len(replies)

    def lines() -> dict[str, dict]:
        found = {entry.metadata.get("request_id"): entry for entry in product.shipped()}
        assert wanted <= set(found)
        return found

    entries = eventually(lines)
    for reply in replies:
        entry = entries[reply.header("X-Request-Id")]
        assert linked_traces(entry, TRACE_PATTERN) == {reply.trace_id}
        assert entry.metadata["trace_sampled"] == "true"
        span = receiver.wait_for_span(trace_id=reply.trace_id, span_id=entry.metadata["span_id"])
        assert span.resource["service.name"] == entry.metadata["service"]
        assert span.start / 1e9 - 1 < entry.unix_nanoseconds / 1e9 < span.end / 1e9 + 5


def test_what_the_bound_drops_is_counted_and_said_within_seconds(make_product):
    product = make_product(TEMPO_ENABLED="false", LOG_MAX_LINES_PER_SECOND="20").start()
    for _ in range(300):
        product.get("/health")
    # Nothing is asked from here on, so that no later line brings it to light.
    begun = time.monotonic()

    def look() -> int:
        entries = product.shipped()
        said = [e for e in entries if "log lines dropped since the start" in e.line]
        told = int(said[-1].metadata["dropped_over_rate"])
        written = len([e for e in entries if e.metadata.get("http_path") == "/health"])
        assert told + written == 301, f"{told} told and {written} written"  # One waited for it.
        assert said[-1].metadata["level"] == "warn"
        return told

    told = eventually(look, timeout=10)
    assert time.monotonic() - begun < 8
    assert product.metrics().value("gatewayz_log_lines_dropped_total") in (told, told + 1)
    lines = [e.unix_nanoseconds // 10**9 for e in product.shipped() if "http_path" in e.metadata]
    assert max(lines.count(second) for second in set(lines)) <= 21
