"""deploy/: valid to its readers, and asking for nothing that the service does not really emit."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from harness.locomotive import ship
from harness.product import ROOT, TRACE_PATTERN
from harness.queries import filled_in
from harness.stack import (
    DEPLOY,
    RULES,
    alloy_values,
    data_source,
    load,
    panels,
    promql_of_dashboards,
    promql_of_links,
)

DAY_HOURS = 24


# What each reader says


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["prometheus", "railway"])
def test_promtool_takes_the_scrape_configurations(name: str):
    assert "SUCCESS" in run("promtool", "check", "config", f"{DEPLOY}/prometheus/{name}.yaml")


def test_promtool_takes_the_rules_and_they_fire_when_they_should():
    run("promtool", "check", "rules", str(RULES))
    run("promtool", "test", "rules", str(DEPLOY / "prometheus/rules.test.yaml"))


def test_promtool_takes_every_expression_of_the_dashboards(tmp_path: Path):
    expressions = [filled_in(query) for query in promql_of_dashboards() + promql_of_links()]
    assert len(expressions) > 15
    rules = [{"record": f"r:{n}", "expr": text} for n, text in enumerate(expressions)]
    path = tmp_path / "rules.json"  # JSON is YAML.
    path.write_text(json.dumps({"groups": [{"name": "dashboards", "rules": rules}]}))
    run("promtool", "check", "rules", str(path))


def test_every_alert_leads_to_a_section_that_helps():
    headings = re.findall(r"^#+ (.+)$", (ROOT / "docs/operations.md").read_text(), re.M)
    alerts = [
        rule for group in yaml.safe_load(RULES.read_text())["groups"]
        for rule in group["rules"] if "alert" in rule
    ]  # fmt: skip
    assert len(alerts) >= 10
    for alert in alerts:
        assert alert["labels"]["severity"] in ("page", "ticket")
        page, _, section = alert["annotations"]["runbook"].partition(", ")
        assert page == "docs/operations.md"
        assert any(heading.lower().startswith(section) for heading in headings), section


def test_an_alert_leads_to_a_section_that_names_its_metric():
    parts = re.split(r"^#+ (.+)$", (ROOT / "docs/operations.md").read_text(), flags=re.M)
    sections = {
        heading.lower(): text for heading, text in zip(parts[1::2], parts[2::2], strict=True)
    }
    for group in yaml.safe_load(RULES.read_text())["groups"]:
        for alert in (rule for rule in group["rules"] if "alert" in rule):
            metrics = set(re.findall(r"gatewayz_\w+", alert["expr"]))
            told = [name for name, text in sections.items() if any(m in text for m in metrics)]
            named = alert["annotations"]["runbook"].partition(", ")[2]
            leads = [name for name in sections if name.startswith(named)]
            helps = any(name in told or alert["alert"] in sections[name] for name in leads)
            assert helps or not told, (alert["alert"], named, told)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file as Compose itself reads it."""
    command = ("docker-compose", "-f", str(DEPLOY / "compose.yaml"), "--profile", "pair")
    return yaml.safe_load(run(*command, "config"))["services"]


def published(port: dict[str, Any] | str) -> int:
    """The port on this machine; Compose tells it in either of two forms."""
    if isinstance(port, dict):
        return int(port["published"])
    return int(port.split("/")[0].split(":")[-2])


def test_compose_holds_the_stack_of_the_design(compose: dict):
    assert "tempo" in compose["gatewayz-api"]["depends_on"]
    for name, port in [("gatewayz-api", 8000), ("tempo", 4318), ("tempo", 3200), ("grafana", 3000)]:
        assert port in [published(given) for given in compose[name]["ports"]], name
    assert {"prometheus", "loki", "alloy"} <= set(compose)


def test_compose_pins_every_image(compose: dict):
    for name, service in compose.items():
        tag = service["image"].rpartition(":")[2]
        assert service["image"].count(":") == 1, name
        assert tag != "latest", name


def test_compose_mounts_only_files_that_exist(compose: dict):
    for name, service in compose.items():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0] if isinstance(mount, str) else mount["source"]
            if source.startswith("/work") or source.startswith(str(ROOT)):
                assert Path(source).exists(), (name, source)


def test_compose_gives_each_environment_a_tempo_of_its_own(compose: dict):
    endpoints = set()
    for environment in ("staging", "production"):
        service = compose[f"gatewayz-api-{environment}"]
        endpoint = service["environment"]["TEMPO_OTLP_HTTP_ENDPOINT"]
        host = re.fullmatch(r"http://([a-z-]+):4318", endpoint)[1]
        assert host in service["depends_on"]
        sources = [str(mount) for mount in compose[host]["volumes"]]
        assert any(f"tempo/{environment}.yaml" in mount for mount in sources), sources
        endpoints.add(endpoint)
    assert len(endpoints) == 2


def test_the_service_runs_with_no_more_than_it_needs(compose: dict):
    for name in ("gatewayz-api", "gatewayz-api-staging", "gatewayz-api-production"):
        assert compose[name]["read_only"] is True
        assert compose[name]["cap_drop"] == ["ALL"]
        # The one place to write to: evidence and spool, shared with nobody.
        (mount,) = compose[name]["volumes"]
        assert "/app/data" in str(mount)
        assert [str(mount) in str(one.get("volumes")) for one in compose.values()].count(True) == 1


@pytest.mark.parametrize(("environment", "days"), [("staging", 14), ("production", 60)])
def test_tempo_keeps_traces_as_long_as_is_promised(environment: str, days: int):
    tempo = load(f"tempo/{environment}.yaml")
    assert tempo["compactor"]["compaction"]["block_retention"] == f"{days * DAY_HOURS}h"
    assert tempo["server"]["http_listen_port"] == 3200
    assert tempo["distributor"]["receivers"]["otlp"]["protocols"]["http"]["endpoint"] == ":4318"
    other = {"staging": "production", "production": "staging"}[environment]
    program = re.sub(r"#.*", "", (DEPLOY / f"tempo/{environment}.yaml").read_text())
    assert other not in program


def test_prometheus_scrapes_both_environments():
    railway = load("prometheus/railway.yaml")
    jobs = {job["job_name"]: job for job in railway["scrape_configs"]}
    for environment in ("staging", "production"):
        (static,) = jobs[f"gatewayz-api-{environment}"]["static_configs"]
        assert static["labels"]["environment"] == environment
        assert environment in static["targets"][0]
    (private,) = jobs["gatewayz-api"]["dns_sd_configs"]
    assert (private["type"], private["port"]) == ("AAAA", 8000)
    (local,) = [
        job for job in load("prometheus/prometheus.yaml")["scrape_configs"]
        if job["job_name"] == "gatewayz-api"
    ]  # fmt: skip
    names = local["dns_sd_configs"][0]["names"]
    assert {"gatewayz-api-staging", "gatewayz-api-production"} <= set(names)


# Grafana


def test_grafana_knows_every_data_source_that_is_used(compose: dict):
    listed = load("grafana/provisioning/datasources/datasources.yaml")["datasources"]
    assert {one["type"] for one in listed} == {"prometheus", "loki", "tempo"}
    known = {one["uid"]: one["type"] for one in listed}
    assert len(known) == len(listed)
    for one in listed:
        assert re.fullmatch(r"http://([a-z-]+):\d+", one["url"])[1] in compose, one["name"]
    for uid in re.findall(r'"datasourceUid": ?"([^"]*)"', json.dumps(listed)):
        assert uid in known
    # A variable lets a reader choose the environment's Tempo.
    board = json.loads((DEPLOY / "grafana/dashboards/tempo.json").read_text())
    (choice,) = [one for one in board["templating"]["list"] if one["type"] == "datasource"]
    known["${" + choice["name"] + "}"] = choice["query"]
    assert known[choice["current"]["value"]] == "tempo"
    for name in ("tempo", "loki"):
        for panel in panels(name):
            for target in panel["targets"]:
                assert known[target["datasource"]["uid"]] == target["datasource"]["type"]


def test_a_log_line_leads_to_its_trace_by_text_and_by_key():
    fields = data_source("Loki")["jsonData"]["derivedFields"]
    assert {one["datasourceUid"] for one in fields} == {"gatewayz-tempo"}
    by_text, by_key = fields
    assert by_text["matcherRegex"] == TRACE_PATTERN
    assert (by_key["matcherType"], by_key["matcherRegex"]) == ("label", "trace_id")
    assert {one["url"] for one in fields} == {"$${__value.raw}"}


def test_a_span_leads_to_its_log_lines():
    link = data_source("Tempo")["jsonData"]["tracesToLogsV2"]
    assert link["datasourceUid"] == "gatewayz-loki"
    assert link["customQuery"] is True
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    query = link["query"].replace("$${__trace.traceId}", trace)
    labels, wanted = re.fullmatch(r'\{(.*)\} \|= "(.*)"', query).groups()
    line = {
        "timestamp": "2026-11-21T01:45:38.123456Z",
        "level": "info",
        "message": f"GET / 200 1ms trace_id={trace}",
        "trace_id": trace,
    }
    shipped = ship(json.dumps(line), "any-service", "staging")
    name, value = re.fullmatch(r'(\w+)="(\w+)"', labels).groups()
    assert shipped.labels[name] == value
    assert wanted in shipped.line


def test_an_exemplar_leads_to_its_trace():
    exemplars = data_source("Prometheus")["jsonData"]["exemplarTraceIdDestinations"]
    assert {"trace_id", "traceID"} == {one["name"] for one in exemplars}
    assert {one["datasourceUid"] for one in exemplars} == {"gatewayz-tempo"}
    assert "exemplar-storage" in (DEPLOY / "compose.yaml").read_text()


@pytest.mark.parametrize(
    ("name", "title"),
    [("tempo", "Tempo Distributed Tracing Dashboard"), ("loki", "Loki Logs Dashboard")],
)
def test_the_dashboards_bear_the_names_of_the_design(name: str, title: str):
    board = json.loads((DEPLOY / f"grafana/dashboards/{name}.json").read_text())
    assert board["title"] == title
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids))
    for panel in board["panels"]:
        place = panel["gridPos"]
        assert 0 <= place["x"] <= place["x"] + place["w"] <= 24
        assert panel["targets"], panel["title"]


def test_the_dashboards_are_where_grafana_looks(compose: dict):
    (provider,) = load("grafana/provisioning/dashboards/dashboards.yaml")["providers"]
    mounts = [str(mount) for mount in compose["grafana"]["volumes"]]
    assert any(provider["options"]["path"] in mount for mount in mounts)
    assert any("/etc/grafana/provisioning" in mount for mount in mounts)


# The shipper


def test_the_local_shipper_is_wired_through():
    text = (DEPLOY / "alloy/config.alloy").read_text()
    program = re.sub(r"//.*", "", text)
    assert program.count("{") == program.count("}")
    declared = set(re.findall(r'^([\w.]+) "(\w+)" \{', program, re.M))
    used = set(
        re.findall(r"\b((?:discovery|loki)\.\w+)\.(\w+)\.(?:receiver|output|targets)", program)
    )
    assert used <= declared
    # Everything is read by somebody but the two ends, the source and the writer's way out.
    assert declared - used == {("loki.source.docker", "gatewayz")}


def test_the_local_shipper_gives_the_labels_of_locomotive():
    text = (DEPLOY / "alloy/config.alloy").read_text()
    labels = set(re.findall(r'target_label  = "(\w+)"', text)) | set(alloy_values("labels"))
    labels |= set(re.findall(r'labels     = \{"(\w+)"', text))
    sample = '{"timestamp":"2026-11-21T01:45:38.123456Z","level":"info","message":"m"}'
    assert labels == set(ship(sample, "s", "e").labels)
    assert re.search(r'stage\.output \{\s*source = "message"\s*\}', text)
    assert set(alloy_values("json")) == set(alloy_values("structured_metadata")) | {"message"}
