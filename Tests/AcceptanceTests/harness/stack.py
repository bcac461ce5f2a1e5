"""What deploy/ holds, read for the tests: data sources, dashboards, rules, the shipper's keys."""

import json
import re
from typing import Any

import yaml

from harness.product import ROOT

DEPLOY = ROOT / "deploy"
RULES = DEPLOY / "prometheus/rules.yaml"


def load(path: str) -> Any:
    return yaml.safe_load((DEPLOY / path).read_text())


def panels(name: str) -> list[dict[str, Any]]:
    return json.loads((DEPLOY / f"grafana/dashboards/{name}.json").read_text())["panels"]


def targets(kind: str) -> list[dict[str, Any]]:
    """All queries of all dashboards for one kind of data source."""
    return [
        target
        for name in ("tempo", "loki")
        for panel in panels(name)
        for target in panel["targets"]
        if target["datasource"]["type"] == kind
    ]


def data_source(name: str) -> dict[str, Any]:
    listed = load("grafana/provisioning/datasources/datasources.yaml")["datasources"]
    (found,) = [one for one in listed if one["name"] == name]
    return found


def promql_of_dashboards() -> list[str]:
    return [target["expr"] for target in targets("prometheus")]


def promql_of_links() -> list[str]:
    return [q["query"] for q in data_source("Tempo")["jsonData"]["tracesToMetrics"]["queries"]]


def alloy_values(stage: str) -> dict[str, str]:
    text = (DEPLOY / "alloy/config.alloy").read_text()
    body = re.search(rf"stage\.{stage} \{{\s*\w+ = \{{(.*?)\}}", text, re.S)[1]
    return dict(re.findall(r"(\w+)\s*=\s*\"(\w*)\"", body))
