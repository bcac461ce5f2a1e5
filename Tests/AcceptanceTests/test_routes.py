"""Every route of the contract: what it answers, and what is on every answer."""

import re
from email.utils import parsedate_to_datetime

import pytest
from harness.client import Client, Reply
from harness.product import Product, wait_for_tracing
from harness.providers import providers_file
from harness.receiver import Receiver

ROUTES = {
    "/": "/",
    "/health": "/health",
    "/api/monitoring/health": "/api/monitoring/health",
    "/api/monitoring/health/{provider}": "/api/monitoring/health/openai",
    "/api/monitoring/errors/{provider}": "/api/monitoring/errors/openai",
    "/metrics": "/metrics",
}
PATHS = list(ROUTES.values())
OUTCOMES = {
    "ok",
    "timeout",
    "network",
    "upstream_5xx",
    "invalid_response",
    "credential",
    "throttled",
    "client_fault",
}
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, traced: tuple[Product, Receiver]) -> Product:
    return traced[0]


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Product:
    """A product whose registry is known and silent, with tracing off."""
    folder = tmp_path_factory.mktemp("listed")
    entries = [
        {"name": "zeta", "probe": None},
        {"name": "google", "aliases": ["google-vertex"], "probe": None},
        {
            "name": "keyless",
            "probe": {
                "url": "http://127.0.0.1:9/",
                "auth": "bearer",
                "api_key_env": "KEYLESS_API_KEY",
            },
        },
    ]
    environment = {"PROVIDERS_FILE": providers_file(folder, *entries), "TEMPO_ENABLED": "false"}
    product = Product(folder, environment).start()
    yield product
    product.kill()
    product.assert_no_crash()


def assert_compact_json(reply: Reply) -> None:
    assert reply.text.endswith("\n")
    bare = re.sub(r'"(?:\\.|[^"\\])*"', '""', reply.text[:-1])
    assert not re.search(r"\s", bare), reply.text
    reply.json()


def assert_problem(reply: Reply, status: int) -> dict:
    assert reply.status == status, reply
    assert reply.header("Content-Type") == "application/problem+json"
    assert_compact_json(reply)
    problem = reply.json()
    assert set(problem) >= {"type", "title", "status", "detail", "trace_id"}
    assert problem["type"] == "about:blank"
    assert problem["status"] == status
    assert problem["title"] == reply.reason
    assert problem["trace_id"] == reply.trace_id
    assert problem["detail"].endswith((".", "`", "?", "!")) or " " in problem["detail"]
    return problem


def assert_carries_the_headers_of_every_reply(reply: Reply) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", reply.trace_id)
    assert re.fullmatch(r"[0-9a-f]{16}", reply.header("X-Span-Id") or "")
    assert re.fullmatch(r"[\x21-\x7e]{1,128}", reply.header("X-Request-Id") or "")
    assert parsedate_to_datetime(reply.header("Date") or "").tzinfo is not None
    if reply.status == 204:
        assert reply.header("Content-Length") is None
    else:
        assert reply.header("Content-Length") is not None


@pytest.mark.parametrize("path", [*PATHS, "/nowhere", "/api/monitoring/health/nobody"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "DELETE"])
def test_every_reply_carries_ids_date_and_length(product: Product, method: str, path: str):
    reply = Client(product.port).request(method, path)
    assert_carries_the_headers_of_every_reply(reply)
    if method == "GET":
        assert int(reply.header("Content-Length")) == len(reply.body)


def test_replies_carry_ids_with_tracing_off(listed: Product):
    assert_carries_the_headers_of_every_reply(listed.get("/health"))
    assert listed.get("/health").json()["tracing"]["state"] == "disabled"


def test_ids_differ_between_requests(product: Product):
    replies = [product.get("/health") for _ in range(20)]
    for name in ("X-Trace-Id", "X-Span-Id", "X-Request-Id"):
        assert len({reply.header(name) for reply in replies}) == 20


def test_the_trace_of_the_caller_goes_on(product: Product):
    reply = product.get("/health", {"traceparent": PARENT})
    assert reply.trace_id == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert reply.header("X-Span-Id") != "00f067aa0ba902b7"


@pytest.mark.parametrize("given", ["a", "req-1:2/3", "x" * 128])
def test_the_request_id_of_the_caller_is_kept(product: Product, given: str):
    assert product.get("/health", {"X-Request-Id": given}).header("X-Request-Id") == given


@pytest.mark.parametrize("given", ["", "x" * 129, "two words", "caf\u00e9"])
def test_an_unusable_request_id_is_replaced(product: Product, given: str):
    assert product.get("/health", {"X-Request-Id": given}).header("X-Request-Id") not in ("", given)


def test_root_lists_the_routes(product: Product):
    reply = product.get("/")
    assert_compact_json(reply)
    root = reply.json()
    assert root["service"] == "gatewayz-api"
    assert root["environment"] == "development"
    assert root["version"]
    assert root["docs"] == "/openapi.json"
    listed = {route["path"]: route for route in root["routes"]}
    assert set(ROUTES) <= set(listed)
    for path, concrete in ROUTES.items():
        assert listed[path]["method"] == "GET"
        assert listed[path]["summary"]
        assert product.get(concrete).status == 200


def test_health_says_what_is(product: Product, traced: tuple[Product, Receiver]):
    wait_for_tracing(product, "ok")
    reply = product.get("/health")
    assert (reply.status, reply.header("Content-Type")) == (200, "application/json")
    assert_compact_json(reply)
    health = reply.json()
    assert health["status"] == "healthy"
    assert health["service"] == "gatewayz-api"
    assert health["environment"] == "development"
    assert RFC3339.fullmatch(health["timestamp"])
    assert 0 < health["uptime_seconds"] < 600
    tracing = health["tracing"]
    assert tracing["endpoint"] == f"{traced[1].endpoint}/v1/traces"
    assert tracing["exported_spans"] >= 1
    assert tracing["dropped_spans"] == 0
    assert tracing["queued_spans"] >= 0
    assert RFC3339.fullmatch(tracing["last_success"])
    assert health["store"] == {"kind": "sqlite", "state": "ok", "durable": True}


def test_scores_are_null_without_evidence_in_registry_order(listed: Product):
    reply = listed.get("/api/monitoring/health")
    assert reply.text == '{"zeta":null,"google":null,"keyless":null}\n'
    assert listed.get("/api/monitoring/health?unknown=omit").text == "{}\n"
    assert listed.get("/api/monitoring/health?strange=1").text == reply.text


@pytest.mark.parametrize("flag", ["true", "1", "yes", "on"])
def test_detail_is_a_list_of_the_single_answers(listed: Product, flag: str):
    reply = listed.get(f"/api/monitoring/health?detail=false&detail={flag}")
    assert_compact_json(reply)
    assert [entry["provider"] for entry in reply.json()] == ["zeta", "google", "keyless"]
    for entry in reply.json():
        assert entry == listed.get(f"/api/monitoring/health/{entry['provider']}").json()


@pytest.mark.parametrize(
    ("query", "kind", "name"),
    [("detail=maybe", "bool_parsing", "detail"), ("unknown=maybe", "literal_error", "unknown")],
)
def test_a_bad_flag_is_422(listed: Product, query: str, kind: str, name: str):
    problem = assert_problem(listed.get(f"/api/monitoring/health?{query}"), 422)
    (error,) = problem["errors"]
    assert (error["type"], error["loc"], error["input"]) == (kind, ["query", name], "maybe")


def test_a_provider_without_evidence_is_unknown(listed: Product):
    detail = listed.get("/api/monitoring/health/zeta").json()
    assert detail | {"outcomes": None} == detail | {
        "provider": "zeta",
        "health_score": None,
        "status": "unknown",
        "last_updated": None,
        "window_seconds": 3600,
        "samples": 0,
        "success_rate": None,
        "latency_ms": {"p50": None, "p95": None, "p99": None},
        "outcomes": None,
    }
    assert detail["outcomes"] == dict.fromkeys(OUTCOMES, 0)


def test_a_provider_whose_key_is_unset_is_not_configured(listed: Product):
    assert listed.get("/api/monitoring/health/keyless").json()["status"] == "not_configured"


def test_an_alias_answers_with_the_canonical_name(listed: Product):
    assert listed.get("/api/monitoring/health/google-vertex").json()["provider"] == "google"
    assert listed.get("/api/monitoring/errors/google-vertex").json()["provider"] == "google"


def test_errors_are_empty_without_evidence(listed: Product):
    reply = listed.get("/api/monitoring/errors/zeta")
    assert reply.text == '{"provider":"zeta","errors":[]}\n'


@pytest.mark.parametrize("limit", ["1", "1000", "5000&limit=7"])
def test_a_good_limit_is_taken(listed: Product, limit: str):
    assert listed.get(f"/api/monitoring/errors/zeta?limit={limit}").status == 200


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("0", "greater_than_equal"),
        ("-1", "greater_than_equal"),
        ("1001", "less_than_equal"),
        ("abc", "int_parsing"),
        ("", "int_parsing"),
        ("1.5", "int_parsing"),
        ("99999999999999999999", None),
    ],
)
def test_a_bad_limit_is_422(listed: Product, given: str, kind: str | None):
    reply = listed.get(f"/api/monitoring/errors/zeta?limit={given}")
    (error,) = assert_problem(reply, 422)["errors"]
    assert error["loc"] == ["query", "limit"]
    assert error["input"] == given
    assert error["msg"]
    assert kind is None or error["type"] == kind


def test_a_limit_past_the_end_says_it_as_fastapi_does(listed: Product):
    reply = listed.get("/api/monitoring/errors/zeta?limit=1001")
    assert reply.json()["errors"] == [
        {
            "type": "less_than_equal",
            "loc": ["query", "limit"],
            "msg": "Input should be less than or equal to 1000",
            "input": "1001",
        }
    ]


@pytest.mark.parametrize("path", ["/api/monitoring/health/nobody", "/api/monitoring/errors/nobody"])
def test_an_unknown_provider_is_404_and_says_where_they_are(listed: Product, path: str):
    assert "/api/monitoring/health" in assert_problem(listed.get(path), 404)["detail"]


def test_an_unknown_path_is_404(product: Product):
    assert_problem(product.get("/nowhere"), 404)


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/health/", "/health"),
        ("/HEALTH", "/health"),
        ("/api/monitoring/health/", "/api/monitoring/health"),
        ("/Metrics", "/metrics"),
    ],
)
def test_a_near_miss_names_the_right_path(product: Product, path: str, right: str):
    assert right in assert_problem(product.get(path), 404)["detail"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_wrong_method_is_405_and_names_the_right_ones(product: Product, method: str, path: str):
    reply = Client(product.port).request(method, path, body=b"{}")
    assert_problem(reply, 405)
    allowed = {word.strip() for word in (reply.header("Allow") or "").split(",")}
    assert allowed == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_the_body(product: Product, path: str):
    head = Client(product.port).request("HEAD", path)
    get = Client(product.port).get(path)
    assert (head.status, head.body) == (200, b"")
    assert head.header("Content-Type") == get.header("Content-Type")
    assert head.header("Content-Length") is not None
    if path == "/":
        assert head.header("Content-Length") == get.header("Content-Length")


@pytest.mark.parametrize("path", PATHS)
def test_options_names_the_methods(product: Product, path: str):
    reply = Client(product.port).request("OPTIONS", path)
    assert reply.status in (200, 204)
    assert "GET" in (reply.header("Allow") or "")
    assert reply.body == b""


def test_serves_ipv6_and_ipv4(product: Product):
    assert Client(product.port, "::1").get("/health").status == 200
    assert Client(product.port, "127.0.0.1").get("/health").status == 200


def test_any_host_is_served(product: Product):
    assert product.get("/health", {"Host": "healthcheck.railway.app"}).status == 200
