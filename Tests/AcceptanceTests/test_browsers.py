"""What browsers, caches and a proxy in front see: validators, security fields, CORS, Forwarded."""

import pytest
from harness.client import Reply, exchange
from harness.product import Product
from harness.receiver import Receiver
from test_traces import server_span

SNAPSHOTS = ["/", "/openapi.json", "/api/monitoring/health", "/api/monitoring/health/openai"]
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SITE = "https://dashboard.example"


@pytest.fixture(scope="module")
def product(traced: tuple[Product, Receiver]) -> Product:
    return traced[0]


def lines(reply: Reply) -> dict[str, str]:
    """The fields of a reply by name, those of one name joined."""
    found: dict[str, str] = {}
    for name, value in reply.headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def test_every_reply_carries_the_security_fields(product: Product):
    replies = [product.get(path) for path in [*SNAPSHOTS, "/health", "/metrics", "/nowhere"]]
    replies.append(product.client.request("OPTIONS", "/health"))
    replies.append(product.client.request("POST", "/health"))
    replies += exchange(product.port, b"GET /health HTTP/1.1\r\n\r\n")
    for reply in replies:
        for name, value in SECURITY.items():
            assert reply.header(name) == value
        assert reply.header("Server") is None
        assert reply.header("Strict-Transport-Security") is None


@pytest.mark.parametrize("path", ["/health", "/metrics", "/api/monitoring/errors/openai", "/x"])
def test_what_changes_by_itself_is_not_kept(product: Product, path: str):
    reply = product.get(path)
    assert reply.header("Cache-Control") == "no-store"
    assert reply.header("ETag") is None


@pytest.mark.parametrize("path", SNAPSHOTS)
def test_a_snapshot_is_sent_once(product: Product, path: str):
    first = product.get(path)
    tag = first.header("ETag")
    assert tag is not None
    assert first.header("Cache-Control") == "no-cache"
    for method in ["GET", "HEAD"]:
        again = product.client.request(method, path, {"If-None-Match": f'"other", W/{tag}'})
        assert (again.status, again.body) == (304, b"")
        assert (again.header("ETag"), again.header("Cache-Control")) == (tag, "no-cache")
        assert again.header("Content-Length") is None
        assert again.header("Date") is not None
    assert product.get(path, {"If-None-Match": '"other"'}).body == first.body
    assert product.get(path, {"If-Match": tag}).status == 200
    assert product.get(path, {"If-Match": f"W/{tag}"}).status == 412


@pytest.mark.parametrize(
    ("lines_sent", "coding"),
    [
        ([], None),
        ([""], None),
        (["gzip"], "gzip"),
        (["*"], "gzip"),
        (["gzip;q=0.001"], "gzip"),
        (["gzip;q=1.000, br"], "gzip"),
        (["gzip;q=0"], None),
        (["gzip;q=0.000, *"], None),
        (["gzip;q=1.5"], None),
        (["gzip;q=0.1234"], None),
        (["*;q=0"], None),
        (["identity;q=0"], None),
        (["identity;q=0, gzip"], "gzip"),
        (["br", "gzip"], "gzip"),
        (["gzip;q=x", "deflate"], None),
    ],
)
def test_a_coding_is_chosen_by_weight(product: Product, lines_sent: list[str], coding: str | None):
    fields = "".join(f"Accept-Encoding: {value}\r\n" for value in lines_sent)
    request = f"GET /metrics HTTP/1.1\r\nHost: a\r\nAccept: x/y;q=0\r\n{fields}\r\n"
    (reply,) = exchange(product.port, request.encode())
    assert (reply.status, reply.header("Content-Encoding")) == (200, coding)
    assert reply.header("Vary") == "Accept-Encoding"


def test_different_bodies_have_different_tags(product: Product):
    paths = [*SNAPSHOTS, "/api/monitoring/health?detail=1", "/api/monitoring/health?unknown=omit"]
    assert len({product.get(path).header("ETag") for path in paths}) == len(paths)


def test_without_the_setting_no_other_site_may_read(product: Product):
    for fields in [{"Origin": SITE}, {"Origin": SITE, "Access-Control-Request-Method": "GET"}]:
        for method in ["GET", "OPTIONS"]:
            named = lines(product.client.request(method, "/health", fields))
            assert not [name for name in named if name.startswith("access-control-")]
            assert "vary" not in named


def test_the_sites_that_are_set_may_read(make_product):
    product = make_product(
        TEMPO_ENABLED="false", CORS_ALLOWED_ORIGINS=f"https://a.example,{SITE}"
    ).start()
    for path, status in [("/health", 200), ("/metrics", 200), ("/", 200), ("/nowhere", 404)]:
        reply = product.get(path, {"Origin": SITE})
        named = lines(reply)
        assert reply.status == status
        assert named["access-control-allow-origin"] == SITE
        assert "X-Trace-Id" in named["access-control-expose-headers"]
        assert "Origin" in named["vary"].split(", ")
        assert "access-control-allow-credentials" not in named
    for origin in ["https://b.example", "null", f"{SITE}.evil.example", SITE.upper(), ""]:
        named = lines(product.get("/health", {"Origin": origin}))
        assert not [name for name in named if name.startswith("access-control-")], origin
        assert named["vary"] == "Origin"
    again = product.get("/", {"Origin": SITE, "If-None-Match": "*"})
    assert (again.status, lines(again)["access-control-allow-origin"]) == (304, SITE)


def test_a_preflight_is_answered(make_product):
    product = make_product(TEMPO_ENABLED="false", CORS_ALLOWED_ORIGINS=SITE).start()
    asked = {
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "x-request-id",
    }
    reply = product.client.request("OPTIONS", "/api/monitoring/health", {"Origin": SITE} | asked)
    named = lines(reply)
    assert (reply.status, reply.body) == (204, b"")
    assert named["access-control-allow-origin"] == SITE
    assert "GET" in named["access-control-allow-methods"].split(", ")
    allowed = named["access-control-allow-headers"].lower().split(", ")
    assert {"x-request-id", "traceparent", "authorization", "if-none-match"} <= set(allowed)
    assert int(named["access-control-max-age"]) > 0
    stranger = product.client.request(
        "OPTIONS", "/api/monitoring/health", {"Origin": "https://evil.example"} | asked
    )
    assert "access-control-allow-methods" not in lines(stranger)


def test_every_site_may_read_where_all_may(make_product):
    product = make_product(TEMPO_ENABLED="false", CORS_ALLOWED_ORIGINS="*").start()
    named = lines(product.get("/health", {"Origin": "https://anybody.example"}))
    assert named["access-control-allow-origin"] == "*"
    assert "vary" not in named


FORWARDED = {
    "X-Forwarded-For": "198.51.100.7, 203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "api.example:8443",
}


@pytest.mark.parametrize(
    ("environment", "fields", "client", "scheme", "host"),
    [
        ({}, FORWARDED | {"X-Real-IP": "203.0.113.5"}, "127.0.0.1", "http", "127.0.0.1"),
        ({"TRUST_FORWARDED": "true"}, FORWARDED, "203.0.113.9", "https", "api.example"),
        (
            {"TRUST_FORWARDED": "true"},
            FORWARDED | {"X-Real-IP": "2001:db8::1"},
            "2001:db8::1",
            "https",
            "api.example",
        ),
        (
            {"TRUST_FORWARDED": "true"},
            {"X-Real-IP": "dead", "X-Forwarded-Proto": "gopher", "X-Forwarded-Host": "a b"},
            "127.0.0.1",
            "http",
            "127.0.0.1",
        ),
        (
            {"RAILWAY_PROJECT_ID": "p", "RAILWAY_ENVIRONMENT_NAME": "development"},
            {"X-Real-IP": "203.0.113.5", "X-Forwarded-Proto": "https"},
            "203.0.113.5",
            "https",
            "127.0.0.1",
        ),
    ],
)
def test_a_proxy_is_believed_where_it_may_be(
    make_product,
    receiver: Receiver,
    environment: dict[str, str],
    fields: dict[str, str],
    client: str,
    scheme: str,
    host: str,
):
    product = make_product(
        {"TEMPO_OTLP_HTTP_ENDPOINT": receiver.endpoint, "OTEL_BSP_SCHEDULE_DELAY": "50"}
        | environment
    ).start()
    reply = product.get("/health", fields)
    attributes = server_span(receiver, reply).attributes
    assert attributes["client.address"] == client
    assert attributes["url.scheme"] == scheme
    assert attributes["server.address"] == host
    assert attributes["network.peer.address"] == "127.0.0.1"
    wanted = f'url_scheme="{scheme}"'
    page = product.get("/metrics").text
    assert [line for line in page.splitlines() if wanted in line and "/health" in line]
