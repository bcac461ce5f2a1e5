"""Reads what malloc-counter wrote: allocations by thread name."""

import struct
from pathlib import Path

SLOT = struct.Struct("<QQQQ")


def by_thread(file: Path, pid: int) -> dict[str, int]:
    """How often each living thread of the process has allocated so far."""
    counts: dict[str, int] = {}
    for thread, allocations, _, _ in SLOT.iter_unpack(file.read_bytes()):
        name = Path(f"/proc/{pid}/task/{thread}/comm")
        if thread and name.exists():
            counts[name.read_text().strip()] = allocations
    return counts
