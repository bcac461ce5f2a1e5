"""Both forms of Railway's configuration: what its parsers take, and what we rely on in it."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from harness.client import Client
from harness.product import ROOT, Product
from harness.receiver import Receiver

# Railway's schema of railway.toml, as far as its documentation tells it.
SCHEMA: dict[str, dict[str, type]] = {
    "build": {
        "builder": str,
        "dockerfilePath": str,
        "buildCommand": str,
        "watchPatterns": list,
    },
    "deploy": {
        "startCommand": str,
        "preDeployCommand": str,
        "healthcheckPath": str,
        "healthcheckTimeout": int,
        "restartPolicyType": str,
        "restartPolicyMaxRetries": int,
        "overlapSeconds": int,
        "drainingSeconds": int,
        "numReplicas": int,
        "cronSchedule": str,
    },
}
SHUTDOWN_SECONDS = 10
SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|DSN|HEADERS|DATABASE_URL|SUPABASE")


@pytest.fixture(scope="module")
def toml() -> dict[str, Any]:
    return tomllib.loads((ROOT / "railway.toml").read_text())


def plan(folder: Path, environment: str) -> subprocess.CompletedProcess[str]:
    """What .railway/railway.ts describes, told by node with a strict stand-in for the SDK."""
    sdk = folder / "node_modules/railway"
    sdk.mkdir(parents=True, exist_ok=True)
    harness = Path(__file__).parent / "harness/railway_iac.mjs"
    shutil.copy(harness, sdk / "iac.mjs")
    (sdk / "package.json").write_text(
        '{"name":"railway","version":"0.0.0","exports":{"./iac":"./iac.mjs"}}'
    )
    # The file holds no type annotation, so that it is JavaScript as it stands.
    shutil.copy(ROOT / ".railway/railway.ts", folder / "railway.mjs")
    return subprocess.run(
        ["node", "railway.mjs", environment],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.fixture(scope="module", params=["staging", "production"])
def described(request, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    done = plan(tmp_path_factory.mktemp("iac"), request.param)
    assert done.returncode == 0, done.stderr
    project = json.loads(done.stdout)
    (service,) = [one for one in project["resources"] if one["kind"] == "service"]
    return service | {"environment": request.param}


def test_the_toml_holds_only_what_railway_knows(toml: dict):
    assert set(toml) <= set(SCHEMA)
    for section, values in toml.items():
        for name, value in values.items():
            assert name in SCHEMA[section], f"[{section}] has no {name}"
            assert type(value) is SCHEMA[section][name], f"{name} is of the wrong type"
    assert toml["build"]["builder"] == "DOCKERFILE"
    assert toml["deploy"]["restartPolicyType"] in ("ON_FAILURE", "ALWAYS", "NEVER")


def test_the_toml_says_when_it_ends():
    text = (ROOT / "railway.toml").read_text()
    head = text[: text.index("[build]")]
    assert "2026-12-01" in head
    assert ".railway/railway.ts" in head


def test_a_change_of_anything_in_the_image_deploys(toml: dict):
    patterns = toml["build"]["watchPatterns"]
    allowed = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.M)
    assert {"Sources", "Package.swift"} <= set(allowed)
    # What the manifest only names, and what is not in the binary, does not count.
    for name in set(allowed) - {"Tests", "Benchmarks", "Examples", "Fuzz"} | {"Dockerfile"}:
        assert name in patterns or f"{name}/**" in patterns, name


def test_there_is_time_to_drain_and_to_flush(toml: dict, described: dict):
    assert toml["deploy"]["drainingSeconds"] >= 2 * SHUTDOWN_SECONDS
    variables = described["env"]
    for variable, field in [
        ("RAILWAY_DEPLOYMENT_DRAINING_SECONDS", "drainingSeconds"),
        ("RAILWAY_DEPLOYMENT_OVERLAP_SECONDS", "overlapSeconds"),
        ("RAILWAY_HEALTHCHECK_TIMEOUT_SEC", "healthcheckTimeout"),
    ]:
        assert variables[variable] == str(toml["deploy"][field]), variable


def test_both_forms_name_the_same_health_check(toml: dict, described: dict):
    assert toml["deploy"]["healthcheckPath"] == described["healthcheck"] == "/health"
    assert toml["deploy"]["healthcheckTimeout"] == described["healthcheckTimeout"]


def test_both_forms_run_one_replica(toml: dict, described: dict):
    assert toml["deploy"]["numReplicas"] == described["replicas"] == 1


def test_the_service_is_told_its_environment_and_port(described: dict):
    assert described["env"]["APP_ENV"] == described["environment"]
    assert described["env"]["PORT"] == "8000"
    assert f"EXPOSE {described['env']['PORT']}" in (ROOT / "Dockerfile").read_text()


def test_a_volume_comes_with_a_user_that_can_write_to_it(described: dict):
    assert list(described["volumeMounts"]) == ["/data"]
    assert described["env"]["RAILWAY_RUN_UID"] == "0"


def test_no_form_holds_a_secret(described: dict):
    assert not [name for name in described["env"] if SECRET.search(name)]
    assert not SECRET.search((ROOT / "railway.toml").read_text().partition("[build]")[2])


def test_an_environment_without_settings_is_refused(tmp_path: Path):
    done = plan(tmp_path, "pr-12")
    assert done.returncode != 0
    assert "pr-12 has no settings file" in done.stderr


def test_the_image_stops_on_the_signal_that_railway_sends():
    assert "STOPSIGNAL SIGTERM" in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("host", ["::1", "127.0.0.1"])
def test_railway_s_health_check_is_answered_on_both_networks(
    traced: tuple[Product, Receiver], host: str
):
    reply = Client(traced[0].port, host=host).get("/health", {"Host": "healthcheck.railway.app"})
    assert reply.status == 200


def test_railway_s_facts_are_in_the_resource(make_product, receiver: Receiver):
    facts = {
        "RAILWAY_PROJECT_ID": "project-id",
        "RAILWAY_PROJECT_NAME": "gatewayz",
        "RAILWAY_SERVICE_NAME": "gatewayz-api",
        "RAILWAY_ENVIRONMENT_NAME": "development",
        "RAILWAY_DEPLOYMENT_ID": "deployment-id",
        "RAILWAY_REPLICA_ID": "replica-id",
        "RAILWAY_REPLICA_REGION": "europe-west4-drams3a",
        "RAILWAY_GIT_COMMIT_SHA": "abc1234",
    }
    make_product(facts, TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint).start()
    resource = receiver.wait_for_span(name="startup").resource
    assert resource["service.instance.id"] == "replica-id"
    assert resource["cloud.region"] == "europe-west4-drams3a"
    assert resource["service.version"] == "abc1234"
    assert resource["cloud.provider"] == "railway"
    assert resource["railway.project.name"] == "gatewayz"
    assert resource["railway.service.name"] == "gatewayz-api"
    assert resource["railway.environment.name"] == "development"
    assert resource["railway.deployment.id"] == "deployment-id"
    assert resource["vcs.ref.head.revision"] == "abc1234"
