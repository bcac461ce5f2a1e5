"""Twenty-odd single wrong variables: each is refused or flagged, each with its own message."""

import json
from pathlib import Path
from typing import Any

import pytest
from harness.product import run

ENDPOINT = "TEMPO_OTLP_HTTP_ENDPOINT"
RIGHT = {
    "ENVIRONMENT": "staging",
    ENDPOINT: "http://tempo.railway.internal:4318",
    "TEMPO_OTLP_GRPC_ENDPOINT": "tempo.railway.internal:4317",
    "OTEL_SERVICE_NAME": "gatewayz-api-staging",
    "SENTRY_ENVIRONMENT": "staging",
    "SUPABASE_URL": "https://staging-proj.supabase.co",
}
ENVIRONMENT = {"APP_ENV": "staging"}

# What is set wrong, whether that is refused, and words of its own message.
MISTAKES: list[tuple[dict[str, str], bool, str]] = [
    ({"ENVIRONMENT": "production"}, True, "ENVIRONMENT says production, but APP_ENV says"),
    ({"RAILWAY_ENVIRONMENT_NAME": "prod"}, True, "in the Railway environment prod"),
    ({"SENTRY_ENVIRONMENT": "production"}, True, "SENTRY_ENVIRONMENT says production"),
    ({ENDPOINT: "http://tempo-prod:4318"}, True, "HTTP_ENDPOINT leads to tempo-prod, which bears"),
    (
        {"TEMPO_OTLP_GRPC_ENDPOINT": "tempo-prod:4317"},
        True,
        "GRPC_ENDPOINT leads to tempo-prod, which bears",
    ),
    ({"OTEL_SERVICE_NAME": "gatewayz-api-production"}, True, "is gatewayz-api-production, which"),
    ({"SUPABASE_URL": "https://production-proj.supabase.co"}, True, "SUPABASE_URL leads to"),
    ({ENDPOINT: "http://traces.acme.com:4318"}, True, ".env.production names as the endpoint"),
    ({ENDPOINT: ""}, True, "no endpoint is set"),
    ({ENDPOINT: "http://tempo.railway.internal:3200"}, True, "port 3200, where Tempo answers"),
    ({ENDPOINT: "https://tempo-eu-01.grafana.net/tempo"}, True, "where Grafana Cloud answers"),
    ({ENDPOINT: "http://u:topsecret@traces.acme.org:4318"}, True, "would be sent over plain http"),
    ({ENDPOINT: "${{Tempo.INTERNAL_HTTP_INGEST}}"}, True, "that Railway has not resolved"),
    ({ENDPOINT: "ftp://tempo"}, True, "scheme other than http and https"),
    ({ENDPOINT: "http:/tempo:4318"}, True, "lacks the two slashes"),
    ({ENDPOINT: "http://tempo:431800"}, True, "a port that is not a number"),
    ({ENDPOINT: "http://fd12::1:4318"}, True, "IPv6 address without brackets"),
    ({ENDPOINT: "http://te mpo:4318"}, True, "a character that a URL cannot have"),
    ({"APP_ENV": "my staging"}, True, "no name of an environment"),
    ({"ENVIRONMENT_GUARD": "off"}, True, "expected one of refuse, block"),
    ({"TEMPO_ENABLED": "perhaps"}, True, "expected true, 1, yes, on or"),
    ({"PROVIDERS_FILE": "broken.json"}, True, "The providers file is not JSON"),
    ({"PROVIDERS_FILE": "absent.json"}, True, "absent.json does not exist"),
    ({"OPENAI_API_KEY": "sk-with a blank"}, True, "cannot be sent as a header"),
    ({"SENTRY_TRACES_SAMPLE_RATE": "2"}, True, "SENTRY_TRACES_SAMPLE_RATE is not understood"),
    ({"PORT": "80800"}, True, "a whole number from 0 to 65535"),
    ({ENDPOINT: "http://tempo.railway.internal:4317"}, False, "names port 4317"),
    ({ENDPOINT: "https://tempo.railway.internal:4318"}, False, "private network is plain http"),
    ({ENDPOINT: "tempo.railway.internal:4318"}, False, "has no scheme"),
    ({ENDPOINT: "http://tempo.railway.internal"}, False, "has no port"),
    ({ENDPOINT: "http://tempo.railway.internal:4318/v1/traces/v1/traces"}, False, "twice"),
    ({ENDPOINT: "https://tempo-x.up.railway.app:4318"}, False, "public edge does not serve"),
    ({ENDPOINT: "http://tempo.staging.railway.internal:4318"}, False, "Railway generates"),
    ({ENDPOINT: "https://traces.acme.org/?token=topsecret"}, False, "carries a token in its query"),
    ({"TEMPO_QUERY_URL": "http://tempo-production:3200"}, False, "asks the Tempo of production"),
    ({"TEMPO_OTLP_HTTP_ENDPIONT": "http://tempo:4318"}, False, "is not a setting of this program"),
    ({"GRAFANA_TEMPO_USERNAME": "1"}, False, "is set without GRAFANA_TEMPO_API_KEY"),
    ({"SERVICE_NAME": "another"}, False, "OTEL_SERVICE_NAME and SERVICE_NAME differ"),
    (
        {"OTEL_EXPORTER_OTLP_HEADERS": "authorization=topsecret"},
        False,
        "is not sent, since no OTEL_",
    ),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".env.production").write_text(
        f"APP_ENV=production\n{ENDPOINT}=http://traces.acme.com:4318\n"
        "OTEL_SERVICE_NAME=gatewayz-api-production\n"
    )
    (tmp_path / "broken.json").write_text('{"providers":[{"name":"openai",}]}')
    return tmp_path


def check(folder: Path, environment: dict[str, str]) -> tuple[int, list[str], list[str]]:
    """The exit code, and the sentences of problems and warnings."""
    done = run("check", "--json", environment=environment, folder=folder)
    assert "topsecret" not in done.stdout + done.stderr
    (checked,) = json.loads(done.stdout)["environments"]

    def sentences(found: list[dict[str, Any]]) -> list[str]:
        for each in found:
            assert each["remedy"], each
        return [each["sentence"] for each in found]

    return done.returncode, sentences(checked["problems"]), sentences(checked["warnings"])


def test_the_right_wiring_has_neither_problem_nor_warning(folder: Path):
    assert check(folder, ENVIRONMENT | RIGHT) == (0, [], [])


@pytest.mark.parametrize(
    ("mistake", "is_refused", "words"), MISTAKES, ids=[words for _, _, words in MISTAKES]
)
def test_each_is_named(folder: Path, mistake: dict[str, str], is_refused: bool, words: str):
    code, problems, warnings = check(folder, ENVIRONMENT | RIGHT | mistake)
    assert code == (1 if is_refused else 0), problems + warnings
    found = problems if is_refused else warnings
    assert any(words in sentence for sentence in found), problems + warnings


def test_there_are_twenty_and_each_has_its_own_message():
    assert len({words for _, _, words in MISTAKES}) == len(MISTAKES) >= 20
