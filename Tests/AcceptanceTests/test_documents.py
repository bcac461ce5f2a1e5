"""README and docs/operations.md, followed to the letter from a clone to a running pair.

The commands run in a network namespace of their own, so that the ports they name are free and
nothing outside is reached.
"""

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from harness.documents import Block, blocks, script
from harness.product import BINARY, ROOT

DOCUMENTS = (ROOT / "README.md", ROOT / "docs/operations.md")
ALL = [block for path in DOCUMENTS for block in blocks(path)]
KNOWN = re.compile(r"text|json|sh (run|ci|docker|railway|start=\d+)")
# What today's CLI understands, as far as these documents use it.
RAILWAY = {
    "login": set(),
    "link": {"-p", "-e", "-s"},
    "variable list": {"-s", "-e", "--kv"},
    "variable set": {"-s", "-e", "--skip-deploys"},
    "redeploy": {"-s", "-e", "-y"},
    "ssh": {"-s", "-e"},
    "logs": {"-s", "-e"},
    "config plan": set(),
    "config apply": set(),
}


def marked(word: str) -> list[Block]:
    return [block for block in ALL if block.info == f"sh {word}"]


def test_every_block_says_who_can_run_it():
    strange = [block.place for block in ALL if not KNOWN.fullmatch(block.info)]
    assert strange == []


def test_no_command_hides_outside_a_block():
    for path in DOCUMENTS:
        bare = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.M | re.S)
        indented = re.findall(r"^(?: {4}|\t)\S.*$", bare, re.M)
        assert indented == [], (path.name, indented)


def test_make_run_installs_what_the_next_lines_need():
    (tools,) = re.findall(
        r"^ +run\) echo \"(.*)\" ;;$", (ROOT / "scripts/install-tools").read_text(), re.M
    )
    installed = {word.rpartition("=")[2] for word in tools.split()}
    shown = "".join(block.text for block in ALL if re.match(r"sh (run|start)", block.info))
    wanted = ("curl", "jq", "wget", "python3", "node", "sqlite3", "nc")
    used = {word for word in wanted if re.search(rf"(^|[|(;&] *){word} ", shown, re.M)}
    assert used
    assert used <= installed


def test_what_ci_runs_is_run_by_ci():
    ci = (ROOT / ".ci/run").read_text()
    (targets,) = re.findall(r"^for target in ([\w ]+); do$", ci, re.M)
    assert 'make --no-print-directory "$target"' in ci
    for block in marked("ci"):
        for line in block.text.splitlines():
            target = re.fullmatch(r"make (\w+)\s*(#.*)?", line)[1]
            assert target in targets.split(), line


def test_railway_commands_are_ones_that_exist():
    lines = [line for block in marked("railway") for line in block.text.splitlines()]
    assert len(lines) > 8
    for line in lines:
        own = line.partition(" -- ")[0].split()
        assert own[0] == "railway", line
        name = next(n for n in (" ".join(own[1:3]), own[1]) if n in RAILWAY)
        flags = {word for word in own if word.startswith("-")}
        assert flags <= RAILWAY[name], (line, flags - RAILWAY[name])
    # Forms of the design documents that never were, or are no more.
    text = "\n".join(path.read_text() for path in DOCUMENTS)
    for gone in ("railway up --", "railway variables", "railway link [", "railway environment "):
        assert gone not in text, gone


def test_docker_commands_name_what_exists():
    for block in marked("docker"):
        done = subprocess.run(["bash", "-n", "-c", block.text], check=False)
        assert done.returncode == 0
        (path,) = re.findall(r"-f (\S+)", block.text)
        profiles = re.findall(r"--profile (\S+)", block.text)
        compose = (ROOT / path).read_text()
        assert all(f"profiles: [{profile}]" in compose for profile in profiles)


def test_every_sentence_in_quotes_can_be_searched_for():
    sources = "\n".join(path.read_text() for path in (ROOT / "Sources").rglob("*.swift"))
    # Sentences are broken over lines in the sources, and told whole in the log.
    sources = re.sub(r'"\s*\+\s*"|\\\n\s*', "", sources)
    text = (ROOT / "docs/operations.md").read_text()
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.M | re.S)
    quoted = re.findall(r'"([^"\n]{6,})"', prose)
    assert len(quoted) > 10
    for sentence in quoted:
        for part in filter(None, (part.strip() for part in sentence.split("…"))):
            assert part in sources, sentence


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A checkout with a finished build, whose files are the real ones."""
    folder = tmp_path / "gatewayz-api"
    (folder / ".build/debug").mkdir(parents=True)
    (folder / ".build/debug/gatewayz-api").symlink_to(BINARY)
    for name in (".env.staging", ".env.production"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def made_by_make(block: Block) -> Block:
    """`make run` without the build that has been made already: its last command."""
    if not block.text.startswith("make run"):
        return block
    done = subprocess.run(
        ["make", "--no-print-directory", "-n", "run"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return Block(block.path, block.line, block.info, done.stdout.splitlines()[-1] + "\n")


def test_a_newcomer_gets_from_a_clone_to_a_running_pair(clone: Path, tmp_path: Path):
    sequence = [
        made_by_make(block) for block in ALL if block.info == "sh run" or block.started_port
    ]
    assert len(sequence) > 15
    path = tmp_path / "session.bash"
    path.write_text(script(sequence))
    scratch = tmp_path / "logs"
    scratch.mkdir()
    environment = {
        "PATH": "/usr/sbin:/sbin:" + os.environ["PATH"],
        "HOME": str(tmp_path),
        "SCRATCH": str(scratch),
    }
    alone = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    session = subprocess.Popen(
        [*alone, "bash", "-c", f'ip link set lo up && exec bash "{path}"'],
        cwd=clone,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        printed, _ = session.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        printed = "the session did not end in time"
    finally:
        # What the session left running holds its output open, and ends with its group.
        _end(session)
    logs = "".join(f"-- {log.name}\n{log.read_text()[-1500:]}" for log in scratch.iterdir())
    assert session.returncode == 0, printed[-3000:] + logs
    assert "== all done" in printed


def _end(session: subprocess.Popen[str]) -> None:
    try:
        os.killpg(session.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
