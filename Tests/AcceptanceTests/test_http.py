"""The wire itself: framing, limits, refusals, pipelining, and whose connection lives on."""

import gzip
import socket
import time

import pytest
from harness.client import Client, exchange, is_closed_by_peer, read_reply
from harness.product import Product
from harness.receiver import Receiver
from test_routes import assert_carries_the_headers_of_every_reply, assert_problem

HEALTH = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture(scope="module")
def product(traced: tuple[Product, Receiver]) -> Product:
    return traced[0]


BAD_REQUESTS = {
    "no version": (b"GET /health\r\n\r\n", 400),
    "two spaces": (b"GET  /health HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "no host": (b"GET /health HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    "space before colon": (b"GET /health HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n", 400),
    "folded header": (b"GET /health HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", 400),
    "nul in a value": (b"GET /health HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 400),
    "lone carriage return": (b"GET /health HTTP/1.1\r\nHost: a\r\nX: 1\r2\r\n\r\n", 400),
    "two lengths": (
        b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        400,
    ),
    "length and chunked": (
        b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n",
        400,
    ),
    "negative length": (b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
    "signed length": (b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400),
    "chunked not last": (
        b"POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
        400,
    ),
    "another major version": (b"GET /health HTTP/2.0\r\nHost: a\r\n\r\n", 505),
    "garbage": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "long request line": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    "long head": (
        b"GET /health HTTP/1.1\r\nHost: a\r\n" + b"X-Long: " + b"a" * 20000 + b"\r\n\r\n",
        431,
    ),
    "many fields": (b"GET /health HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * 101 + b"\r\n", 431),
    "large body": (
        b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n",
        413,
    ),
}


@pytest.mark.parametrize("name", list(BAD_REQUESTS))
def test_a_bad_request_is_refused_and_the_connection_closed(product: Product, name: str):
    data, status = BAD_REQUESTS[name]
    with socket.create_connection(("127.0.0.1", product.port), timeout=10) as connection:
        connection.sendall(data)
        reply = read_reply(connection.makefile("rb"))
        assert_problem(reply, status)
        assert_carries_the_headers_of_every_reply(reply)
        assert (reply.header("Connection") or "").lower() == "close"
        assert is_closed_by_peer(connection)
    assert product.get("/health").status == 200


@pytest.mark.parametrize("size", [1, 7, len(HEALTH) - 1])
def test_a_request_may_come_in_pieces(product: Product, size: int):
    with socket.create_connection(("127.0.0.1", product.port), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(HEALTH), size):
            connection.sendall(HEALTH[start : start + size])
            time.sleep(0.002)
        assert read_reply(connection.makefile("rb")).status == 200


def test_pipelined_requests_are_answered_in_order(product: Product):
    requests = b"".join(
        b"GET %s HTTP/1.1\r\nHost: a\r\nX-Request-Id: r%d\r\n\r\n" % (path, index)
        for index, path in enumerate([b"/health", b"/nowhere", b"/metrics", b"/"] * 8)
    )
    replies = exchange(product.port, requests, replies=32)
    assert [reply.header("X-Request-Id") for reply in replies] == [f"r{i}" for i in range(32)]
    assert [reply.status for reply in replies] == [200, 404, 200, 200] * 8


def test_a_body_is_read_past(product: Product):
    request = b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde"
    replies = exchange(product.port, request + HEALTH, replies=2)
    assert [reply.status for reply in replies] == [405, 200]


def test_a_chunked_body_is_read_past(product: Product):
    request = (
        b"POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\nabc\r\n0\r\n\r\n"
    )
    replies = exchange(product.port, request + HEALTH, replies=2)
    assert [reply.status for reply in replies] == [405, 200]


@pytest.mark.parametrize(
    ("version", "headers", "lives"),
    [
        (b"1.1", b"", True),
        (b"1.1", b"Connection: close\r\n", False),
        (b"1.0", b"", False),
        (b"1.0", b"Connection: keep-alive\r\n", True),
    ],
)
def test_the_connection_lives_as_long_as_agreed(
    product: Product, version: bytes, headers: bytes, lives: bool
):
    request = b"GET /health HTTP/%s\r\nHost: a\r\n%s\r\n" % (version, headers)
    with socket.create_connection(("127.0.0.1", product.port), timeout=10) as connection:
        connection.sendall(request)
        stream = connection.makefile("rb")
        assert read_reply(stream).status == 200
        if lives:
            connection.sendall(HEALTH)
            assert read_reply(stream).status == 200
        else:
            assert is_closed_by_peer(connection)


def test_a_head_that_never_ends_is_closed_in_time(make_product):
    product = make_product(TEMPO_ENABLED="false", SERVER_HEADER_TIMEOUT="0.3").start()
    with socket.create_connection(("127.0.0.1", product.port), timeout=10) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\n")
        assert is_closed_by_peer(connection, timeout=8)


def test_metrics_are_gzipped_where_asked(product: Product):
    plain = product.get("/metrics")
    assert plain.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8"
    assert plain.header("Content-Encoding") is None
    zipped = product.get("/metrics", {"Accept-Encoding": "gzip"})
    assert zipped.header("Content-Encoding") == "gzip"
    assert b"# TYPE http_server_request_duration_seconds histogram" in gzip.decompress(zipped.body)
    refused = product.get("/metrics", {"Accept-Encoding": "gzip;q=0"})
    assert refused.header("Content-Encoding") is None


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer nonsense"])
def test_metrics_ignore_authorization(product: Product, value: str):
    assert product.get("/metrics", {"Authorization": value}).status == 200


def test_many_connections_at_once(product: Product):
    clients = [Client(product.port) for _ in range(200)]
    assert {client.get("/health").status for client in clients} == {200}
    for client in clients:
        client.close()
