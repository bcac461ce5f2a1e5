"""The two design documents: every statement has its proof, and every variable is understood."""

import json
import re
from pathlib import Path

import pytest
from harness.product import ROOT, run

PAGE = ROOT / "docs/design-coverage.md"
NAME = re.compile(r"(test_\w+\.py)::(test_\w+)|(\w+Tests)\.(\w+)")
STATEMENTS = 150

COMMON = {"TEMPO_ENABLED": "true", "OTEL_SERVICE_NAME": "gatewayz-api-staging"}
# What the design documents tell to set, in each of their settings.
GIVEN = {
    "local development": {
        "TEMPO_OTLP_HTTP_ENDPOINT": "http://tempo:4318",
        "TEMPO_OTLP_GRPC_ENDPOINT": "http://tempo:4317",
        "SERVICE_NAME": "gatewayz-api",
        "SERVICE_VERSION": "1.0.0",
        "ENVIRONMENT": "development",
    },
    "railway": {
        "TEMPO_OTLP_HTTP_ENDPOINT": "http://tempo.railway.internal:4318",
        "TEMPO_OTLP_GRPC_ENDPOINT": "http://tempo.railway.internal:4317",
        "SERVICE_NAME": "gatewayz-api",
        "SERVICE_VERSION": "1.0.0",
        "ENVIRONMENT": "production",
    },
    "staging of the diagram": COMMON
    | {"APP_ENV": "staging", "TEMPO_OTLP_HTTP_ENDPOINT": "http://tempo.staging.internal:4318"},
    "production of the diagram": {
        "APP_ENV": "production",
        "TEMPO_OTLP_HTTP_ENDPOINT": "http://tempo.production.internal:4318",
    },
    "grafana cloud": COMMON
    | {
        "APP_ENV": "staging",
        "TEMPO_OTLP_HTTP_ENDPOINT": "https://otlp-gateway-prod-eu-west-0.grafana.net/otlp",
        "GRAFANA_TEMPO_USERNAME": "123456",
        "GRAFANA_TEMPO_API_KEY": "glc_staging_key",
    },
    "self-hosted staging": COMMON
    | {"APP_ENV": "staging", "TEMPO_OTLP_HTTP_ENDPOINT": "https://tempo-staging.yourdomain.com"},
    "self-hosted production": {
        "APP_ENV": "production",
        "TEMPO_ENABLED": "true",
        "TEMPO_OTLP_HTTP_ENDPOINT": "https://tempo-production.yourdomain.com",
        "OTEL_SERVICE_NAME": "gatewayz-api-production",
    },
}
for _name in ("staging", "production"):
    GIVEN[f"reference of {_name}"] = {
        "APP_ENV": _name,
        "TEMPO_ENABLED": "true",
        "TEMPO_OTLP_HTTP_ENDPOINT": f"http://tempo.{_name}.railway.internal:4318",
        "TEMPO_OTLP_GRPC_ENDPOINT": f"tempo.{_name}.railway.internal:4317",
        "OTEL_SERVICE_NAME": f"gatewayz-api-{_name}",
        "SUPABASE_URL": f"https://{_name}-proj.supabase.co",
        "SUPABASE_KEY": f"{_name}-key",
        "SENTRY_DSN": f"https://key@sentry.io/{_name}-project-id",
        "SENTRY_ENVIRONMENT": _name,
        "SENTRY_RELEASE": "2.0.3",
        "SENTRY_TRACES_SAMPLE_RATE": {"staging": "1.0", "production": "0.1"}[_name],
    }
COMMITTED = (
    "APP_ENV",
    "TEMPO_ENABLED",
    "TEMPO_OTLP_HTTP_ENDPOINT",
    "TEMPO_OTLP_GRPC_ENDPOINT",
    "OTEL_SERVICE_NAME",
    "SENTRY_ENVIRONMENT",
    "SENTRY_RELEASE",
    "SENTRY_TRACES_SAMPLE_RATE",
)


def rows() -> list[tuple[int, list[str]]]:
    """Every row of the page's tables with its line, its cells as they are written."""
    found = []
    for number, line in enumerate(PAGE.read_text().splitlines(), 1):
        if line.startswith("| ") and not line.startswith(("| statement", "|---")):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            found.append((number, cells))
    return found


def existing() -> set[str]:
    """The names of all tests, in the forms that the page uses."""
    names = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        functions = re.findall(r"^def (test_\w+)", path.read_text(), re.M)
        names |= {f"{path.name}::{name}" for name in functions}
    for path in (ROOT / "Tests").glob("*Tests/**/*Tests.swift"):
        # A suite's tests follow its name, up to the next suite.
        parts = re.split(r"^(?:@Suite )?(?:final class|struct) (\w+)", path.read_text(), flags=re.M)
        for suite, text in zip(parts[1::2], parts[2::2], strict=True):
            names |= {f"{suite}.{name}" for name in re.findall(r"\bfunc (\w+)\(", text)}
    return names


def test_every_statement_is_proved_or_answered_for():
    listed = rows()
    assert len(listed) >= STATEMENTS
    bare = [number for number, cells in listed if len(cells) != 3 or not (cells[1] or cells[2])]
    assert bare == [], f"neither a test nor a reason in lines {bare}"


def test_every_test_that_is_named_exists():
    known = existing()
    assert "test_design.py::test_every_test_that_is_named_exists" in known
    missing = []
    for number, cells in rows():
        named = re.findall(r"`([^`]*)`", cells[1])
        missing += [(number, name) for name in named if name not in known]
        assert bool(named) == bool(cells[1]), f"line {number}: {cells[1]}"
    assert missing == []


def test_no_statement_is_listed_twice_in_a_section():
    for section in PAGE.read_text().split("\n### ")[1:]:
        stated = re.findall(r"^\| (?!statement)([^|]*(?:\\\|[^|]*)*) \|", section, re.M)
        assert len(stated) == len(set(stated)), section.splitlines()[0]


@pytest.mark.parametrize("given", GIVEN)
def test_the_variables_of_the_design_are_taken(given: str, tmp_path: Path):
    done = run("check", "--json", environment=GIVEN[given], folder=tmp_path)
    report = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout
    (environment,) = report["environments"]
    assert environment["problems"] == []
    used = {one["variable"] for one in environment["settings"] if one["variable"]}
    # Names of one setting: the one that counts is shown.
    aliases = {"SENTRY_TRACES_SAMPLE_RATE": "OTEL_TRACES_SAMPLER"}
    for name in GIVEN[given]:
        assert name in used or aliases.get(name) in used, name


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_a_committed_file_holds_what_the_design_lists(environment: str):
    lines = (ROOT / f".env.{environment}").read_text().splitlines()
    values = {
        name: value.partition(" #")[0].strip()
        for name, _, value in (line.partition("=") for line in lines if not line.startswith("#"))
    }
    wanted = GIVEN[f"reference of {environment}"]
    for name in COMMITTED:
        assert values[name] == wanted[name], name
    assert not {"SUPABASE_KEY", "SENTRY_DSN"} & set(values), "a secret has no place in a file"
