"""Bad input at the start: each is a clear error with the right exit code, and nothing is lost."""

import json
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from harness.ports import free_port
from harness.product import run
from harness.waiting import eventually

USAGE, UNAVAILABLE, CANNOT_CREATE, CONFIGURATION = 64, 69, 73, 78


def start(folder: Path, code: int, *arguments: str, **environment: str) -> str:
    """Starts a server that must not start; returns what it says on stderr."""
    defaults = {"PORT": str(free_port()), "TEMPO_ENABLED": "false"}
    done = run(*arguments, environment=defaults | environment, folder=folder)
    assert done.returncode == code, f"{done.returncode}: {done.stderr}{done.stdout}"
    assert done.stderr.strip()
    assert "Foundation" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["frobnicate"], ["serve", "--nonsense"], ["serve", "--port", "abc"], ["serve", "--port"]],
)
def test_a_usage_error_exits_64(tmp_path: Path, arguments: list[str]):
    start(tmp_path, USAGE, *arguments)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("TEMPO_ENABLED", "perhaps"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("SHUTDOWN_TIMEOUT", "soon"),
        ("APP_ENV", "No Such Name!"),
        ("TEMPO_OTLP_HTTP_ENDPOINT", "ftp://tempo:4318"),
    ],
)
def test_a_bad_value_exits_78_and_names_the_variable(tmp_path: Path, name: str, value: str):
    environment = {"TEMPO_ENABLED": "true", "TEMPO_OTLP_HTTP_ENDPOINT": "http://127.0.0.1:9"}
    said = start(tmp_path, CONFIGURATION, "serve", **(environment | {name: value}))
    assert name in said


@pytest.mark.parametrize(
    "text", ["APP_ENV=staging\nBROKEN LINE\n", 'APP_ENV=staging\nA="unfinished\n']
)
def test_a_broken_dotenv_line_is_named(tmp_path: Path, text: str):
    (tmp_path / ".env.staging").write_text(text)
    said = start(tmp_path, CONFIGURATION, "serve", "--environment", "staging")
    assert ".env.staging" in said
    assert re.search(r"\b2\b", said)


def test_a_broken_env_file_is_named(tmp_path: Path):
    (tmp_path / "mine.env").write_text("=1\n")
    assert "mine.env" in start(tmp_path, CONFIGURATION, "serve", "--env-file", "mine.env")


PROBE = {"url": "http://127.0.0.1:9/", "auth": "none"}
PROVIDERS: list[tuple[str, Any, str]] = [
    ("no list", {}, "providers"),
    ("unknown key", {"providers": [{"name": "a", "colour": "red"}]}, "colour"),
    ("unknown probe key", {"providers": [{"name": "a", "probe": PROBE | {"x": 1}}]}, "x"),
    ("no name", {"providers": [{"probe": None}]}, "name"),
    ("bad name", {"providers": [{"name": "Open AI"}]}, "Open AI"),
    ("repeated name", {"providers": [{"name": "a"}, {"name": "a"}]}, "a"),
    ("repeated alias", {"providers": [{"name": "a"}, {"name": "b", "aliases": ["a"]}]}, "a"),
    ("no key", {"providers": [{"name": "a", "probe": PROBE | {"auth": "bearer"}}]}, "api_key_env"),
    (
        "user-info",
        {"providers": [{"name": "a", "probe": PROBE | {"url": "http://u:p@h/"}}]},
        "url",
    ),
    (
        "interval",
        {"providers": [{"name": "a", "probe": PROBE | {"interval_seconds": 0.01}}]},
        "interval_seconds",
    ),
    ("wrong type", {"providers": [{"name": 7}]}, "name"),
    ("too many", {"providers": [{"name": f"p{n}"} for n in range(201)]}, "200"),
]


@pytest.mark.parametrize(("case", "content", "named"), PROVIDERS, ids=[row[0] for row in PROVIDERS])
def test_a_wrong_providers_file_is_refused(tmp_path: Path, case: str, content: Any, named: str):
    path = tmp_path / "providers.json"
    path.write_text(json.dumps(content))
    said = start(tmp_path, CONFIGURATION, "serve", PROVIDERS_FILE=str(path))
    assert "providers.json" in said
    assert named in said


def test_a_providers_file_that_is_no_json_says_where(tmp_path: Path):
    (tmp_path / "providers.json").write_text('{\n  "providers": [,]\n}\n')
    said = start(tmp_path, CONFIGURATION, "serve", "--providers", "providers.json")
    assert "providers.json" in said
    assert re.search(r"\b2\b", said)


def test_a_missing_providers_file_is_named(tmp_path: Path):
    assert "nowhere.json" in start(
        tmp_path, CONFIGURATION, "serve", PROVIDERS_FILE="/nowhere/nowhere.json"
    )


def test_a_providers_file_may_have_comments(make_product):
    product = make_product(TEMPO_ENABLED="false")
    path = product.folder / "providers.json"
    path.write_text('// ours\n{"providers":[{"name":"a"} /* one */]}\n')
    product.environment["PROVIDERS_FILE"] = str(path)
    assert product.start().get("/api/monitoring/health").json() == {"a": None}


def test_a_taken_port_exits_69(tmp_path: Path):
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as taken:
        taken.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        taken.bind(("::", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert port in start(tmp_path, UNAVAILABLE, "serve", "--port", port)
        assert "--receive" in start(tmp_path, UNAVAILABLE, "pocket-tempo", "--receive", port)


def test_a_store_that_was_asked_for_and_cannot_be_written_exits_73(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    path = str(tmp_path / "file" / "gatewayz.db")
    said = start(tmp_path, CANNOT_CREATE, "serve", SQLITE_PATH=path)
    assert path in said
    assert "SQLITE_PATH" in said


def test_a_directory_in_place_of_the_store_exits_73(tmp_path: Path):
    (tmp_path / "folder").mkdir()
    said = start(tmp_path, CANNOT_CREATE, "serve", SQLITE_PATH="folder")
    assert "SQLITE_PATH: the store folder cannot be written" in said
    assert "no directory" in said


def test_the_default_store_that_cannot_be_written_is_memory(make_product):
    product = make_product(TEMPO_ENABLED="false")
    (product.folder / "data").write_text("in the way")
    product.start()
    eventually(lambda: product.health()["store"]["state"] == "degraded")
    store = product.health()["store"]
    assert store["durable"] is False
    assert (product.folder / "data").read_text() == "in the way"
    assert product.get("/api/monitoring/health").status == 200
    warnings = [line for line in product.log if line["level"] == "warn"]
    assert len([line for line in warnings if "memory" in line["message"]]) == 1


def test_a_store_in_memory_is_called_what_it_is(make_product):
    product = make_product(TEMPO_ENABLED="false", SQLITE_PATH=":memory:").start()
    store = product.health()["store"]
    assert store == {"kind": "memory", "state": "degraded", "durable": False}
    assert any("memory only" in line for line in product.messages())


def test_a_corrupt_database_is_set_aside(make_product):
    product = make_product(TEMPO_ENABLED="false")
    path = product.folder / "mine.db"
    rubbish = b"this is no database, but somebody's only copy\n" * 200
    path.write_bytes(rubbish)
    product.environment["SQLITE_PATH"] = str(path)
    product.start()
    eventually(lambda: product.health()["store"]["state"] == "ok")
    (aside,) = product.folder.glob("mine.db.corrupt-*")
    assert re.fullmatch(r"mine\.db\.corrupt-\d{10}", aside.name)
    assert aside.read_bytes() == rubbish
    assert path.read_bytes().startswith(b"SQLite format 3\0")
    eventually(lambda: [line for line in product.messages() if aside.name in line])


def test_an_empty_variable_is_unset(make_product):
    product = make_product(TEMPO_ENABLED="false", APP_ENV="", OTEL_SERVICE_NAME="").start()
    assert product.health()["environment"] == "development"
    assert product.health()["service"] == "gatewayz-api"
