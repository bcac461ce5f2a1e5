"""`check` and `healthcheck`: the questions that are asked before and beside the server."""

import fcntl
import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from harness.ports import free_port
from harness.product import BINARY, ROOT, run

FILES = (".env.staging", ".env.production")
ENDPOINT = "TEMPO_OTLP_HTTP_ENDPOINT"


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    """A folder that holds the two committed files."""
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def replace(path: Path, name: str, value: str) -> str:
    """Sets one variable of a file and returns the line that stood there."""
    lines = path.read_text().splitlines()
    (index,) = [i for i, line in enumerate(lines) if line.startswith(f"{name}=")]
    old, lines[index] = lines[index], f"{name}={value}"
    path.write_text("\n".join(lines) + "\n")
    return old.partition("=")[2]


def test_all_passes_on_the_committed_files(committed: Path):
    done = run("check", "--environment", "all", folder=committed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "staging" in done.stdout
    assert "production" in done.stdout


def test_a_report_is_whole_though_its_reader_is_slow_and_the_pipe_does_not_block(committed: Path):
    command = ("check", "--environment", "all", "--json")
    whole = run(*command, folder=committed).stdout
    readable, writable = os.pipe()
    assert fcntl.fcntl(writable, fcntl.F_SETPIPE_SZ, 4096) < len(whole)
    os.set_blocking(writable, False)
    process = subprocess.Popen(
        [BINARY, *command],
        env={"PATH": os.environ["PATH"], "HOME": str(committed)},
        cwd=committed,
        stdin=subprocess.DEVNULL,
        stdout=writable,
    )
    os.close(writable)
    read = b""
    while some := os.read(readable, 1000):
        read += some
        time.sleep(0.01)
    os.close(readable)
    assert process.wait(20) == 0
    assert read.decode("utf-8") == whole


def test_all_does_not_read_the_process_environment(committed: Path):
    environment = {"APP_ENV": "production", "SENTRY_ENVIRONMENT": "staging"}
    done = run("check", "--environment", "all", environment=environment, folder=committed)
    assert done.returncode == 0, done.stdout + done.stderr


def test_swapped_endpoints_fail_with_the_remedy(committed: Path):
    staging, production = (committed / name for name in FILES)
    theirs = replace(staging, ENDPOINT, "http://tempo.production.railway.internal:4318")
    replace(production, ENDPOINT, theirs)
    done = run("check", "--environment", "all", folder=committed)
    assert done.returncode == 1
    assert ENDPOINT in done.stdout
    assert "production" in done.stdout
    assert "staging" in done.stdout


def test_one_tempo_for_both_fails(committed: Path):
    for name in FILES:
        replace(committed / name, ENDPOINT, "http://traces.invalid:4318")
    done = run("check", "--environment", "all", folder=committed)
    assert done.returncode == 1
    assert ENDPOINT in done.stdout


def test_reports_as_json(committed: Path):
    done = run("check", "--environment", "all", "--json", folder=committed)
    assert done.returncode == 0, done.stdout + done.stderr
    text = json.dumps(json.loads(done.stdout))
    assert ENDPOINT in text
    replace(committed / FILES[0], ENDPOINT, "http://tempo.production.railway.internal:4318")
    done = run("check", "--environment", "all", "--json", folder=committed)
    assert done.returncode == 1
    json.loads(done.stdout)


def test_every_setting_is_shown_with_its_source_and_no_secret(committed: Path):
    secrets = {
        "SUPABASE_KEY": "topsecret-one",
        "SENTRY_DSN": "https://topsecret-two@sentry.invalid/1",
        "GRAFANA_TEMPO_API_KEY": "topsecret-three",
        "INGEST_TOKEN": "topsecret-four",
        "OTEL_EXPORTER_OTLP_HEADERS": "authorization=topsecret-five",
    }
    done = run("check", "--environment", "staging", environment=secrets, folder=committed)
    assert "topsecret" not in done.stdout + done.stderr
    assert "http://tempo.staging.railway.internal:4318" in done.stdout
    assert ".env.staging" in done.stdout
    assert "SUPABASE_KEY" in done.stdout


def test_variables_of_another_environment_are_not_read(committed: Path):
    environment = {"APP_ENV": "production", "SERVICE_VERSION": "from-the-process"}
    done = run("check", "--environment", "staging", environment=environment, folder=committed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "from-the-process" not in done.stdout


def test_all_problems_are_told_at_once(tmp_path: Path):
    environment = {"PORT": "eighty", "TEMPO_ENABLED": "perhaps", "LOG_LEVEL": "loud"}
    done = run("check", environment=environment, folder=tmp_path)
    assert done.returncode == 1
    for name in environment:
        assert name in done.stdout


def test_a_warning_is_no_failure(tmp_path: Path):
    environment = {"OTEL_SERVICE_NAME": "one", "SERVICE_NAME": "two"}
    done = run("check", environment=environment, folder=tmp_path)
    assert done.returncode == 0
    assert "OTEL_SERVICE_NAME" in done.stdout


def test_healthcheck_knows_a_server_from_none(make_product):
    product = make_product(TEMPO_ENABLED="false").start()
    port = {"PORT": str(product.port)}
    assert run("healthcheck", environment=port, folder=product.folder).returncode == 0
    nobody = {"PORT": str(free_port())}
    assert run("healthcheck", environment=nobody, folder=product.folder).returncode == 1


@pytest.mark.parametrize("command", ["--help", "serve --help", "check --help", "dev --help"])
def test_helps(tmp_path: Path, command: str):
    done = run(*command.split(), folder=tmp_path)
    assert done.returncode == 0
    assert "USAGE" in done.stdout
