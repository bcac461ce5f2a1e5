"""Dashboards and rules against a running service: they ask for nothing that it does not emit."""

import re

import pytest
import yaml
from harness.client import Client
from harness.product import Product, wait_for_tracing
from harness.prometheus import scraping
from harness.providers import Provider, entry, providers_file
from harness.queries import Asked, filled_in, logql, promql, traceql
from harness.receiver import ACCEPT, Receiver
from harness.stack import (
    RULES,
    alloy_values,
    data_source,
    promql_of_dashboards,
    promql_of_links,
    targets,
)
from harness.waiting import eventually


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory):
    """A service that has had something of everything, and what it exported."""
    folder = tmp_path_factory.mktemp("dashboards")
    provider, receiver, tempo = Provider(), Receiver(), Provider(body=b'{"traces":[]}')
    product = Product(
        folder,
        {
            "TEMPO_OTLP_HTTP_ENDPOINT": receiver.endpoint,
            "TEMPO_QUERY_URL": tempo.url.removesuffix("/v1/models"),
            "OTEL_BSP_SCHEDULE_DELAY": "100",
            "PROVIDERS_FILE": providers_file(folder, entry("openai", provider.url, interval=0.1)),
            "LOG_MAX_LINES_PER_SECOND": "50",
        },
    )
    product.start()
    wait_for_tracing(product, "ok")
    receiver.mode = 400  # For good, so that one batch is given up.
    product.get("/health")
    eventually(lambda: product.metrics().total("gatewayz_spans_failed_total") > 0)
    receiver.mode = ACCEPT
    for path in ("/", "/health", "/api/monitoring/health", "/nowhere", "/metrics"):
        product.get(path)
    product.get("/api/monitoring/errors/openai?limit=x")
    product.get("/api/monitoring/health/openai")
    for _ in range(100):
        product.get("/health")
    wait_for_tracing(product, "ok")
    eventually(lambda: product.metrics().has("provider_health_score"), timeout=40)
    receiver.wait_for_span(name="get_provider_health_detail")
    eventually(lambda: product.metrics().has("gatewayz_tempo_foreign_spans"))
    yield product, receiver
    product.kill()
    receiver.close()
    provider.close()
    tempo.close()
    product.assert_no_crash()
    product.assert_log_arrives()


@pytest.fixture(scope="module")
def emitted(running: tuple[Product, Receiver]) -> Asked:
    """Every series and label that a Prometheus with our configuration would know."""
    families = running[0].metrics().families.values()
    samples = [sample for family in families for sample in family.samples]
    declared = set(re.findall(r"^# TYPE (\S+)", running[0].get("/metrics").text, re.M))
    labels = {label for sample in samples for label in sample.labels}
    # What the scrape itself adds, and what our rules record.
    recorded = set(re.findall(r"record: (\S+)", RULES.read_text()))
    return Asked(
        declared | {sample.name for sample in samples} | recorded | {"up"},
        labels | {"instance", "job", "environment"},
    )


def rule_expressions() -> list[str]:
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return [rule["expr"] for group in groups for rule in group["rules"]]


def test_dashboards_and_rules_ask_only_for_series_that_exist(emitted: Asked):
    for query in promql_of_dashboards() + promql_of_links() + rule_expressions():
        asked = promql(query)
        assert asked.metrics, query
        assert asked.metrics <= emitted.metrics, (query, asked.metrics - emitted.metrics)
        # Labels of families that have no series yet are declared by the code, not by the page.
        missing = asked.labels - emitted.labels - {"rule", "reason", "error_type"}
        assert not missing, (query, missing)


def test_dashboards_ask_only_for_log_keys_that_exist(running: tuple[Product, Receiver]):
    entries = running[0].shipped()
    metadata = {key for one in entries for key in one.metadata}
    labels = set(entries[0].labels)
    asked = [logql(target["expr"]) for target in targets("loki")]
    assert len(asked) >= 6
    for stream, keys in asked:
        assert stream <= labels, stream - labels
        assert keys <= metadata, keys - metadata


def test_the_local_shipper_keeps_every_key_that_is_logged(running: tuple[Product, Receiver]):
    logged = {key for one in running[0].shipped() for key in one.metadata}
    assert "dropped_lines" in logged
    assert logged <= set(alloy_values("structured_metadata"))


def test_dashboards_ask_only_for_attributes_that_exist(running: tuple[Product, Receiver]):
    spans = running[1].accepted
    attributes = {key for span in spans for key in span.attributes}
    resource = {key for span in spans for key in span.resource}
    names = {span.name for span in spans}
    asked = [traceql(target["query"]) for target in targets("tempo")]
    assert len(asked) >= 6
    for wanted_resource, wanted_span, wanted_names in asked:
        assert wanted_resource <= resource, wanted_resource - resource
        assert wanted_span <= attributes, wanted_span - attributes
        assert wanted_names <= names, wanted_names - names
    link = data_source("Tempo")["jsonData"]["tracesToMetrics"]
    assert {tag["key"] for tag in link["tags"]} <= attributes | resource


@pytest.fixture(scope="module")
def prometheus(running: tuple[Product, Receiver], tmp_path_factory: pytest.TempPathFactory):
    """A real Prometheus that scrapes the service, with our rules."""
    folder = tmp_path_factory.mktemp("prometheus")
    labels = {"environment": "development"}
    rules = [str(RULES)]
    with scraping(
        folder, running[0].port, "gatewayz-api", "500ms", labels, rule_files=rules
    ) as client:
        yield client


def test_every_panel_of_metrics_shows_something(
    running: tuple[Product, Receiver], prometheus: Client
):
    expressions = [filled_in(query) for query in promql_of_dashboards()]

    def look() -> bool:
        running[0].get("/health")
        for text in set(expressions):
            try:
                reply = prometheus.get("/api/v1/query?query=" + _quoted(text))
            except OSError:
                return False
            assert reply.status == 200, (text, reply.text)
            assert reply.json()["data"]["result"], text
        return True

    eventually(look, timeout=30, pause=0.3)


def _quoted(text: str) -> str:
    return "".join(c if c.isalnum() else f"%{b:02X}" for c in text for b in c.encode())
