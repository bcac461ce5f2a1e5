"""What becomes of a log line between our stdout and Grafana, by the rules of those who carry it.

Railway reads one JSON object a line, Locomotive turns it into a push for Loki, Loki stores a line
and structured metadata, and Grafana finds the trace in either. Each step here is as unforgiving as
the real one, and where the real one would lose or bend something silently, this one raises.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

RAILWAY_LINES_PER_SECOND = 500
LOKI_LINE_BYTES = 256 * 1024
LEVELS = {"debug", "info", "warn", "error"}

# The first attribute of one of these names that reads as a time becomes the time of the entry.
TIME_NAMES = {
    *("timestamp", "time", "@timestamp", "ts", "datetime", "_time", "date", "log_time", "unix"),
    *("epoch", "utc", "@t", "dt", "logTime", "timeStamp", "time_stamp", "iso8601", "rfc3339"),
    *("rfc3339nano", "asctime", "timestamp_unix", "timestamp_unix_ms", "timestamp_unix_us"),
    *("timestamp_unix_ns", "iso_8601", "logTimestamp", "when", "msec", "at", "t", "tm"),
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
# Locomotive builds its push with paths in which these mean something else.
PATH_CHARACTERS = set(".*?|#@!{}[]()\\:~")
ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class LostLineError(AssertionError):
    """The line, or a part of it, would not have arrived as it was meant."""


@dataclass
class LokiEntry:
    """One line as Loki holds it."""

    unix_nanoseconds: int
    line: str
    labels: dict[str, str]
    metadata: dict[str, str] = field(default_factory=dict)


def ship(text: str, service: str, environment: str) -> LokiEntry:
    """One line of stdout all the way to Loki."""
    message, attributes = _railway(text)
    return _loki(message, attributes, _stream(service, environment))


def _stream(service: str, environment: str) -> dict[str, str]:
    """The labels that Locomotive gives to every entry; there is neither `app` nor `level`."""
    return {
        "project_name": "gatewayz",
        "project_id": "p",
        "environment_name": environment,
        "environment_id": "e",
        "service_name": service,
        "service_id": "s",
        "deployment_id": "d",
        "deployment_instance_id": "i",
        "log_type": "environment",
        "service_namespace": "gatewayz",
    }


def _railway(text: str) -> tuple[str, list[tuple[str, Any]]]:
    """The message, and every other member as an attribute in its order."""
    if "\n" in text or "\r" in text:
        raise LostLineError(f"more than one line: {text!r}")
    try:
        members = json.loads(text, object_pairs_hook=list, parse_constant=_refuse)
    except ValueError as error:
        raise LostLineError(f"no JSON, so a bare message without level: {text!r}") from error
    if not isinstance(members, list) or not all(isinstance(pair, tuple) for pair in members):
        raise LostLineError(f"no object: {text!r}")
    names = [name for name, _ in members]
    if len(names) != len(set(names)):
        raise LostLineError(f"a key occurs twice: {text!r}")
    whole = dict(members)
    if not isinstance(whole.get("message"), str) or not whole["message"]:
        raise LostLineError(f"an empty message is left out: {text!r}")
    if whole.get("level") not in LEVELS:
        raise LostLineError(f"no level of Railway's: {text!r}")
    return whole["message"], [(name, value) for name, value in members if name != "message"]


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _loki(message: str, attributes: list[tuple[str, Any]], stream: dict[str, str]) -> LokiEntry:
    metadata: dict[str, str] = {}
    times: list[tuple[str, str]] = []
    for name, value in attributes:
        if PATH_CHARACTERS & set(name) or not name.isascii():
            raise LostLineError(f"the key {name!r} would break the whole push")
        if isinstance(value, list | dict):  # Pairs of an object are a list too.
            raise LostLineError(f"{name!r} is nested and would be flattened")
        if name in TIME_NAMES:
            times.append((name, str(value)))
        metadata[name] = value if isinstance(value, str) else json.dumps(value)
    if [name for name, _ in times] != ["timestamp"]:
        raise LostLineError(f"the time is told by {times}, not by timestamp alone")
    if not TIME.fullmatch(times[0][1]):
        raise LostLineError(f"{times[0][1]!r} has not its six digits")
    if len(message.encode()) > LOKI_LINE_BYTES:
        raise LostLineError("longer than Loki takes")
    if ANSI.search(message) or re.search(r"[\x00-\x1f\x7f]", message):
        raise LostLineError(f"control characters: {message!r}")
    moment = datetime.fromisoformat(times[0][1])
    nanoseconds = (moment - EPOCH) // timedelta(microseconds=1) * 1000
    return LokiEntry(nanoseconds, message, stream, metadata)


def linked_traces(entry: LokiEntry, pattern: str) -> set[str]:
    """The trace ids that Grafana's two derived fields find: in the line, and in the metadata."""
    found = set(re.findall(pattern, entry.line))
    if "trace_id" in entry.metadata:
        found.add(entry.metadata["trace_id"])
    return found


def assert_linked_twice_or_not_at_all(entry: LokiEntry, pattern: str) -> None:
    """Either both ways lead to one and the same real trace id, or there is none of them."""
    in_line = re.findall(pattern, entry.line)
    key = entry.metadata.get("trace_id")
    if key is None:
        if in_line or "span_id" in entry.metadata or "trace_sampled" in entry.metadata:
            raise LostLineError(f"half a link: {entry}")
    elif in_line != [key] or not re.fullmatch(r"[0-9a-f]{32}", key) or not int(key, 16):
        raise LostLineError(f"the ways lead to {in_line} and {key}")


def assert_within_rate(entries: list[LokiEntry]) -> None:
    """Beyond this Railway drops lines, and says so in a line of its own."""
    seconds: dict[int, int] = {}
    for entry in entries:
        second = entry.unix_nanoseconds // 1_000_000_000
        seconds[second] = seconds.get(second, 0) + 1
    worst = max(seconds.values(), default=0)
    if worst > RAILWAY_LINES_PER_SECOND:
        raise LostLineError(f"{worst} lines in one second")
