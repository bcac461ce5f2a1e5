"""The document of the API against the running server, both ways."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from harness.client import Reply, exchange
from harness.product import Product
from harness.providers import Provider, entry, providers_file
from harness.waiting import eventually

REAL = {"{provider}": "openai"}
TOO_MUCH = "a" * 20000
# What any request may come to, whatever its path. 408 and 503 are proved where time and numbers
# of connections are: test_http.py and the tests of HTTPServer.
EVERYWHERE = {
    "400": "GET {path}%zz HTTP/1.1\r\nHost: a\r\n\r\n",
    "413": "GET {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n",
    "414": "GET {path}?" + TOO_MUCH + " HTTP/1.1\r\nHost: a\r\n\r\n",
    "417": "GET {path} HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n",
    "431": "GET {path} HTTP/1.1\r\nHost: a\r\nA: " + TOO_MUCH + "\r\n\r\n",
    "501": "GET {path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    "505": "GET {path} HTTP/1.9\r\nHost: a\r\n\r\n",
}
ELSEWHERE = {"408", "503"}


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory):
    """A server with a provider that answers, one that fails, and one that nobody has heard of."""
    good, bad = Provider(), Provider(status=500)
    folder = tmp_path_factory.mktemp("openapi")
    entries = [entry("openai", good.url), entry("groq", bad.url), {"name": "xai", "probe": None}]
    path = providers_file(folder, *entries)
    made = Product(folder, {"TEMPO_ENABLED": "false", "PROVIDERS_FILE": str(path)})
    made.start()
    eventually(lambda: made.get("/api/monitoring/errors/groq").json()["errors"], timeout=45)
    yield made
    made.kill()
    made.assert_no_crash()
    good.close()
    bad.close()


@pytest.fixture(scope="module")
def document(product: Product) -> dict[str, Any]:
    reply = product.get("/openapi.json")
    assert (reply.status, reply.header("Content-Type")) == (200, "application/json")
    return reply.json()


def test_schemathesis_finds_nothing(product: Product, tmp_path: Path):
    tool = Path(sys.executable).parent / "st"
    url = f"http://127.0.0.1:{product.port}/openapi.json"
    done = subprocess.run(
        [tool, "run", url, "--max-examples", "25", "--seed", "20261121", "--continue-on-failure"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_front_page_names_the_document_and_its_routes(
    product: Product, document: dict[str, Any]
):
    root = product.get("/").json()
    assert root["docs"] == "/openapi.json"
    assert [route["path"] for route in root["routes"]] == list(document["paths"])


def check(reply: Reply, document: dict[str, Any], path: str, method: str = "get") -> str:
    """Holds a reply to what the document says of it; returns its status."""
    status = str(reply.status)
    said = document["paths"][path][method]["responses"]
    assert status in said, f"{method} {path} answered {status}, which is not in the document"
    described = resolve(said[status], document)
    for name in described["headers"]:
        value = reply.header(name)
        assert value is not None, f"{name} is missing"
        schema = document["components"]["headers"][name]["schema"]
        assert jsonschema_rs.is_valid(schema, value), f"{name}: {value}"
    content = described.get("content")
    if method != "head" and content:
        (media, body) = next(iter(content.items()))
        assert (reply.header("Content-Type") or "").split(";")[0] == media
        value = reply.json() if media.endswith("json") else reply.text
        whole = body["schema"] | {"components": document["components"]}
        jsonschema_rs.validate(whole, value)
    else:
        assert reply.body == b""
    return status


def resolve(part: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    reference = part.get("$ref")
    if reference is None:
        return part
    _, components, kind, name = reference.split("/")
    return document[components][kind][name]


def requests_of(path: str) -> list[tuple[str, dict[str, str]]]:
    """Targets and fields that bring about every status that the route has of its own."""
    real = re.sub(r"{\w+}", lambda found: REAL[found[0]], path)
    made = [(real, {}), (real, {"If-None-Match": "*"}), (real, {"If-Match": '"a"'})]
    if path.endswith("{provider}"):
        made += [(real.replace("openai", name), {}) for name in ["groq", "xai", "nobody", "a%5Cb"]]
    queries = ["detail=1", "detail=x", "unknown=omit", "unknown=x", "limit=1", "limit=0", "a=b"]
    made += [(f"{real}?{query}", {}) for query in queries]
    return made


def test_every_status_of_a_route_occurs_and_no_other(product: Product, document: dict[str, Any]):
    for path, operations in document["paths"].items():
        assert list(operations) == ["get", "head", "options"]
        for method, operation in operations.items():
            seen = set()
            for target, fields in requests_of(path):
                reply = product.client.request(method.upper(), target, fields)
                seen.add(check(reply, document, path, method))
            said = set(operation["responses"]) - set(EVERYWHERE) - ELSEWHERE
            assert seen == said, f"{method} {path}"


def test_the_statuses_of_any_request_occur_on_every_path(
    product: Product, document: dict[str, Any]
):
    for path in document["paths"]:
        real = re.sub(r"{\w+}", lambda found: REAL[found[0]], path)
        for status, request in EVERYWHERE.items():
            (reply,) = exchange(product.port, request.replace("{path}", real).encode())
            assert check(reply, document, path) == status


def test_every_other_method_is_refused(product: Product, document: dict[str, Any]):
    for path in document["paths"]:
        real = re.sub(r"{\w+}", lambda found: REAL[found[0]], path)
        for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"]:
            reply = product.client.request(method, real)
            assert (reply.status, reply.header("Allow")) == (405, "GET, HEAD, OPTIONS")


def test_every_documented_query_parameter_is_read(product: Product, document: dict[str, Any]):
    for path, operations in document["paths"].items():
        real = re.sub(r"{\w+}", lambda found: REAL[found[0]], path)
        for parameter in operations["get"].get("parameters", []):
            if parameter["in"] == "query":
                refused = product.get(f"{real}?{parameter['name']}=!")
                assert refused.status == 422
                assert refused.json()["errors"][0]["loc"] == ["query", parameter["name"]]
