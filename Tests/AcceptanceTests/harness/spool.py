"""The spool's directory, read by a second implementation of its format."""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from harness.otlp import Span, decode

HEAD = struct.Struct("<8sIIQqQQII")


@dataclass
class SpoolFile:
    """One whole file; anything that is not what the format says raises."""

    path: Path
    spans: list[Span]
    written_at: int
    fingerprint: int


def read(path: Path) -> SpoolFile:
    content = path.read_bytes()
    head = HEAD.unpack(content[: HEAD.size])
    magic, version, count, length, written_at, fingerprint, zero, body_crc, head_crc = head
    body = content[HEAD.size :]
    assert (magic, version, zero) == (b"GWZSPOOL", 1, 0)
    assert head_crc == zlib.crc32(content[: HEAD.size - 4])
    assert length == len(body)
    assert body_crc == zlib.crc32(body)
    spans = decode(body)
    assert len(spans) == count
    return SpoolFile(path, spans, written_at, fingerprint)


def files(directory: Path) -> list[Path]:
    """The finished files, oldest first."""
    return sorted(directory.glob("*.spans"))


def unfinished(directory: Path) -> list[Path]:
    return list(directory.glob("*.unfinished"))


def keys(directory: Path) -> set[tuple[str, str]]:
    """The ids of every span on disk."""
    return {span.key for path in files(directory) for span in read(path).spans}
