"""The pages on the compliance matrix and on OTLP: every row has its proof or its reason."""

import re
from dataclasses import dataclass

import pytest
from harness.product import ROOT

NAME = re.compile(r"(test_\w+\.py)::(test_\w+)|(\w+Tests)\.(\w+)")
QUOTED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Page:
    """A page whose tables of three columns name tests in one of them."""

    path: str
    proof: int
    least_rows: int
    needs_proof: bool

    def rows(self) -> list[list[str]]:
        lines = [line for line in (ROOT / self.path).read_text().splitlines() if line[:2] == "| "]
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        return [row for row in cells if row[0] not in ("row", "situation") and len(row) != 2]


PAGES = [
    Page("docs/otel-compliance.md", proof=1, least_rows=60, needs_proof=False),
    Page("docs/otlp-rows.md", proof=2, least_rows=140, needs_proof=True),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_every_row_is_proved_or_explained(page: Page):
    assert len(page.rows()) >= page.least_rows
    for row in page.rows():
        assert len(row) == 3, row
        assert row[page.proof] or (row[2] and not page.needs_proof), f"{row[0]}: nothing proves it"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_every_proof_exists(page: Page):
    for row in page.rows():
        for name in QUOTED.findall(row[page.proof]):
            match = NAME.fullmatch(name)
            assert match, f"{row[0]}: {name} is no test"
            file, function, suite, test = match.groups()
            if file:
                path = ROOT / "Tests/AcceptanceTests" / file
                assert f"def {function}(" in path.read_text(), name
            else:
                (path,) = (ROOT / "Tests").glob(f"*/**/{suite}.swift")
                assert re.search(rf"func {test}\(", path.read_text()), name
        assert bool(QUOTED.findall(row[page.proof])) == bool(row[page.proof]), row[0]
