"""/metrics as its readers see it: promtool, and a real Prometheus that scrapes twice."""

import subprocess
import time
import urllib.parse

import pytest
from harness.client import Client
from harness.product import Product, wait_for_tracing
from harness.prometheus import scraping
from harness.receiver import Receiver
from harness.waiting import eventually

FAMILIES = [
    "http_server_request_duration_seconds_bucket",
    "http_server_active_requests",
    "gatewayz_http_connections",
    "otel_sdk_span_started_total",
    "otel_sdk_processor_span_queue_size",
    "otel_sdk_processor_span_queue_capacity",
    "gatewayz_spans_ended_total",
    "gatewayz_spans_enqueued_total",
    "gatewayz_spans_exported_total",
    "gatewayz_spans_queued",
    "gatewayz_spans_in_flight",
    "gatewayz_tracing_state",
    "gatewayz_log_lines_dropped_total",
    "gatewayz_build_info",
    "target_info",
    "process_cpu_seconds_total",
    "process_open_fds",
    "process_max_fds",
    "process_virtual_memory_bytes",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
]
BUCKETS = (
    ".0001 .00025 .0005 .001 .0025 .005 .01 .025 .05 .075 .1 .25 .5 .75 1 2 2.5 5 7.5 10 30 60 120"
)


@pytest.fixture(scope="module")
def product(traced: tuple[Product, Receiver]) -> Product:
    product = traced[0]
    wait_for_tracing(product, "ok")
    for path in ("/health", "/api/monitoring/health/openai", "/nowhere", "/metrics"):
        product.get(path)
    return product


def test_promtool_is_silent(product: Product):
    done = subprocess.run(
        ["promtool", "check", "metrics"],
        input=product.get("/metrics").body,
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("name", FAMILIES)
def test_has_the_family(product: Product, name: str):
    assert product.metrics().has(name)


def test_the_page_ends_in_a_line_end_and_repeats_no_family(product: Product):
    text = product.get("/metrics").text
    assert text.endswith("\n")
    types = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(types) == len(set(types))


def test_requests_are_counted_by_route_and_status(product: Product):
    labels = {
        "http_request_method": "GET",
        "http_route": "/api/monitoring/health/{provider}",
        "http_response_status_code": "200",
        "url_scheme": "http",
    }
    before = product.metrics().value("http_server_request_duration_seconds_count", **labels)
    for _ in range(7):
        product.get("/api/monitoring/health/openai")
    after = product.metrics().value("http_server_request_duration_seconds_count", **labels)
    assert after - before == 7


def test_the_buckets_are_the_contract_s(product: Product):
    labels = {"http_route": "/health", "http_response_status_code": "200"}
    samples = product.metrics().samples("http_server_request_duration_seconds_bucket", **labels)
    bounds = sorted({float(sample.labels["le"]) for sample in samples})
    assert bounds == [*map(float, BUCKETS.split()), float("inf")]


def test_unknown_paths_share_one_series(product: Product):
    for number in range(20):
        product.get(f"/unknown/{number}")
    metrics = product.metrics()
    name = "http_server_request_duration_seconds_count"
    assert metrics.value(name, http_route="unmatched", http_response_status_code="404") >= 20
    routes = {sample.labels["http_route"] for sample in metrics.samples(name)}
    assert not [route for route in routes if "unknown" in route]


def test_a_provider_without_evidence_has_no_score(product: Product):
    assert list(product.metrics().samples("provider_health_score")) == []


def test_the_tracing_state_is_one_of_five(product: Product):
    metrics = product.metrics()
    states = {s.labels["state"]: s.value for s in metrics.samples("gatewayz_tracing_state")}
    assert set(states) == {"disabled", "blocked", "starting", "ok", "failing"}
    assert [state for state, value in states.items() if value == 1] == ["ok"]
    assert sum(states.values()) == 1


def test_the_build_is_told(make_product, receiver: Receiver):
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, RAILWAY_GIT_COMMIT_SHA="abc1234"
    ).start()
    (sample,) = product.metrics().samples("gatewayz_build_info")
    assert sample.value == 1
    assert sample.labels == {
        "version": "abc1234",
        "revision": "abc1234",
        "environment": "development",
        "service_name": "gatewayz-api",
        "otlp_host": "127.0.0.1",
    }


def test_process_figures_are_plausible(product: Product):
    metrics = product.metrics()
    assert 1e6 < metrics.value("process_resident_memory_bytes") < 1e9
    assert 0 < metrics.value("process_cpu_seconds_total") < 600
    assert 5 < metrics.value("process_open_fds") < metrics.value("process_max_fds")
    assert abs(metrics.value("process_start_time_seconds") - time.time()) < 600


@pytest.fixture(scope="module")
def prometheus(product: Product, tmp_path_factory: pytest.TempPathFactory):
    """A real Prometheus that scrapes the product every second."""
    folder = tmp_path_factory.mktemp("prometheus")
    with scraping(folder, product.port, "gatewayz", "1s") as client:
        yield client


def query(prometheus: Client, expression: str) -> list[float]:
    try:
        reply = prometheus.get("/api/v1/query?query=" + urllib.parse.quote(expression))
    except OSError:
        return []  # Not listening yet.
    assert reply.status in (200, 503), reply.text
    if reply.status == 503:
        return []
    return [float(result["value"][1]) for result in reply.json()["data"]["result"]]


def test_prometheus_scrapes_it(product: Product, prometheus: Client):
    requests = 'sum(http_server_request_duration_seconds_count{http_route="/metrics"})'
    first = eventually(lambda: query(prometheus, requests), timeout=30, pause=0.3)
    assert query(prometheus, 'up{job="gatewayz"}') == [1]
    eventually(lambda: query(prometheus, requests) > first, timeout=10, pause=0.3)
    spans = "gatewayz_spans_ended_total"
    before = query(prometheus, spans)
    eventually(lambda: query(prometheus, spans) > before, timeout=10, pause=0.3)
    assert query(prometheus, "scrape_samples_scraped")[0] > 50
