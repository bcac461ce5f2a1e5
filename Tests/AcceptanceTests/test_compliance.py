"""The page on the compliance matrix: every row has its proof or its reason."""

import re

from harness.product import ROOT

PAGE = ROOT / "docs/otel-compliance.md"
NAME = re.compile(r"(test_\w+\.py)::(test_\w+)|(\w+Tests)\.(\w+)")
ROWS = 60


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0] != "row"]


def test_every_row_is_proved_or_explained():
    assert len(rows()) >= ROWS
    for row in rows():
        assert len(row) == 3, row
        assert row[1] or row[2], f"{row[0]}: neither proof nor reason"


def test_every_proof_exists():
    for row in rows():
        names = NAME.findall(row[1])
        assert bool(names) == bool(row[1]), f"{row[0]}: no test is named"
        for file, function, suite, test in names:
            if file:
                path = ROOT / "Tests/AcceptanceTests" / file
                assert f"def {function}(" in path.read_text(), f"{file}::{function}"
            else:
                (path,) = (ROOT / "Tests").glob(f"*/**/{suite}.swift")
                assert re.search(rf"func {test}\(", path.read_text()), f"{suite}.{test}"
