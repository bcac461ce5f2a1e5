"""The guard: seven rules, each with a start that is refused and its nearest one that is not."""

import shutil
from pathlib import Path

import pytest
from harness.product import ROOT, run, wait_for_tracing
from harness.receiver import Receiver
from harness.waiting import eventually

REFUSED = 78
RULES = {
    "environment_names",
    "railway_environment",
    "sentry_environment",
    "foreign_name",
    "foreign_endpoint",
    "wrong_endpoint",
    "plain_credential",
}
STAGING = {
    "APP_ENV": "staging",
    "TEMPO_OTLP_HTTP_ENDPOINT": "http://tempo.staging.railway.internal:4318",
}
ELSEWHERE = STAGING | {"TEMPO_OTLP_HTTP_ENDPOINT": "http://traces.invalid:4318"}
CREDENTIAL = {"GRAFANA_TEMPO_USERNAME": "123456", "GRAFANA_TEMPO_API_KEY": "glc_secret"}

# rule, environment, and what the refusal must name.
FOREIGN = [
    (1, STAGING | {"ENVIRONMENT": "production"}, ["APP_ENV", "ENVIRONMENT"]),
    (2, STAGING | {"RAILWAY_ENVIRONMENT_NAME": "production"}, ["RAILWAY_ENVIRONMENT_NAME"]),
    (2, STAGING | {"RAILWAY_ENVIRONMENT_NAME": "prod"}, ["RAILWAY_ENVIRONMENT_NAME"]),
    (3, STAGING | {"SENTRY_ENVIRONMENT": "production"}, ["SENTRY_ENVIRONMENT"]),
    (
        4,
        STAGING | {"TEMPO_OTLP_HTTP_ENDPOINT": "http://tempo.production.railway.internal:4318"},
        ["TEMPO_OTLP_HTTP_ENDPOINT", "production"],
    ),
    (4, STAGING | {"TEMPO_OTLP_GRPC_ENDPOINT": "tempo-prd.invalid:4317"}, ["GRPC"]),
    (4, STAGING | {"OTEL_SERVICE_NAME": "gatewayz-api-production"}, ["OTEL_SERVICE_NAME"]),
    (4, STAGING | {"SUPABASE_URL": "https://production-proj.supabase.co"}, ["SUPABASE_URL"]),
    (6, {"APP_ENV": "staging"}, ["TEMPO_OTLP_HTTP_ENDPOINT"]),
    (6, {"APP_ENV": "production"}, ["TEMPO_OTLP_HTTP_ENDPOINT"]),
    (6, {"TEMPO_OTLP_HTTP_ENDPOINT": "http://tempo:3200"}, ["3200"]),
    (6, {"TEMPO_OTLP_HTTP_ENDPOINT": "https://tempo-prod-01.grafana.net/tempo"}, ["/tempo"]),
    (7, ELSEWHERE | CREDENTIAL, ["https"]),
    (
        7,
        ELSEWHERE | {"TEMPO_OTLP_HTTP_ENDPOINT": "http://user:pass@traces.invalid:4318"},
        ["https"],
    ),
]

HARMLESS = [
    (1, STAGING | {"ENVIRONMENT": "stg"}),
    (2, STAGING | {"RAILWAY_ENVIRONMENT_NAME": "pr-12"}),
    (2, STAGING | {"RAILWAY_ENVIRONMENT_NAME": "stage"}),
    (
        2,
        STAGING
        | {"RAILWAY_ENVIRONMENT_NAME": "production", "GUARD_RAILWAY_ENVIRONMENT": "production"},
    ),
    (3, STAGING | {"SENTRY_ENVIRONMENT": "stage"}),
    (4, STAGING | {"OTEL_SERVICE_NAME": "gatewayz-api-staging"}),
    (4, STAGING | {"OTEL_SERVICE_NAME": "reproduction-devices"}),
    (4, {"APP_ENV": "staging", "TEMPO_OTLP_HTTP_ENDPOINT": "http://127.0.0.1:9"}),
    (6, {"APP_ENV": "staging", "TEMPO_ENABLED": "false"}),
    (7, STAGING | CREDENTIAL),
    (7, {"TEMPO_OTLP_HTTP_ENDPOINT": "http://user:pass@127.0.0.1:9"}),
]

# Offline only: these name hosts that a start would look up.
HARMLESS_TO_CHECK = [
    (4, STAGING | {"TEMPO_OTLP_HTTP_ENDPOINT": "https://tempo.acme.dev"}),
    (
        4,
        STAGING | {"TEMPO_OTLP_HTTP_ENDPOINT": "https://otlp-gateway-prod-eu.grafana.net/otlp"},
    ),
    (
        7,
        STAGING | CREDENTIAL | {"TEMPO_OTLP_HTTP_ENDPOINT": "https://traces.invalid"},
    ),
]


def refuse(environment: dict[str, str], folder: Path, *arguments: str) -> str:
    """Starts a server that must be refused, and returns what it says."""
    done = run("serve", *arguments, environment={"PORT": "0"} | environment, folder=folder)
    assert done.returncode == REFUSED, f"{done.returncode}: {done.stderr}{done.stdout}"
    assert "glc_secret" not in done.stderr + done.stdout
    return done.stderr


@pytest.mark.parametrize(("rule", "environment", "named"), FOREIGN)
def test_refuses(rule: int, environment: dict[str, str], named: list[str], tmp_path: Path):
    said = refuse(environment, tmp_path)
    for word in named:
        assert word in said


@pytest.mark.parametrize(("rule", "environment"), HARMLESS)
def test_does_not_refuse(rule: int, environment: dict[str, str], make_product):
    product = make_product(environment).start("serve")
    assert product.health()["status"] == "healthy"
    assert product.terminate() == 0


@pytest.mark.parametrize(("rule", "environment"), HARMLESS_TO_CHECK)
def test_check_does_not_refuse(rule: int, environment: dict[str, str], tmp_path: Path):
    done = run("check", "--environment", "staging", environment=environment, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def neighbour(folder: Path, endpoint: str) -> None:
    """Writes the production file, as the image has it beside the staging one."""
    (folder / ".env.production").write_text(
        f"APP_ENV=production\nTEMPO_OTLP_HTTP_ENDPOINT={endpoint}\n"
    )


@pytest.mark.parametrize(
    "spelling", ["http://traces.invalid:4318", "http://TRACES.invalid:4318/v1/traces"]
)
def test_rule_5_refuses_the_endpoint_of_another_file(tmp_path: Path, spelling: str):
    neighbour(tmp_path, "http://traces.invalid:4318/")
    said = refuse({"APP_ENV": "staging", "TEMPO_OTLP_HTTP_ENDPOINT": spelling}, tmp_path)
    assert ".env.production" in said


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("http://tempo.railway.internal:4318", "http://tempo.railway.internal:4318"),
        ("http://traces.invalid:4318", "http://other.invalid:4318"),
    ],
)
def test_rule_5_does_not_refuse(make_product, theirs: str, ours: str):
    product = make_product(APP_ENV="staging", TEMPO_OTLP_HTTP_ENDPOINT=ours)
    neighbour(product.folder, theirs)
    product.start("serve")
    assert product.health()["environment"] == "staging"


def test_all_problems_are_listed_at_once(tmp_path: Path):
    said = refuse(
        STAGING
        | {
            "SENTRY_ENVIRONMENT": "production",
            "OTEL_SERVICE_NAME": "gatewayz-api-production",
            "RAILWAY_ENVIRONMENT_NAME": "production",
        },
        tmp_path,
    )
    for name in ("SENTRY_ENVIRONMENT", "OTEL_SERVICE_NAME", "RAILWAY_ENVIRONMENT_NAME"):
        assert name in said


def test_the_verdict_is_the_same_again(tmp_path: Path):
    environment = STAGING | {"SENTRY_ENVIRONMENT": "production"}
    assert refuse(environment, tmp_path) == refuse(environment, tmp_path)


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_the_committed_files_start(make_product, environment: str):
    product = make_product(APP_ENV=environment)
    for name in (".env.staging", ".env.production"):
        shutil.copy(ROOT / name, product.folder / name)
    product.start("serve")
    health = product.health()
    assert health["environment"] == environment
    assert health["service"] == f"gatewayz-api-{environment}"
    host = f"tempo.{environment}.railway.internal"
    assert health["tracing"]["endpoint"] == f"http://{host}:4318/v1/traces"


def test_block_serves_and_exports_nothing(make_product, receiver: Receiver):
    product = make_product(
        APP_ENV="staging",
        SENTRY_ENVIRONMENT="production",
        ENVIRONMENT_GUARD="block",
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        OTEL_BSP_SCHEDULE_DELAY="50",
    ).start("serve")
    tracing = wait_for_tracing(product, "blocked")
    assert "SENTRY_ENVIRONMENT says production" in tracing["reason"]
    assert len(product.get("/health").trace_id) == 32
    metrics = product.metrics()
    assert metrics.total("gatewayz_environment_guard_problems") == 1
    problems = list(metrics.samples("gatewayz_environment_guard_problems"))
    assert {sample.labels["rule"] for sample in problems} == RULES
    assert metrics.value("gatewayz_environment_guard_problems", rule="sentry_environment") == 1
    assert metrics.value("gatewayz_tracing_state", state="blocked") == 1
    eventually(lambda: [line for line in product.messages() if "SENTRY_ENVIRONMENT" in line])
    assert product.terminate() == 0
    assert receiver.batches == []


def test_another_guard_mode_is_refused(tmp_path: Path):
    assert "ENVIRONMENT_GUARD" in refuse(STAGING | {"ENVIRONMENT_GUARD": "off"}, tmp_path)
