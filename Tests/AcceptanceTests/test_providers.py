"""The main job: three real providers, three true scores, and errors that outlive a power cut."""

import time

import pytest
from harness.product import Product
from harness.providers import Provider, entry, providers_file, refused_url
from harness.waiting import eventually

NAMES = ["healthy", "broken", "absent"]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory):
    """A product that probes a healthy, a broken and an absent provider five times a second."""
    folder = tmp_path_factory.mktemp("three")
    healthy = Provider(delay=0.005)  # Below half a millisecond, 0 would be shown.
    broken = Provider(status=500, body=b'{"error":"key=topsecret is broken"}')
    environment = {
        "TEMPO_ENABLED": "false",
        "PROVIDERS_FILE": providers_file(
            folder,
            entry("healthy", healthy.url),
            entry("broken", broken.url),
            entry("absent", refused_url()),
        ),
    }
    product = Product(folder, environment).start()
    yield product
    product.kill()
    healthy.close()
    broken.close()


def scored(product: Product) -> dict[str, int]:
    """The scores, once every provider has one."""

    def look() -> dict[str, int]:
        scores = product.get("/api/monitoring/health").json()
        assert None not in scores.values(), scores
        return scores

    return eventually(look, timeout=45, pause=0.2)


def detail(product: Product, name: str) -> dict:
    return product.get(f"/api/monitoring/health/{name}").json()


def errors(product: Product, name: str, limit: int = 1000) -> list[dict]:
    return product.get(f"/api/monitoring/errors/{name}?limit={limit}").json()["errors"]


def test_three_providers_have_three_true_scores(three: Product):
    scores = scored(three)
    assert list(scores) == NAMES
    assert scores == {"healthy": 100, "broken": 0, "absent": 0}
    assert [detail(three, name)["status"] for name in NAMES] == [
        "healthy",
        "unhealthy",
        "unhealthy",
    ]


def test_the_evidence_is_shown(three: Product):
    scored(three)
    for name, outcome in zip(NAMES, ["ok", "upstream_5xx", "network"], strict=True):
        shown = detail(three, name)
        assert shown["samples"] == shown["outcomes"][outcome] == sum(shown["outcomes"].values())
        assert shown["samples"] >= 3
        assert shown["success_rate"] == (1 if name == "healthy" else 0)
        assert shown["last_updated"] is not None
    latency = detail(three, "healthy")["latency_ms"]
    assert 0 < latency["p50"] <= latency["p95"] <= latency["p99"] < 5000


def test_errors_carry_their_class_newest_first(three: Product):
    scored(three)
    assert errors(three, "healthy") == []
    for name, kind, status in [("broken", "upstream_5xx", 500), ("absent", "network", None)]:
        found = errors(three, name)
        assert len(found) >= 3
        assert {error["class"] for error in found} == {kind}
        assert {error["status"] for error in found} == {status}
        assert {error["source"] for error in found} == {"probe"}
        assert {error["model"] for error in found} == {None}
        assert all(error["error"] and len(error["error"]) <= 500 for error in found)
        assert all(error["latency_ms"] >= 0 for error in found)
        times = [error["timestamp"] for error in found]
        assert times == sorted(times, reverse=True)
        assert len(errors(three, name, limit=2)) == 2
    assert "topsecret" not in three.get("/api/monitoring/errors/broken").text


def test_metrics_tell_the_same(three: Product):
    scored(three)
    metrics = three.metrics()
    assert metrics.value("provider_health_score", provider="healthy") == 100
    assert metrics.value("provider_health_score", provider="broken") == 0
    for name, status in zip(NAMES, ["healthy", "unhealthy", "unhealthy"], strict=True):
        assert metrics.value("provider_status", provider=name, status=status) == 1
        assert metrics.total("provider_status", provider=name) == 1
    broken = {"provider": "broken", "outcome": "upstream_5xx", "source": "probe"}
    assert metrics.value("provider_outcomes_total", **broken) >= 3
    assert metrics.total("provider_request_duration_seconds_count", provider="healthy") >= 3
    last = metrics.value("provider_last_evidence_timestamp_seconds", provider="healthy")
    assert abs(last - time.time()) < 60


def test_errors_and_windows_survive_a_power_cut(three: Product):
    scored(three)
    before = {name: errors(three, name) for name in ("broken", "absent")}
    samples = detail(three, "healthy")["samples"]
    time.sleep(1.2)  # All that is older than a second is on the disk by promise.
    three.kill()
    three.start()
    for name, old in before.items():
        assert 0 < len(old) < 900, "the newest 1,000 are kept: too many to compare"
        new = eventually(lambda name=name: errors(three, name), timeout=10)
        assert [error for error in old if error not in new] == []
    assert eventually(lambda: detail(three, "healthy")["samples"] >= samples, timeout=10)
    assert scored(three)["healthy"] == 100


def test_a_provider_that_recovers_is_seen(make_product, tmp_path):
    provider = Provider(status=503)
    product = make_product(
        TEMPO_ENABLED="false",
        PROVIDERS_FILE=providers_file(tmp_path, entry("changing", provider.url)),
    ).start()
    assert scored(product) == {"changing": 0}
    provider.status = 200
    eventually(lambda: detail(product, "changing")["health_score"] > 0, timeout=20)
    provider.status = 503
    eventually(lambda: detail(product, "changing")["health_score"] <= 49, timeout=20)
    provider.close()


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, "credential"), (402, "credential"), (429, "throttled"), (404, "client_fault")],
)
def test_a_status_is_classified(make_product, tmp_path, status: int, kind: str):
    provider = Provider(status=status)
    product = make_product(
        TEMPO_ENABLED="false",
        PROVIDERS_FILE=providers_file(tmp_path, entry("one", provider.url, interval=0.1)),
    ).start()
    eventually(lambda: detail(product, "one")["outcomes"][kind] >= 3, timeout=45)
    shown = detail(product, "one")
    counted = kind == "credential"
    assert shown["health_score"] == (0 if counted else None)
    assert shown["samples"] == (shown["outcomes"][kind] if counted else 0)
    provider.close()


def test_a_slow_provider_times_out_and_the_key_is_sent_but_never_shown(make_product, tmp_path):
    provider = Provider(delay=5)
    slow = entry("slow", provider.url)
    slow["probe"] |= {"timeout_seconds": 0.1, "auth": "bearer", "api_key_env": "SLOW_API_KEY"}
    product = make_product(
        TEMPO_ENABLED="false",
        PROVIDERS_FILE=providers_file(tmp_path, slow),
        SLOW_API_KEY="sk-very-secret",
    ).start()
    eventually(lambda: detail(product, "slow")["outcomes"]["timeout"] >= 3, timeout=45)
    assert provider.requests[0]["authorization"] == "Bearer sk-very-secret"
    shown = product.get("/api/monitoring/errors/slow").text + product.get("/metrics").text
    assert "very-secret" not in shown + product.stdout + product.stderr
    assert errors(product, "slow")[0]["class"] == "timeout"
    provider.close()
