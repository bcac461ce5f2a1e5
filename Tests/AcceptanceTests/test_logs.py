"""The log, read as strictly as Loki does."""

import json
import re
import time

import pytest
from harness.client import exchange
from harness.product import Product, run, wait_for_tracing
from harness.receiver import Receiver
from harness.waiting import eventually

KEY = re.compile(r"[a-z0-9_]+")
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
REQUIRED = {"timestamp", "level", "message", "logger", "service", "environment"}
REQUEST = {
    "http_method",
    "http_path",
    "http_route",
    "http_status",
    "duration_ms",
    "request_id",
    "trace_id",
    "span_id",
    "trace_sampled",
}
LEVELS = {"debug", "info", "warn", "error"}
SENTENCES = [
    ("/health", "Health check called"),
    ("/api/monitoring/health", "Fetching provider health scores"),
    ("/api/monitoring/health/openai", "Fetching health for provider: openai"),
    ("/api/monitoring/errors/openai?limit=7", "Fetching errors for openai, limit: 7"),
]


def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key occurs twice: {keys}"
    return dict(pairs)


def assert_strict(line: str) -> dict:
    """One line as every reader down the road wants it."""
    entry = json.loads(line, object_pairs_hook=unique)
    assert set(entry) >= REQUIRED, line
    assert all(KEY.fullmatch(key) for key in entry), line
    assert all(not isinstance(value, dict | list) for value in entry.values()), line
    assert TIMESTAMP.fullmatch(entry["timestamp"])
    assert entry["level"] in LEVELS
    assert entry["message"]
    in_span = {"trace_id", "span_id", "trace_sampled"} & set(entry)
    if in_span:
        assert in_span == {"trace_id", "span_id", "trace_sampled"}
        assert entry["message"].endswith(f" trace_id={entry['trace_id']}")
    else:
        assert "trace_id=" not in entry["message"]
    return entry


def line_of(product: Product, request_id: str) -> dict:
    """The one line of a request."""

    def look() -> list[dict]:
        return [entry for entry in product.log if entry.get("request_id") == request_id]

    (entry,) = eventually(look)
    return entry


def test_every_line_is_strict(traced: tuple[Product, Receiver]):
    product, _ = traced
    for path in ("/health", "/nowhere", "/api/monitoring/errors/openai?limit=x"):
        product.get(path)
    exchange(product.port, b"NONSENSE\r\n\r\n")
    line_of(product, product.get("/metrics").header("X-Request-Id"))
    lines = product.stdout.rpartition("\n")[0].split("\n")
    assert len(lines) > 5
    for line in lines:
        entry = assert_strict(line)
        assert entry["service"] == "gatewayz-api"
        assert entry["environment"] == "development"
    assert product.stderr == ""


@pytest.mark.parametrize(("path", "sentence"), SENTENCES)
def test_a_request_is_one_line(traced: tuple[Product, Receiver], path: str, sentence: str):
    product, _ = traced
    reply = product.get(path)
    entry = line_of(product, reply.header("X-Request-Id"))
    assert set(entry) >= REQUEST
    assert entry["level"] == "info"
    bare = path.partition("?")[0]
    assert entry["message"].startswith(sentence)
    assert re.fullmatch(
        re.escape(sentence) + r"\W+GET " + re.escape(bare) + r"(\?\S*)? 200 [\d.]+ ?ms.*",
        entry["message"],
    )
    assert entry["http_method"] == "GET"
    assert entry["http_path"] == bare
    assert entry["http_status"] == 200
    assert 0 < entry["duration_ms"] < 5000
    assert entry["trace_id"] == reply.trace_id
    assert entry["span_id"] == reply.header("X-Span-Id")
    assert "{provider}" in entry["http_route"] or entry["http_route"] == bare
    if "openai" in path:
        assert entry["provider"] == "openai"


def test_a_path_is_escaped_and_cut(traced: tuple[Product, Receiver]):
    product, _ = traced
    reply = product.get("/" + "a" * 500 + "%0A%22")
    entry = line_of(product, reply.header("X-Request-Id"))
    assert len(entry["http_path"]) <= 200
    assert "a" * 201 not in entry["message"]
    assert entry["http_status"] == 404


def test_the_start_is_told_truthfully(make_product, receiver: Receiver):
    receiver.go_away()
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY="100"
    ).start()
    wait_for_tracing(product, "failing")
    success = "✅ OpenTelemetry tracing initialized successfully"
    beginning = "🔭 Initializing OpenTelemetry tracing..."
    endpoint = f"   Tempo endpoint: {receiver.endpoint}"
    messages = product.messages()
    assert messages.index(beginning) < messages.index(endpoint)
    assert success not in messages
    eventually(
        lambda: [m for m in product.messages() if m.startswith("Tempo endpoint is not reachable: ")]
    )
    receiver.listen()
    wait_for_tracing(product, "ok")
    eventually(lambda: success in product.messages())
    time.sleep(1)
    unreachable = [m for m in product.messages() if "Tempo endpoint is not reachable" in m]
    assert len(unreachable) == 1
    assert product.messages().count(success) == 1


def test_tracing_that_is_off_is_said(make_product):
    product = make_product(TEMPO_ENABLED="false").start()
    prefix = "Skipping OpenTelemetry initialization: "
    assert len([m for m in product.messages() if m.startswith(prefix)]) == 1
    assert not [m for m in product.messages() if "Initializing" in m]


def test_the_level_is_obeyed(make_product):
    product = make_product(TEMPO_ENABLED="false", LOG_LEVEL="ERROR").start()
    product.get("/health")
    assert product.terminate() == 0
    assert product.log == []


def test_text_is_for_people(make_product):
    product = make_product(TEMPO_ENABLED="false", LOG_FORMAT="text").start()
    reply = product.get("/health")
    eventually(lambda: reply.trace_id in product.stdout)
    assert "Health check called" in product.stdout
    with pytest.raises(json.JSONDecodeError):
        json.loads(product.stdout.splitlines()[0])


def test_nothing_secret_reaches_the_log(make_product, receiver: Receiver):
    product = make_product(
        OTEL_EXPORTER_OTLP_ENDPOINT=receiver.endpoint,
        OTEL_EXPORTER_OTLP_HEADERS="authorization=hunter2",
        LOG_LEVEL="debug",
    ).start()
    product.get("/health", {"Authorization": "Bearer hunter2", "Cookie": "hunter2"})
    wait_for_tracing(product, "ok")
    assert product.terminate() == 0
    assert "hunter2" not in product.stdout + product.stderr


def test_refusals_are_told_on_stderr_only(tmp_path):
    done = run("serve", environment={"APP_ENV": "staging"}, folder=tmp_path)
    assert done.returncode == 78
    assert "TEMPO_OTLP_HTTP_ENDPOINT" in done.stderr
