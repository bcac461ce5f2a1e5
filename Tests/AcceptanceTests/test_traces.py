"""What arrives at the receiver, decoded by the OpenTelemetry project's own classes."""

import pytest
from harness.client import Client, Reply, exchange
from harness.otlp import CLIENT, ERROR, INTERNAL, SERVER, UNSET, Span
from harness.ports import is_listening
from harness.product import Product, wait_for_tracing
from harness.providers import Provider, entry, providers_file, refused_url
from harness.receiver import Receiver
from harness.waiting import eventually

TRACE = "4bf92f3577b34da6a3ce929d0e0e47"
PARENT_SPAN = "00f067aa0ba902b7"
INTERNAL_SPANS = [
    ("/health", "/health", "health_check", {}),
    ("/api/monitoring/health", "/api/monitoring/health", "get_provider_health", {}),
    (
        "/api/monitoring/health/openai",
        "/api/monitoring/health/{provider}",
        "get_provider_health_detail",
        {"provider": "openai"},
    ),
    (
        "/api/monitoring/errors/openai?limit=7",
        "/api/monitoring/errors/{provider}",
        "get_provider_errors",
        {"provider": "openai", "limit": 7},
    ),
    (
        "/api/monitoring/errors/openai?limit=x",
        "/api/monitoring/errors/{provider}",
        "get_provider_errors",
        {"provider": "openai"},
    ),
    (
        "/api/monitoring/health/" + "n" * 70,
        "/api/monitoring/health/{provider}",
        "get_provider_health_detail",
        {"provider": "n" * 64},
    ),
]


def trace(receiver: Receiver, reply: Reply) -> list[Span]:
    """All spans of the reply's trace, once its SERVER span has arrived."""
    receiver.wait_for_span(span_id=reply.header("X-Span-Id"))
    return receiver.spans(trace_id=reply.trace_id)


def server_span(receiver: Receiver, reply: Reply) -> Span:
    (span,) = [span for span in trace(receiver, reply) if span.kind == SERVER]
    return span


def test_the_first_span_is_the_startup(traced: tuple[Product, Receiver]):
    product, receiver = traced
    wait_for_tracing(product, "ok")
    span = receiver.accepted[0]
    assert (span.name, span.kind, span.parent_id) == ("startup", INTERNAL, "")
    assert len(receiver.spans(name="startup")) == 1


def test_the_start_is_told_before_a_request_that_waited_for_it(make_product, receiver: Receiver):
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY="100"
    ).start(wait=False)
    eventually(lambda: is_listening(product.port), pause=0.001)  # The loops may not run yet.
    assert trace(receiver, product.get("/health"))
    assert receiver.accepted[0].name == "startup"


def test_exports_are_addressed_and_typed(traced: tuple[Product, Receiver]):
    product, receiver = traced
    wait_for_tracing(product, "ok")
    batch = receiver.batches[0]
    assert batch.path == "/v1/traces"
    assert batch.headers["content-type"] == "application/x-protobuf"
    assert "OTel-OTLP-Exporter" in batch.headers["user-agent"]


def test_the_resource_says_who_speaks(traced: tuple[Product, Receiver]):
    product, receiver = traced
    span = receiver.wait_for_span(name="startup")
    resource = span.resource
    assert resource["service.name"] == "gatewayz-api"
    assert resource["service.version"] == product.health()["version"]
    assert resource["service.namespace"] == "gatewayz"
    assert resource["service.instance.id"]
    assert resource["deployment.environment.name"] == "development"
    assert resource["deployment.environment"] == "development"
    assert resource["telemetry.sdk.language"] == "swift"
    assert resource["telemetry.sdk.name"]
    assert resource["telemetry.sdk.version"]
    assert resource["process.pid"] == product.process.pid
    assert resource["host.name"]
    assert span.scope


@pytest.mark.parametrize(("path", "route", "name", "attributes"), INTERNAL_SPANS)
def test_a_request_is_a_server_span_around_an_internal_one(
    traced: tuple[Product, Receiver], path: str, route: str, name: str, attributes: dict
):
    product, receiver = traced
    number = INTERNAL_SPANS.index((path, route, name, attributes))
    trace_id = f"{TRACE}{number:02x}"
    headers = {
        "traceparent": f"00-{trace_id}-{PARENT_SPAN}-01",
        "tracestate": "vendor=1,other=2",
        "User-Agent": "acceptance/1",
    }
    reply = product.get(path, headers)
    spans = trace(receiver, reply)
    (server,) = [span for span in spans if span.kind == SERVER]
    (internal,) = [span for span in spans if span.kind == INTERNAL]
    assert len(spans) == 2
    assert server.name == f"GET {route}"
    assert (server.trace_id, server.parent_id) == (trace_id, PARENT_SPAN)
    assert server.span_id == reply.header("X-Span-Id")
    assert server.trace_state == "vendor=1,other=2"
    assert internal.name == name
    assert internal.parent_id == server.span_id
    assert internal.attributes == attributes
    assert server.status == UNSET
    assert server.start <= internal.start <= internal.end <= server.end
    assert server.end - server.start < 5_000_000_000
    assert server.attributes["http.request.method"] == "GET"
    assert server.attributes["http.route"] == route
    assert server.attributes["url.path"] == path.partition("?")[0]
    assert server.attributes["url.scheme"] == "http"
    assert server.attributes["http.response.status_code"] == reply.status
    assert server.attributes["user_agent.original"] == "acceptance/1"
    assert server.attributes.get("url.query") == (path.partition("?")[2] or None)
    assert "http.method" not in server.attributes


def test_requests_that_repeat_or_take_turns_are_each_told_apart(
    make_product, receiver: Receiver, tmp_path
):
    known = [entry("openai", None), entry("anthropic", None)]
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        OTEL_BSP_SCHEDULE_DELAY="100",
        PROVIDERS_FILE=providers_file(tmp_path, *known),
    ).start()
    asked = [
        ("/api/monitoring/health/openai", {"User-Agent": "poller/1"}),
        ("/api/monitoring/health/openai", {"User-Agent": "poller/1"}),
        ("/api/monitoring/health/anthropic", {"User-Agent": "poller/1"}),
        ("/api/monitoring/health/anthropic", {"User-Agent": "poller/2"}),
        ("/api/monitoring/health/openai?limit=7", {"User-Agent": "poller/2"}),
        ("/api/monitoring/health/nobody", {"Host": "elsewhere:81"}),
        ("/api/monitoring/health/nobody", {"Host": "elsewhere:81"}),
        ("/api/monitoring/health/openai", {"User-Agent": "poller/1"}),
    ]
    # Why so many: each loop keeps the description of its last request, and has two clients here.
    clients = [Client(product.port, source=f"127.0.0.{last}") for last in (1, 1, 2, 2)]
    said = [
        (client, path, headers, client.get(path, headers))
        for path, headers in asked
        for client in clients
    ]
    assert len({reply.header("X-Span-Id") for *_, reply in said}) == len(said)
    for client, path, headers, reply in said:
        spans = trace(receiver, reply)
        (server,) = [span for span in spans if span.kind == SERVER]
        (internal,) = [span for span in spans if span.kind == INTERNAL]
        provider = path.partition("?")[0].rpartition("/")[2]
        told = server.attributes
        assert internal.attributes == {"provider": provider}
        assert told["url.path"] == path.partition("?")[0]
        assert told.get("url.query") == (path.partition("?")[2] or None)
        assert told.get("user_agent.original") == headers.get("User-Agent")
        assert told["server.address"] == headers.get("Host", "127.0.0.1").partition(":")[0]
        assert told["client.address"] == told["network.peer.address"] == client.source
        assert told["http.response.status_code"] == (404 if provider == "nobody" else 200)


@pytest.mark.parametrize("extra", [0, 1])
def test_a_text_of_a_request_is_cut_at_its_limit(traced: tuple[Product, Receiver], extra: int):
    product, receiver = traced
    path, agent = "/" + "p" * (1023 + extra), "a" * (1024 + extra)
    server = server_span(receiver, product.get(path, {"User-Agent": agent}))
    assert server.attributes["url.path"] == path[:1024]
    assert server.attributes["user_agent.original"] == agent[:1024]


@pytest.mark.parametrize("path", ["/", "/metrics"])
def test_other_routes_have_no_internal_span(traced: tuple[Product, Receiver], path: str):
    product, receiver = traced
    (span,) = trace(receiver, product.get(path))
    assert (span.name, span.kind, span.parent_id) == (f"GET {path}", SERVER, "")


def test_an_unmatched_path_has_no_route(traced: tuple[Product, Receiver]):
    product, receiver = traced
    (span,) = trace(receiver, product.get("/nowhere/at/all"))
    assert span.name == "GET"
    assert "http.route" not in span.attributes
    assert (span.status, span.attributes["http.response.status_code"]) == (UNSET, 404)


def test_a_request_that_does_not_parse_is_traced(traced: tuple[Product, Receiver]):
    product, receiver = traced
    (reply,) = exchange(product.port, b"NONSENSE\r\nX-Real-IP: 1.2.3.4\r\n\r\n")
    span = server_span(receiver, reply)
    assert (span.name, span.attributes["http.request.method"]) == ("HTTP", "_OTHER")
    assert span.attributes["http.response.status_code"] == 400
    addresses = {span.attributes[f"{who}.address"] for who in ("client", "network.peer")}
    assert addresses == {"127.0.0.1"}
    assert span.attributes["network.peer.port"] > 0


@pytest.mark.parametrize(
    "header",
    [
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
        "nonsense",
    ],
)
def test_a_bad_traceparent_begins_a_new_trace(traced: tuple[Product, Receiver], header: str):
    product, receiver = traced
    reply = product.get("/health", {"traceparent": header, "tracestate": "a=1"})
    span = server_span(receiver, reply)
    assert (span.parent_id, span.trace_state) == ("", "")
    assert span.trace_id not in header.lower()


def test_an_unsampled_parent_is_obeyed(traced: tuple[Product, Receiver]):
    product, receiver = traced
    trace_id = "a" * 32
    reply = product.get("/health", {"traceparent": f"00-{trace_id}-{PARENT_SPAN}-00"})
    assert reply.trace_id == trace_id
    trace(receiver, product.get("/health"))  # A later request has arrived,
    assert receiver.spans(trace_id=trace_id) == []  # so the earlier one never will.


def test_an_alias_is_traced_under_the_canonical_name(make_product, receiver: Receiver, tmp_path):
    google = entry("google", None, aliases=["google-vertex"])
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        OTEL_BSP_SCHEDULE_DELAY="100",
        PROVIDERS_FILE=providers_file(tmp_path, google),
    ).start()
    spans = trace(receiver, product.get("/api/monitoring/health/google-vertex"))
    (internal,) = [span for span in spans if span.kind == INTERNAL]
    assert internal.attributes == {"provider": "google"}


def test_old_attribute_names_are_added_on_request(make_product, receiver: Receiver):
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        OTEL_BSP_SCHEDULE_DELAY="100",
        OTEL_SEMCONV_STABILITY_OPT_IN="http/dup",
    ).start()
    span = server_span(receiver, product.get("/health?limit=5&key=sk-secret"))
    assert span.attributes["http.method"] == span.attributes["http.request.method"] == "GET"
    assert span.attributes["http.status_code"] == 200
    # What the API does not read may be a secret that somebody pasted, so its value stays out.
    assert span.attributes["http.target"] == "/health?limit=5&key=REDACTED"
    assert span.attributes["url.query"] == "limit=5&key=REDACTED"
    (reply,) = exchange(product.port, b"NONSENSE\r\n\r\n")
    span = server_span(receiver, reply)
    assert span.attributes["http.method"] == span.attributes["http.request.method"] == "_OTHER"
    assert span.attributes["http.status_code"] == 400


def test_nothing_but_the_startup_is_exported_when_sampling_is_off(make_product, receiver: Receiver):
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        OTEL_BSP_SCHEDULE_DELAY="100",
        OTEL_TRACES_SAMPLER="always_off",
    ).start()
    wait_for_tracing(product, "ok")
    for _ in range(5):
        assert len(product.get("/health").trace_id) == 32
    assert product.terminate() == 0
    assert [span.name for span in receiver.accepted] == ["startup"]


def test_probes_are_client_spans_that_carry_on(make_product, receiver: Receiver, tmp_path):
    healthy = Provider()
    broken = Provider(status=500)
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        OTEL_BSP_SCHEDULE_DELAY="100",
        PROVIDERS_FILE=providers_file(
            tmp_path,
            entry("healthy", healthy.url),
            entry("broken", broken.url),
            entry("absent", refused_url()),
        ),
        OTEL_TRACES_SAMPLER="probability",
    ).start()
    probes = {
        name: receiver.wait_for_span(40, kind=CLIENT, attributes=_About(url))
        for name, url in [("healthy", healthy.url), ("broken", broken.url)]
    }
    for name, provider in [("healthy", healthy), ("broken", broken)]:
        span = probes[name]
        parents = [request["traceparent"] for request in provider.requests]
        (parent,) = [p for p in parents if p.startswith(f"00-{span.trace_id}-{span.span_id}-")]
        assert int(parent[-2:], 16) & 1, "the sampled flag is told to the provider"
        assert span.attributes["http.request.method"] == "GET"
        assert span.attributes["server.address"] == "127.0.0.1"
        assert span.attributes["server.port"] == int(provider.url.split(":")[2].split("/")[0])
    assert probes["healthy"].status == UNSET
    assert probes["broken"].status == ERROR
    assert probes["broken"].attributes["error.type"] == "500"
    eventually(lambda: any("db.system.name" in span.attributes for span in receiver.accepted))
    store = next(span for span in receiver.accepted if "db.system.name" in span.attributes)
    assert (store.kind, store.attributes["db.system.name"]) == (CLIENT, "sqlite")
    assert {span.trace_state for span in [store, *probes.values()]} == {"ot=th:0"}
    assert {span.flags for span in [store, *probes.values()]} == {0x103}, "sampled and random"
    assert not [span for span in receiver.accepted if receiver.endpoint in str(span.attributes)]
    assert product.health()["tracing"]["dropped_spans"] == 0
    healthy.close()
    broken.close()


class _About:
    """Equal to the attributes of a request for this URL."""

    def __init__(self, url: str):
        self.url = url

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and other.get("url.full") == self.url

    __hash__ = None


def test_exporter_headers_go_to_an_otel_endpoint_only(make_product, receiver: Receiver):
    headers = {"OTEL_EXPORTER_OTLP_HEADERS": "x-key=a%20b", "OTEL_BSP_SCHEDULE_DELAY": "100"}
    otel = make_product(headers, OTEL_EXPORTER_OTLP_ENDPOINT=receiver.endpoint).start()
    receiver.wait_for_span(name="startup")
    assert receiver.batches[-1].headers["x-key"] == "a b"
    assert receiver.batches[-1].path == "/v1/traces"
    otel.terminate()
    receiver.batches.clear()
    make_product(headers, TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint + "/v1/traces").start()
    receiver.wait_for_span(name="startup")
    assert "x-key" not in receiver.batches[-1].headers
    assert receiver.batches[-1].path == "/v1/traces"


def test_the_endpoint_is_shown_without_its_credentials(make_product, receiver: Receiver):
    endpoint = f"http://user:hunter2@127.0.0.1:{receiver.port}"
    product = make_product(TEMPO_OTLP_HTTP_ENDPOINT=endpoint).start()
    wait_for_tracing(product, "ok")
    assert product.health()["tracing"]["endpoint"] == f"{receiver.endpoint}/v1/traces"
    assert "hunter2" not in product.stdout + product.stderr + product.get("/metrics").text
    assert receiver.batches[0].headers["authorization"].startswith("Basic ")


def test_clients_may_share_one_trace(traced: tuple[Product, Receiver]):
    product, receiver = traced
    parent = f"00-{'b' * 32}-{PARENT_SPAN}-01"
    replies = [Client(product.port).get("/health", {"traceparent": parent}) for _ in range(5)]
    for reply in replies:
        receiver.wait_for_span(span_id=reply.header("X-Span-Id"))
    spans = receiver.spans(trace_id="b" * 32)
    assert len({span.span_id for span in spans}) == 10
