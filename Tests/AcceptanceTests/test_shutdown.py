"""The end: what is in flight is finished, what is buffered is sent, a second signal is obeyed."""

import re
import signal
import socket
import time

import pytest
from harness import spool
from harness.client import Client, is_closed_by_peer
from harness.otlp import ERROR
from harness.providers import Provider, entry, providers_file
from harness.receiver import HANG, Receiver
from harness.waiting import eventually


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_flushes_every_span_and_exits_0(make_product, receiver: Receiver, number: int):
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY="60000"
    ).start()
    ids = {(r.trace_id, r.header("X-Span-Id")) for r in (product.get("/health") for _ in range(50))}
    product.process.send_signal(number)
    assert product.wait() == 0
    keys = [span.key for span in receiver.accepted]
    assert ids <= set(keys)
    assert len(keys) == len(set(keys))


def test_idle_connections_do_not_delay_the_end(make_product):
    product = make_product(TEMPO_ENABLED="false", SHUTDOWN_TIMEOUT="15").start()
    idle = Client(product.port)
    idle.get("/health")
    with socket.create_connection(("127.0.0.1", product.port)) as half:
        half.sendall(b"GET /health HTTP/1.1\r\nHost:")
        eventually(lambda: product.get("/health").status == 200)
        begun = time.monotonic()
        assert product.terminate() == 0
        assert time.monotonic() - begun < 8
        assert is_closed_by_peer(half)


def test_the_end_is_bounded_and_what_was_left_over_is_counted(make_product, receiver: Receiver):
    receiver.mode = HANG
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        OTEL_BSP_SCHEDULE_DELAY="60000",
        SHUTDOWN_TIMEOUT="1",
    ).start()
    for _ in range(3):
        product.get("/health")
    begun = time.monotonic()
    assert product.terminate() == 0
    assert time.monotonic() - begun < 8
    (kept,) = re.findall(r" (\d+) wait on disk$", product.messages()[-1])
    assert int(kept) == len(spool.keys(product.folder / "data/spool")) >= 7


def test_what_the_end_cuts_off_is_not_the_clients_doing(make_product, receiver: Receiver):
    product = make_product(TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, SHUTDOWN_TIMEOUT="1").start()
    with socket.create_connection(("127.0.0.1", product.port)) as late:
        late.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
        eventually(lambda: product.metrics().value("http_server_active_requests") == 2)
        assert product.terminate() == 0
        assert is_closed_by_peer(late)
    (span,) = [span for span in receiver.accepted if span.name == "GET /"]
    assert (span.attributes["error.type"], span.status) == ("shutdown", ERROR)
    assert "http.response.status_code" not in span.attributes


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_it_at_once(make_product, receiver: Receiver, number: int):
    receiver.mode = HANG
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        OTEL_BSP_SCHEDULE_DELAY="60000",
        SHUTDOWN_TIMEOUT="60",
    ).start()
    product.get("/health")
    product.process.send_signal(number)
    eventually(lambda: receiver.batches)  # The flush has begun, and hangs.
    time.sleep(0.2)
    assert product.process.poll() is None
    product.process.send_signal(number)
    assert product.wait(5) in (128 + number, -number)


def test_no_new_connection_is_taken_and_the_log_says_goodbye(make_product):
    product = make_product(TEMPO_ENABLED="false").start()
    assert product.terminate() == 0
    with pytest.raises(OSError, match="refused"):
        Client(product.port).get("/health")
    assert len(product.log) >= 2


def test_the_store_is_flushed(make_product, tmp_path):
    broken = Provider(status=500)
    product = make_product(
        TEMPO_ENABLED="false", PROVIDERS_FILE=providers_file(tmp_path, entry("one", broken.url))
    ).start()
    path = "/api/monitoring/errors/one?limit=1000"
    eventually(lambda: len(product.get(path).json()["errors"]) >= 3, timeout=45)
    before = product.get(path).json()["errors"]
    assert product.terminate() == 0
    broken.close()
    product.start()
    after = eventually(lambda: product.get(path).json()["errors"])
    assert [error for error in before if error not in after] == []
