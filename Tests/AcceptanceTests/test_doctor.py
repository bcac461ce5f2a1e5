"""`doctor`, the hourly search and the staged incident: two Tempos, staging's and production's."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from harness.pocket import PocketTempo
from harness.ports import free_port
from harness.product import BINARY, run
from harness.waiting import eventually

ENDPOINT = "TEMPO_OTLP_HTTP_ENDPOINT"
Pair = tuple[PocketTempo, PocketTempo]


@pytest.fixture
def tempos() -> Iterator[Pair]:
    """Staging's and production's."""
    staging, production = PocketTempo(), PocketTempo()
    yield staging, production
    staging.close()
    production.close()


@pytest.fixture
def wired(tempos: Pair, tmp_path: Path) -> Path:
    """A folder with the two files of a right wiring."""
    for environment, tempo in zip(("staging", "production"), tempos, strict=True):
        (tmp_path / f".env.{environment}").write_text(
            f"APP_ENV={environment}\n"
            f"{ENDPOINT}={tempo.endpoint}\n"
            f"TEMPO_QUERY_URL={tempo.query}\n"
            f"OTEL_SERVICE_NAME=gatewayz-api-{environment}\n"
        )
    return tmp_path


def change(folder: Path, environment: str, name: str, value: str) -> None:
    """Sets one variable of a file."""
    path = folder / f".env.{environment}"
    lines = [line for line in path.read_text().splitlines() if not line.startswith(f"{name}=")]
    path.write_text("\n".join([*lines, f"{name}={value}", ""]))


def doctor(folder: Path, *arguments: str, **environment: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the report."""
    done = run("doctor", *arguments, "--json", environment=environment, folder=folder, timeout=60)
    return done.returncode, json.loads(done.stdout)


def step(report: dict[str, Any], environment: str, name: str) -> dict[str, Any]:
    (examined,) = [e for e in report["environments"] if e["environment"] == environment]
    (found,) = [s for s in examined["steps"] if s["step"] == name]
    return found


@pytest.mark.parametrize(
    ("environment", "failing", "words"),
    [
        ({}, "dns", "Correct the host in TEMPO_OTLP_HTTP_ENDPOINT"),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://nowhere.invalid:4318"},
            "dns",
            "Correct the host in OTEL_EXPORTER_OTLP_ENDPOINT",
        ),
        (
            {
                "TEMPO_OTLP_GRPC_ENDPOINT": "127.0.0.1:9",
                "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
            },
            "connection",
            "[::]:4317 for OTLP over gRPC, and let TEMPO_OTLP_GRPC_ENDPOINT name it",
        ),
    ],
)
def test_a_remedy_names_the_variable_that_counts(
    environment: dict[str, str], failing: str, words: str, tmp_path: Path
):
    code, report = doctor(tmp_path, **environment)
    assert code == 1
    found = step(report, "development", failing)
    assert found["outcome"] == "failed"
    assert words in found["remedy"]


def cells(report: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {(cell["from"], cell["in"]): cell["result"] for cell in report["canary"]["cells"]}


def test_a_right_wiring_passes(wired: Path):
    code, report = doctor(wired, "--environment", "all")
    assert code == 0, report
    assert report["ok"] is True
    assert cells(report) == {
        ("staging", "staging"): "found",
        ("staging", "production"): "absent",
        ("production", "staging"): "absent",
        ("production", "production"): "found",
    }
    for examined in report["environments"]:
        outcomes = {s["step"]: s["outcome"] for s in examined["steps"]}
        assert outcomes.pop("store") == "skipped"
        assert set(outcomes.values()) == {"passed"}, examined


def test_one_receiver_behind_two_names_fails_by_the_canary(wired: Path, tempos: Pair):
    shared = tempos[0].endpoint.replace("127.0.0.1", "localhost")
    change(wired, "production", ENDPOINT, shared)
    assert run("check", "--environment", "all", folder=wired).returncode == 0
    code, report = doctor(wired, "--environment", "all")
    assert code == 1
    assert cells(report)["production", "staging"] == "found"
    sentences = [problem["sentence"] for problem in report["canary"]["problems"]]
    assert any("share" in sentence and "staging" in sentence for sentence in sentences)


def test_the_table_shows_the_matrix_and_the_remedy(wired: Path, tempos: Pair):
    change(wired, "production", ENDPOINT, tempos[0].endpoint.replace("127.0.0.1", "localhost"))
    done = run("doctor", "--environment", "all", folder=wired)
    assert done.returncode == 1
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["from", "staging", "found", "absent"] in lines
    assert ["from", "production", "found", "absent"] in lines
    assert "-> Give each a Tempo of its own" in done.stdout
    assert done.stdout.endswith("doctor: FAILED\n")


def test_swapped_tempos_fail_by_the_canary(wired: Path, tempos: Pair):
    staging, production = tempos
    for environment, tempo in (("staging", production), ("production", staging)):
        change(wired, environment, ENDPOINT, tempo.endpoint.replace("127.0.0.1", "localhost"))
    begun = time.monotonic()
    code, report = doctor(wired, "--environment", "all")
    assert code == 1
    assert set(cells(report).values()) == {"found", "absent"}
    assert cells(report)["staging", "staging"] == "absent"
    assert time.monotonic() - begun < 15


def test_what_cannot_be_asked_is_no_pass(wired: Path):
    change(wired, "production", "TEMPO_QUERY_URL", f"http://127.0.0.1:{free_port()}")
    code, report = doctor(wired, "--environment", "all")
    assert code == 1
    assert cells(report)["staging", "production"] == "unreachable"
    assert cells(report)["staging", "staging"] == "found"
    foreign = step(report, "production", "foreign")
    assert foreign["outcome"] == "warned"
    assert "not searched" in foreign["detail"]


def test_private_names_of_another_railway_environment_are_not_asked(wired: Path):
    change(wired, "production", ENDPOINT, "http://tempo.railway.internal:4318")
    code, report = doctor(wired, "--environment", "all", RAILWAY_ENVIRONMENT_NAME="staging")
    assert code == 1
    assert step(report, "production", "dns")["outcome"] == "skipped"
    assert cells(report)["production", "production"] == "unreachable"
    assert cells(report)["staging", "staging"] == "found"


def test_from_inside_it_needs_its_own_tempo_only(wired: Path):
    code, report = doctor(wired, APP_ENV="staging", RAILWAY_VOLUME_MOUNT_PATH=str(wired))
    assert code == 0, report
    assert cells(report) == {("staging", "staging"): "found"}
    assert step(report, "staging", "store")["outcome"] == "passed"
    assert step(report, "staging", "foreign")["outcome"] == "passed"


@pytest.mark.parametrize("key", ["deployment_environment_name", "deployment_environment"])
def test_a_foreign_span_fails_and_names_its_service(wired: Path, tempos: Pair, key: str):
    tempos[0].send("billing-worker", **{key: "prod"})
    code, report = doctor(wired, APP_ENV="staging")
    assert code == 1
    foreign = step(report, "staging", "foreign")
    assert foreign["outcome"] == "failed"
    assert "billing-worker (prod)" in foreign["detail"]
    assert "billing-worker" in foreign["remedy"]


def test_synonyms_and_spans_without_an_environment_are_not_foreign(wired: Path, tempos: Pair):
    for name in ("staging", "Stage", "STG"):
        tempos[0].send("other", deployment_environment_name=name, deployment_environment=name)
    tempos[0].send("unnamed")
    code, report = doctor(wired, APP_ENV="staging")
    assert code == 0, report
    assert step(report, "staging", "foreign")["outcome"] == "passed"


def test_a_refused_configuration_sends_nothing(wired: Path, tempos: Pair):
    code, report = doctor(wired, APP_ENV="staging", SENTRY_ENVIRONMENT="production")
    assert code == 1
    assert step(report, "staging", "configuration")["outcome"] == "failed"
    assert step(report, "staging", "export")["outcome"] == "skipped"
    assert tempos[0].search("{}") == []


def test_a_receiver_that_is_not_there_is_named(wired: Path):
    port = free_port()
    code, report = doctor(wired, APP_ENV="staging", **{ENDPOINT: f"http://127.0.0.1:{port}"})
    assert code == 1
    connection = step(report, "staging", "connection")
    assert connection["outcome"] == "failed"
    assert str(port) in connection["detail"]
    assert step(report, "staging", "export")["outcome"] == "skipped"


def test_a_name_that_leads_nowhere_is_named(wired: Path):
    code, report = doctor(wired, APP_ENV="staging", **{ENDPOINT: "http://traces.invalid:4318"})
    assert code == 1
    assert step(report, "staging", "dns")["outcome"] == "failed"
    assert "traces.invalid" in step(report, "staging", "dns")["detail"]


def test_a_name_that_is_none_is_a_usage_error(wired: Path):
    done = run("doctor", "--environment", "not a name", folder=wired)
    assert done.returncode == 64
    assert "not a name" in done.stderr


def test_a_volume_of_root_is_named_with_the_remedy(wired: Path):
    """Railway mounts volumes for root; /usr is such a place for anybody else."""
    environment = {"APP_ENV": "staging", "RAILWAY_VOLUME_MOUNT_PATH": "/usr"}
    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
    wired.chmod(0o755)
    for command in ("check", "doctor"):
        done = subprocess.run(
            [BINARY, command],
            env=environment,
            cwd=wired,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
            **nobody,
        )
        assert "belongs to root" in done.stdout, done.stderr + done.stdout
        assert "RAILWAY_RUN_UID=0" in done.stdout


def test_serve_searches_its_own_tempo_after_the_start(wired: Path, tempos: Pair, make_product):
    tempos[0].send("billing-worker", deployment_environment_name="production")
    product = make_product(APP_ENV="staging")
    (product.folder / ".env.staging").write_text((wired / ".env.staging").read_text())
    product.start("serve")
    said = eventually(lambda: [line for line in product.messages() if "Foreign spans" in line])
    assert "billing-worker (production)" in said[0]
    assert product.metrics().value("gatewayz_tempo_foreign_spans") == 1
    assert product.terminate() == 0


def test_serve_claims_nothing_of_a_tempo_that_does_not_answer(wired: Path, make_product):
    product = make_product(APP_ENV="staging", TEMPO_QUERY_URL=f"http://127.0.0.1:{free_port()}")
    (product.folder / ".env.staging").write_text((wired / ".env.staging").read_text())
    product.start("serve")
    eventually(lambda: [line for line in product.messages() if "cannot be searched" in line])
    assert not product.metrics().has("gatewayz_tempo_foreign_spans")
    assert product.terminate() == 0


def test_the_incident_is_staged_and_stopped(tmp_path: Path):
    begun = time.monotonic()
    done = run("dev", "--incident", folder=tmp_path)
    seconds = time.monotonic() - begun
    assert done.returncode == 0, done.stdout + done.stderr
    assert seconds < 10
    lines = [line.split() for line in done.stdout.splitlines()]
    green = lines.index(["from", "production", "absent", "found"])
    refusal = next(i for i, line in enumerate(lines) if "refused," in line)
    red = lines.index(["from", "production", "found", "absent"])
    assert green < refusal < red
    assert "[guard rule 5]" in done.stdout
    assert "(exit 78)" in done.stdout
    assert done.stdout.count("tracing: ok") == 2
    assert "gatewayz-api-production (production)" in done.stdout
    assert list(tmp_path.iterdir()) == []
