"""Mutated requests: what we accept, h11 accepts too, with equal framing."""

import random
import re
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field

import h11
import pytest
from harness.product import ROOT

ECHO_SERVER = ROOT / ".build/debug/EchoServer"
SEED = 20261121
MUTATIONS = 8000
SENTINEL = b"GET /sentinel HTTP/1.1\r\nHost: sentinel\r\n\r\n"

VALID = [
    b"GET /x?q=1&r=%20 HTTP/1.1\r\nHost: a:80\r\nUser-Agent: u\r\nAccept: */*\r\n\r\n",
    b"GET http://example.com/a/b?c HTTP/1.1\r\nHost: example.com\r\nConnection: x\r\n\r\n",
    b'HEAD / HTTP/1.1\r\nHost: [::1]:8000\r\nIf-None-Match: "e"\r\n\r\n',
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /y HTTP/1.0\r\nConnection: keep-alive\r\nX: \xe4\t\r\n\r\n",
    b"\r\nDELETE /z HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
    b"POST /p HTTP/1.1\r\nhost: a\r\nContent-Length: 0005\r\nContent-Type: a/b\r\n\r\nhello",
    b"PUT /p HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
    b"POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
    b"PATCH /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
    b'A;n=v;w="q\\""\r\n0123456789\r\n00\r\nTrailer: t\r\nHost: b\r\n\r\n',
    b"GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\nok",
]
PIECES = [
    *(b"\r", b"\n", b"\r\n", b"\r\n\r\n", b" ", b"\t", b"\0", b":", b",", b";", b"\x7f", b"\xff"),
    *(b"0", b"-1", b"+", b"0x", b"99999999999999999999", b"ffffffffffffffff", b"\r\n "),
    *(b"Content-Length: 3\r\n", b"Content-Length: 3, 3\r\n", b"Transfer-Encoding: chunked\r\n"),
    *(b"Transfer-Encoding: gzip, chunked\r\n", b"Host: b\r\n", b"Connection: close\r\n"),
    *(b"0\r\n\r\n", b"1\r\nx\r\n", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/1.2", b"GET / HTTP/1.1\r\n"),
    *(b"//", b"/../", b"%2F", b"#", b"?", b"@", b"[", b"]", b"\\", b"X: y\r\n", b"X : y\r\n"),
]


@dataclass
class Message:
    """A request as one side understood it; a field or part that is absent is None."""

    method: bytes
    target: bytes
    body: bytes
    fields: dict[str, bytes | None] = field(default_factory=dict)
    authority: bytes | None = None


UNDECIDED = Message(b"", b"", b"")


@dataclass
class Reply:
    status: int
    closes: bool
    told: Message | None


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The real server with routes that tell what they were asked."""
    assert ECHO_SERVER.exists(), f"{ECHO_SERVER} is missing: run `swift build` first"
    process = subprocess.Popen(
        [ECHO_SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="ascii"
    )
    assert process.stdin is not None
    assert process.stdout is not None
    yield int(process.stdout.readline())
    process.stdin.close()
    assert process.wait(10) == 0


def test_the_valid_requests_are_accepted_by_both(port: int):
    for data in VALID:
        assert compare(port, data, cuts=[]) >= 1, data


def test_what_is_accepted_is_framed_as_h11_frames_it(port: int):
    chance = random.Random(SEED)
    accepted = refused = 0
    for number in range(MUTATIONS):
        data = mutated(chance)
        cuts = sorted(chance.randrange(len(data)) for _ in range(chance.choice([0, 0, 1, 2])))
        try:
            messages = compare(port, data, cuts)
        except AssertionError as error:
            raise AssertionError(f"mutation {number}, {data!r} cut at {cuts}: {error}") from None
        accepted += messages > 0
        refused += messages == 0
    # Why: mutations that are all refused, or all accepted, would compare nothing.
    assert accepted > MUTATIONS / 20, accepted
    assert refused > MUTATIONS / 20, refused


def mutated(chance: random.Random) -> bytes:
    data = chance.choice(VALID)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        start = chance.randrange(len(data) + 1)
        length = chance.choice([0, 0, 1, 1, 2, 5])
        piece = chance.choice(PIECES)
        if chance.random() < 0.2:
            piece = bytes([chance.randrange(256)])
        if chance.random() < 0.1:
            other = chance.choice(VALID)
            piece = other[: chance.randrange(len(other))]
        data = data[:start] + piece + data[start + length :]
    return data


def compare(port: int, data: bytes, cuts: list[int]) -> int:
    """Sends the bytes and a last request behind them; returns how many we answered as framed."""
    data += SENTINEL
    expected = list(understood_by_h11(data))
    framed = 0
    for reply, theirs in zip_replies(ask(port, data, cuts), expected):
        if reply.told is None and reply.closes:
            break  # Refused, and nothing behind it is looked at.
        if theirs is UNDECIDED:
            break
        assert theirs is not None, f"h11 refuses request {framed + 1}, we answer {reply.status}"
        framed += 1
        if reply.told is not None:
            assert_equal(reply.told, theirs)
    return framed


def zip_replies(received: bytes, expected: list[Message]) -> Iterator[tuple[Reply, Message | None]]:
    """Each final reply with the request that h11 saw in its place."""
    index = 0
    while received:
        theirs = expected[index] if index < len(expected) else None
        head, _, rest = received.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        status = int(lines[0].split()[1])
        fields = dict(line.split(b": ", 1) for line in lines[1:])
        if 100 <= status < 200:
            received = rest
            continue
        closes = fields.get(b"Connection") == b"close"
        told = message_told(fields[b"X-Echo"]) if b"X-Echo" in fields else None
        yield Reply(status, closes, told), theirs
        if closes:
            return  # Its body, which a refused HEAD has not, ends with the connection.
        has_body = status not in (204, 304) and not (theirs and theirs.method == b"HEAD")
        length = int(fields.get(b"Content-Length", b"0")) if has_body else 0
        assert len(rest) >= length, f"a reply was cut off: {received!r}"
        received = rest[length:]
        index += 1


def message_told(echo: bytes) -> Message:
    method, path, query, authority, *fields = echo.decode().split(" ")
    named = dict(part.split("=") for part in fields)
    body = unhex(named.pop("body"))
    asked = unhex(query)
    target = (unhex(path) or b"") + (b"" if asked is None else b"?" + asked)
    values = {name: unhex(value) for name, value in named.items()}
    return Message(unhex(method) or b"", target, body or b"", values, unhex(authority))


def unhex(text: str) -> bytes | None:
    return None if text == "-" else bytes.fromhex(text)


def assert_equal(ours: Message, theirs: Message) -> None:
    assert ours.method == theirs.method
    assert ours.body == theirs.body
    target, authority = theirs.target, theirs.fields.get("host")
    if not target.startswith((b"/", b"*")):
        _, _, rest = target.partition(b"://")
        split = min((rest + b"/?").index(b"/"), (rest + b"/?").index(b"?"))
        authority, target = rest[:split], rest[split:]
    # Why: the path of an absolute target may be empty, and is then the root (RFC 9110 4.2.3).
    assert ours.target.removeprefix(b"/") == target.removeprefix(b"/")
    assert ours.authority == authority
    for name, value in ours.fields.items():
        if name == "transfer-encoding" and value is not None:
            value = value.lower()  # As h11 tells it.
        assert value == theirs.fields.get(name), name


def understood_by_h11(data: bytes) -> Iterator[Message]:
    """The requests that h11 finds; ends at the first that it refuses or that is incomplete."""
    while data:
        # Why: one empty line before a request is allowed (RFC 9112 section 2.2); h11 refuses it.
        data = data.removeprefix(b"\r\n")
        connection = h11.Connection(h11.SERVER)
        connection.receive_data(data)
        request, body = None, b""
        try:
            while True:
                event = connection.next_event()
                if isinstance(event, h11.Request):
                    request = event
                elif isinstance(event, h11.Data):
                    body += bytes(event.data)
                elif isinstance(event, h11.EndOfMessage):
                    break
                else:
                    return
        except h11.RemoteProtocolError as error:
            # Why: we discard every trailer (RFC 9110 section 6.5.1), h11 judges those of framing.
            if request and re.search("Transfer-Encoding|Content-Length", str(error)):
                yield UNDECIDED
            return
        assert request is not None
        fields: dict[str, bytes | None] = {}
        for name, value in request.headers:
            fields.setdefault(name.decode(), value)
        yield Message(request.method, request.target, body, fields)
        data = connection.trailing_data[0]


def ask(port: int, data: bytes, cuts: list[int]) -> bytes:
    """Everything the server says to these bytes, sent in pieces and then ended."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True):
                connection.sendall(data[start:end])
            connection.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError, OSError):
            pass  # Refused before all was sent; the reply is there to be read.
        while part := connection.recv(65536):
            received += part
    return received
