"""The Dockerfile and .dockerignore, read for what this machine can carry out without an engine."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
INSTRUCTIONS = {
    *("FROM", "SHELL", "RUN", "WORKDIR", "COPY", "ENV", "USER", "EXPOSE"),
    *("STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"),
}


def fail(message: str) -> None:
    raise SystemExit(f"prove-image: {message}")


def say(message: str) -> None:
    print(f"prove-image: {message}", flush=True)


@dataclass
class Stage:
    """One FROM with the steps below it."""

    base: str
    name: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def last(self, instruction: str) -> str:
        found = [text for name, text in self.steps if name == instruction]
        if not found:
            fail(f"stage {self.name} has no {instruction}")
        return found[-1]


def read_dockerfile(text: str) -> list[Stage]:
    """The stages in their order; an instruction that is not understood here ends the run."""
    stages: list[Stage] = []
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for whole in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        if not whole.strip():
            continue
        name, _, rest = whole.strip().partition(" ")
        if name not in INSTRUCTIONS:
            fail(f"does not understand {name}; teach it, or write the step otherwise")
        if name == "FROM":
            words = rest.split()
            stages.append(Stage(words[0], words[2] if len(words) == 3 else str(len(stages))))
        else:
            stages[-1].steps.append((name, rest.strip()))
    return stages


def environment_of(stage: Stage) -> dict[str, str]:
    pairs = (text.split("=", 1) for name, text in stage.steps if name == "ENV")
    return {name: value for name, value in pairs}


def ignored(path: str, patterns: list[str]) -> bool:
    """Whether .dockerignore leaves a file out: the last pattern that matches it decides."""
    out = False
    for pattern in patterns:
        keep = pattern.startswith("!")
        body = re.escape(pattern.lstrip("!").strip("/"))
        body = body.replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        if re.fullmatch(f"{body}(?:/.*)?", path):
            out = not keep
    return out


def context_files() -> list[str]:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    patterns = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return [path for path in listed.split("\0") if path and not ignored(path, patterns)]


def copy_from_context(sources: list[str], folder: Path, target: str) -> None:
    files = context_files()
    for source in sources:
        name = source.removeprefix("./")
        taken = [p for p in files if name == "." or p == name or p.startswith(name + "/")]
        if not taken:
            fail(f"COPY {source}: not in the context; .dockerignore leaves it out")
        is_file = taken == [name]
        for path in taken:
            end = Path(target)
            if is_file and target.endswith("/"):
                end = end / Path(path).name
            elif not is_file:
                end = end / PurePosixPath(path).relative_to(name)
            place = folder / str(end).lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, place)
            os.chown(place, 0, 0)
