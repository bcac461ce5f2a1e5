"""What callers send as trace context, mutated at random, is read as a second reading of the
specification reads it: W3C Trace Context level 2, and OpenTelemetry's `ot=th` under it."""

import random
import re

from harness.client import exchange
from harness.otlp import INTERNAL, SERVER, Span
from harness.product import wait_for_tracing
from harness.receiver import Receiver

Parent = tuple[str, str, int]  # Trace, span and flags.

REQUESTS = 1500
PIPELINED = 50
PARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
MEMBER = re.compile(
    r"([a-z0-9][a-z0-9_\-*/@]{0,255})="
    r"[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]"
)


def read_parent(lines: list[str]) -> Parent | None:
    if len(lines) != 1 or not (found := PARENT.fullmatch(lines[0].strip(" \t"))):
        return None
    version, trace, span, flags, more = found.groups()
    if version == "ff" or (version == "00" and more is not None):
        return None
    return (trace, span, int(flags, 16) & 3) if trace.strip("0") and span.strip("0") else None


def read_state(lines: list[str]) -> list[str]:
    members = [m for line in lines for m in (part.strip(" \t") for part in line.split(",")) if m]
    found = [MEMBER.fullmatch(member) for member in members]
    keys = {match[1] for match in found if match}
    return members if len(keys) == len(members) <= 32 else []


def without_a_threshold_that_lies(members: list[str], trace: str) -> list[str]:
    """As it is where the threshold agrees with the sampled flag, else without any threshold."""
    (own,) = [member for member in members if member.startswith("ot=")] or [""]
    parts = [part for part in own[3:].split(";") if part]
    thresholds = [part[3:] for part in parts if part.startswith("th:")]
    if not thresholds:
        return members
    explicit = next((part[3:] for part in parts if part.startswith("rv:")), "")
    randomness = explicit if re.fullmatch("[0-9a-f]{14}", explicit) else trace[-14:]
    if re.fullmatch("[0-9a-f]{1,14}", thresholds[0]) and randomness >= thresholds[0].ljust(14, "0"):
        return members
    rest = [part for part in parts if not part.startswith("th:")]
    changed = ["ot=" + ";".join(rest)] if rest else []
    return changed + [member for member in members if member != own]


class Caller:
    """Makes up what callers send, most of it well formed."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def digits(self, count: int) -> str:
        return "".join(self.random.choices("0123456789abcdef", k=count))

    def seldom(self, odd: list[str], usual: list[str]) -> str:
        return self.random.choice(odd if self.random.random() < 0.08 else usual)

    def parent(self) -> str:
        version = self.seldom(["ff", "0", "FF"], ["00", "00", "cc"])
        flags = self.seldom(["00", "fe", "1"], ["01", "03", "ff"])
        more = self.seldom(["x", "-x", "-"], [""])
        text = list(f"{version}-{self.digits(32)}-{self.digits(16)}-{flags}{more}")
        if self.random.random() < 0.1:
            text[self.random.randrange(len(text))] = self.random.choice(["", "A", "-", " ", "00"])
        return "".join(text)

    def member(self) -> str:
        key = self.seldom(["A", "", "k" * 257], ["a", "b/c", "vendor", "x@y", "1", "k" * 256])
        if self.random.random() < 0.3:
            kinds = ["th:" + self.digits(self.random.randint(0, 15)), "th:0", "th:8", "x:1"]
            kinds += ["rv:" + self.digits(self.random.choice([13, 14, 14, 14, 15]))]
            return "ot=" + ";".join(self.random.choices(kinds, k=self.random.randint(1, 3)))
        value = self.seldom(["v" * 257, "a=b", "", "e\u00e9"], ["1", " 2", "v" * 256, "z~", "%3D"])
        return f"{key}={value}"

    def state(self) -> str:
        count = self.random.choice([0, 1, 1, 1, 2, 2, 3, 3, 32, 33])
        if count >= 32:
            return ",".join(f"m{number}=v" for number in range(count))
        return self.random.choice([",", ", ", " ,\t"]).join(self.member() for _ in range(count))

    def fields(self) -> list[tuple[str, str]]:
        parents = [self.parent() for _ in range(self.random.choice([0, *[1] * 12, 2]))]
        states = [self.state() for _ in range(self.random.choice([0, 1, 1, 1, 2]))]
        fields = [("traceparent", text) for text in parents]
        fields += [("tracestate", text) for text in states]
        self.random.shuffle(fields)
        return fields


def assert_read_as(span: Span | None, inner: Span | None, parent: Parent | None, state: list[str]):
    if parent and not parent[2] & 1:
        assert span is inner is None
        return
    flags = parent[2] if parent else 3
    text = ",".join(without_a_threshold_that_lies(state, parent[0])) if parent else ""
    assert (span.parent_id, span.trace_state) == (parent[1] if parent else "", text)
    assert span.flags == flags | (0x300 if parent else 0x100)
    assert (inner.trace_state, inner.flags) == (text, flags | 0x100)


def test_a_context_is_read_as_the_specification_reads_it(make_product, receiver: Receiver):
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY="50"
    ).start()
    wait_for_tracing(product, "ok")
    caller = Caller(seed=7)
    sent = [caller.fields() for _ in range(REQUESTS)]
    replies = []
    for begin in range(0, REQUESTS, PIPELINED):
        lines: list[str] = []
        for fields in sent[begin : begin + PIPELINED]:
            lines += ["GET /health HTTP/1.1", "Host: a"]
            lines += [f"{name}: {value}" for name, value in fields] + [""]
        replies += exchange(product.port, "\r\n".join([*lines, ""]).encode(), replies=PIPELINED)
    product.metrics().assert_spans_add_up()
    assert product.terminate() == 0
    servers = {span.span_id: span for span in receiver.accepted if span.kind == SERVER}
    inners = {span.parent_id: span for span in receiver.accepted if span.kind == INTERNAL}
    for fields, reply in zip(sent, replies, strict=True):
        parent = read_parent([value for name, value in fields if name == "traceparent"])
        state = read_state([value for name, value in fields if name == "tracestate"])
        span_id = reply.header("X-Span-Id")
        assert parent is None or reply.trace_id == parent[0], fields
        assert_read_as(servers.get(span_id), inners.get(span_id), parent, state)
    states = {span.trace_state for span in servers.values()}
    assert len(states) > REQUESTS / 10, "enough of them are well formed"
