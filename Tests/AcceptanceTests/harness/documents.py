"""The commands of a document: its fenced blocks, each marked with who can run it."""

import re
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```[ \t]*$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """One fenced block with the line that it begins at."""

    path: Path
    line: int
    info: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.path.name}:{self.line}"

    @property
    def started_port(self) -> int | None:
        """The port that this block serves, where it is one that runs until it is stopped."""
        match = re.fullmatch(r"sh start=(\d+)", self.info)
        return int(match[1]) if match else None


def blocks(path: Path) -> list[Block]:
    text = path.read_text()
    return [
        Block(path, text[: found.start()].count("\n") + 1, found[1].strip(), found[2])
        for found in FENCE.finditer(text)
    ]


PRELUDE = """\
set -euo pipefail
wait_for() {
  for _ in {1..300}; do
    if (exec 3<>"/dev/tcp/localhost/$1") 2>/dev/null; then return 0; fi
    sleep 0.1
  done
  echo "nobody listens on $1" >&2
  return 1
}
"""


def script(sequence: list[Block]) -> str:
    """One bash session that runs the blocks in their order, as somebody who follows them would."""
    parts = [PRELUDE]
    for block in sequence:
        parts.append(f"echo '== {block.place}' >&2\n")
        port = block.started_port
        if port is None:
            parts.append(block.text)
        else:
            log = f"$SCRATCH/{block.path.name}.{block.line}.log"
            parts.append(f'(\n{block.text}) > "{log}" 2>&1 &\nwait_for {port}\n')
    parts.append("echo '== all done' >&2\n")
    return "".join(parts)
