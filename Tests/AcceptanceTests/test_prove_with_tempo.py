"""scripts/prove-with-tempo, with a stand-in that speaks Tempo's API: it proves what is right, and
it does not prove what is wrong. With the path of a real binary in TEMPO it runs that too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from harness.product import BINARY, ROOT

SCRIPT = ROOT / "scripts/prove-with-tempo"
HARNESS = Path(__file__).parent


def stand_in(folder: Path) -> Path:
    """An executable that is called as Tempo is."""
    path = folder / "tempo"
    command = f'exec "{sys.executable}" -m harness.tempo_stand_in "$@"'
    path.write_text(f'#!/bin/sh\nexport PYTHONPATH="{HARNESS}"\n{command}\n')
    path.chmod(0o755)
    return path


def run(
    *arguments: str | Path, binary: Path = BINARY, timeout: float = 120
) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments],
        env={"PATH": "/usr/bin:/bin", "GATEWAYZ_BINARY": str(binary)},
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


def test_every_trace_is_shown_to_be_where_it_belongs(tmp_path: Path):
    done = run(stand_in(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("10 traces of two spans each") == 2
    assert done.stdout.splitlines()[-1].startswith("proved: ")


def test_a_server_that_lies_about_its_environment_is_found_out(tmp_path: Path):
    liar = tmp_path / "liar"
    liar.write_text(f'#!/bin/sh\nexport APP_ENV=staging\nexec "{BINARY}" "$@"\n')
    liar.chmod(0o755)
    # The start is refused by the guard's fourth rule: production's name, staging's environment.
    done = run(stand_in(tmp_path), binary=liar)
    assert done.returncode == 1
    assert "exited with 78" in done.stderr


def test_a_server_that_exports_to_the_other_tempo_is_found_out(tmp_path: Path):
    crossed = tmp_path / "crossed"
    crossed.write_text(
        f"""#!/bin/sh
[ -e "{tmp_path}/first" ] || echo "$TEMPO_OTLP_HTTP_ENDPOINT" > "{tmp_path}/first"
TEMPO_OTLP_HTTP_ENDPOINT="$(cat "{tmp_path}/first")" exec "{BINARY}" "$@"
"""
    )
    crossed.chmod(0o755)
    done = run(stand_in(tmp_path), "3", binary=crossed)
    assert done.returncode == 1
    assert "is not in the Tempo of production" in done.stderr


def test_without_a_tempo_it_is_skipped_with_a_word():
    done = run()
    assert done.returncode == 0
    assert "skipped, no Tempo at hand" in done.stdout


@pytest.mark.skipif("TEMPO" not in os.environ, reason="TEMPO names no binary")
def test_the_same_with_a_real_tempo():
    done = run(os.environ["TEMPO"], timeout=300)
    assert done.returncode == 0, done.stderr
