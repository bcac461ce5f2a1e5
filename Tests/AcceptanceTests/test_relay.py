"""Trace context through the relay, as the W3C's own test service asks of an implementation: what is
valid goes on, what is not begins a new trace, and a bad tracestate costs the tracestate alone."""

import json
import re
from collections.abc import Iterator

import pytest
from harness.receiver import Receiver
from harness.relay import Echo, Headers, Relay
from harness.waiting import eventually

TRACE = "12345678901234567890123456789012"
PARENT = "1234567890123456"
GOOD = f"00-{TRACE}-{PARENT}-01"
FORM = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


class Driver:
    def __init__(self, relay: Relay, echo: Echo) -> None:
        self.relay = relay
        self.echo = echo

    def send(self, *headers: tuple[str, str]) -> "Seen":
        """One request through the relay; what arrived behind it."""
        self.echo.received.clear()
        order = [{"url": f"{self.echo.url}/callback", "arguments": [{"n": 1}]}]
        status, body = self.relay.post(list(headers), json.dumps(order).encode())
        assert (status, body) == (200, "[200]\n")
        assert len(self.echo.received) == 1
        arrived, arguments = self.echo.received[0]
        assert arguments == [{"n": 1}]
        return Seen(arrived)


class Seen:
    def __init__(self, headers: Headers) -> None:
        parents = [value for name, value in headers if name == "traceparent"]
        assert len(parents) == 1
        whole = FORM.fullmatch(parents[0])
        assert whole, parents[0]
        self.trace, self.parent, self.flags = whole.groups()
        assert int(self.trace, 16)
        assert int(self.parent, 16)
        states = [value for name, value in headers if name == "tracestate"]
        members = [member.strip(" \t") for member in ",".join(states).split(",")]
        self.members = [member for member in members if member]
        self.baggage = [value for name, value in headers if name == "baggage"]

    @property
    def goes_on(self) -> bool:
        return self.trace == TRACE and self.parent != PARENT


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    echo, relay = Echo(), Relay()
    yield Driver(relay, echo)
    assert relay.stop() == 0
    echo.close()


def test_a_request_without_context_begins_a_trace(driver: Driver):
    one, two = driver.send(), driver.send()
    assert one.trace != two.trace
    assert one.members == []


@pytest.mark.parametrize("name", ["traceparent", "TraceParent", "TrAcEpArEnT", "TRACEPARENT"])
def test_a_traceparent_goes_on_whatever_the_case_of_its_name(driver: Driver, name: str):
    seen = driver.send((name, GOOD))
    assert seen.goes_on
    assert int(seen.flags, 16) & 1


def test_an_unsampled_trace_stays_unsampled(driver: Driver):
    seen = driver.send(("traceparent", f"00-{TRACE}-{PARENT}-00"))
    assert seen.goes_on
    assert not int(seen.flags, 16) & 1


def test_the_random_flag_goes_on_and_unknown_ones_do_not(driver: Driver):
    assert driver.send(("traceparent", f"00-{TRACE}-{PARENT}-03")).flags == "03"
    assert driver.send(("traceparent", f"00-{TRACE}-{PARENT}-ff")).flags == "03"
    assert driver.send(("traceparent", f"00-{TRACE}-{PARENT}-01")).flags == "01"


@pytest.mark.parametrize("blanks", [" {}", "\t{}", "{} ", "{}\t", "\t {} \t"])
def test_white_space_around_a_traceparent_is_no_part_of_it(driver: Driver, blanks: str):
    assert driver.send(("traceparent", blanks.format(GOOD))).goes_on


@pytest.mark.parametrize(
    "value",
    [f"cc-{TRACE}-{PARENT}-01", f"cc-{TRACE}-{PARENT}-01-what-the-future-will-be-like"],
)
def test_a_later_version_is_read_as_far_as_this_one_goes(driver: Driver, value: str):
    assert driver.send(("traceparent", value)).goes_on


@pytest.mark.parametrize(
    "value",
    [
        "",
        f"00-{TRACE}-{PARENT}-01.",
        f"00-{TRACE}-{PARENT}-01-what-the-future-will-be-like",
        f"cc-{TRACE}-{PARENT}-01.what-the-future-will-be-like",
        f"ff-{TRACE}-{PARENT}-01",
        f".0-{TRACE}-{PARENT}-01",
        f"0.-{TRACE}-{PARENT}-01",
        f"000-{TRACE}-{PARENT}-01",
        f"0000-{TRACE}-{PARENT}-01",
        f"0-{TRACE}-{PARENT}-01",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-.{TRACE[1:]}-{PARENT}-01",
        f"00-{TRACE[:-1]}.-{PARENT}-01",
        f"00-{TRACE}3-{PARENT}-01",
        f"00-{TRACE[:-1]}-{PARENT}-01",
        f"00-{'ABCDEFABCDEFABCDEFABCDEFABCDEF12'}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-.{PARENT[1:]}-01",
        f"00-{TRACE}-{PARENT[:-1]}.-01",
        f"00-{TRACE}-{PARENT}7-01",
        f"00-{TRACE}-{PARENT[:-1]}-01",
        f"00-{TRACE}-{PARENT}-.0",
        f"00-{TRACE}-{PARENT}-0.",
        f"00-{TRACE}-{PARENT}-001",
        f"00-{TRACE}-{PARENT}-1",
        f"00-{TRACE}-{PARENT}-",
        f"00-{TRACE}-{PARENT}",
    ],
)
def test_a_bad_traceparent_begins_a_new_trace_and_costs_the_tracestate(driver: Driver, value: str):
    seen = driver.send(("traceparent", value), ("tracestate", "foo=1"))
    assert seen.trace != TRACE
    assert seen.members == []


def test_two_traceparents_are_none(driver: Driver):
    other = f"00-{TRACE[::-1]}-{PARENT}-01"
    seen = driver.send(("traceparent", GOOD), ("traceparent", other), ("tracestate", "foo=1"))
    assert seen.trace not in (TRACE, TRACE[::-1])
    assert seen.members == []


def test_a_tracestate_alone_is_dropped(driver: Driver):
    assert driver.send(("tracestate", "foo=1")).members == []


def full(count: int) -> str:
    return ",".join(f"bar{number:02}={number}" for number in range(count))


LETTERS = "".join(map(chr, range(ord("a"), ord("z") + 1)))
EVERY_VALUE = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in ",=")
EVERY_BYTE = f"{LETTERS}0123456789_-*/={EVERY_VALUE.strip()}"


@pytest.mark.parametrize(
    ("lines", "members"),
    [
        (["foo=1,bar=2"], ["foo=1", "bar=2"]),
        (
            ["foo=1,bar=2", "rojo=1,congo=2", "baz=3"],
            ["foo=1", "bar=2", "rojo=1", "congo=2", "baz=3"],
        ),
        (["foo=1", ""], ["foo=1"]),
        (["", "foo=1"], ["foo=1"]),
        (["foo=1,,,bar=2"], ["foo=1", "bar=2"]),
        (["foo=1 \t , \t bar=2, \t baz=3"], ["foo=1", "bar=2", "baz=3"]),
        (["foo=1\t \t,\t \tbar=2,\t \tbaz=3"], ["foo=1", "bar=2", "baz=3"]),
        ([" foo=1"], ["foo=1"]),
        (["\tfoo=1 \t"], ["foo=1"]),
        ([EVERY_BYTE], [EVERY_BYTE]),
        ([f"{LETTERS}0123456789_-*/@a-z0-9_-*/=1"], [f"{LETTERS}0123456789_-*/@a-z0-9_-*/=1"]),
        ([full(32)], full(32).split(",")),
        ([f"foo=1,{'z' * 256}=1"], ["foo=1", f"{'z' * 256}=1"]),
        ([f"foo={'v' * 256}"], [f"foo={'v' * 256}"]),
        (["0foo=1"], ["0foo=1"]),
    ],
)
def test_a_tracestate_goes_on_in_order(driver: Driver, lines: list[str], members: list[str]):
    seen = driver.send(("traceparent", GOOD), *(("tracestate", line) for line in lines))
    assert seen.goes_on
    assert seen.members == members


@pytest.mark.parametrize("name", ["tracestate", "TraceState", "TrAcEsTaTe", "TRACESTATE"])
def test_the_case_of_its_name_does_not_matter(driver: Driver, name: str):
    assert driver.send(("traceparent", GOOD), (name, "foo=1")).members == ["foo=1"]


@pytest.mark.parametrize(
    "value",
    [
        "foo =1",
        "FOO=1",
        "foo.bar=1",
        "@foo=1,bar=2",
        "_foo=1",
        "foo",
        "=1",
        "foo=bar=baz",
        "foo=,bar=3",
        full(33),
        f"foo=1,{'z' * 257}=1",
        f"foo={'v' * 257}",
    ],
)
def test_a_bad_tracestate_costs_the_tracestate_alone(driver: Driver, value: str):
    seen = driver.send(("traceparent", GOOD), ("tracestate", value))
    assert seen.goes_on
    assert seen.members == []


@pytest.mark.parametrize("lines", [["foo=1,foo=1"], ["foo=1,foo=2"], ["foo=1", "foo=2"]])
def test_a_repeated_key_is_passed_on_once_at_most(driver: Driver, lines: list[str]):
    seen = driver.send(("traceparent", GOOD), *(("tracestate", line) for line in lines))
    assert seen.goes_on
    assert len(seen.members) <= 1


def test_baggage_goes_on(driver: Driver):
    seen = driver.send(("traceparent", GOOD), ("baggage", "tenant=acme,tier=gold%20plus"))
    members = [member.strip() for line in seen.baggage for member in line.split(",")]
    assert sorted(members) == ["tenant=acme", "tier=gold%20plus"]


def test_every_order_is_its_own_span_and_failures_are_told(receiver: Receiver):
    echo, relay = Echo(), Relay(f"{receiver.endpoint}/v1/traces")
    orders = [
        {"url": f"{echo.url}/a?token=hush".replace("//", "//me:hush@"), "arguments": []},
        {"url": f"{echo.url}/503", "arguments": {"x": 1.5}},
        {"url": "http://127.0.0.1:1/closed", "arguments": None},
        {"url": "me:hush@127.0.0.1:1/bare", "arguments": None},
        {"url": "http:/me:hush@127.0.0.1:1/slash", "arguments": None},
    ]
    assert relay.post([("traceparent", GOOD)], json.dumps(orders).encode()) == (
        200,
        "[200,503,null,null,null]\n",
    )
    assert [arguments for _, arguments in echo.received] == [[], {"x": 1.5}]
    passed_on = [Seen(headers) for headers, _ in echo.received]
    assert len({seen.parent for seen in passed_on}) == 2
    eventually(lambda: len(receiver.accepted) == 6)
    server = next(span for span in receiver.accepted if span.name == "POST /test")
    clients = [span for span in receiver.accepted if span.name == "POST"]
    assert server.parent_id == PARENT
    assert {span.trace_id for span in clients} == {TRACE}
    assert {span.parent_id for span in clients} == {server.span_id}
    shown = {span.attributes["url.full"] for span in clients}
    assert f"{echo.url}/a".replace("//", "//REDACTED:REDACTED@") in shown
    hidden = "REDACTED:REDACTED@127.0.0.1:1"
    assert {f"{hidden}/bare", f"http:/{hidden}/slash"} < shown
    assert not any("hush" in url for url in shown)
    (refused,) = [s for s in clients if s.attributes.get("http.response.status_code") == 503]
    assert refused.attributes["error.type"] == "503"
    assert {seen.parent for seen in passed_on} < {span.span_id for span in clients}
    assert relay.stop() == 0
    echo.close()


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'[{"url":"http://x/"}]', b'[{"arguments":1}]', b"[1]"]
)
def test_what_is_no_list_of_orders_is_refused(driver: Driver, body: bytes):
    status, text = driver.relay.post([], body)
    assert status == 400
    assert "JSON array" in text
