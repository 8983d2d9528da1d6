"""A promise of the product, the attacks on it, and the table of all of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.bench.pages import between

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


@dataclass
class Promise:
    """What holds whatever is done to it; `failures` name the cases where it did not."""

    attack: str
    holds: str
    cases: int = 0
    failures: list[str] = field(default_factory=list)
    measured: str = ""

    def case(self, failure: str = "") -> None:
        """One more case, and why it failed."""
        self.cases += 1
        if failure:
            self.failures.append(failure)


def table(promises: Sequence[Promise]) -> str:
    """The promises as a Markdown table."""
    rows = ["| attack | what holds | cases | failures | measured |", "|---|---|---|---|---|"]
    rows += [
        f"| {p.attack} | {p.holds} | {p.cases:,} | {len(p.failures):,} | {p.measured} |"
        for p in promises
    ]
    return "\n".join(rows) + "\n"


def save(promises: Sequence[Promise], folder: Path) -> None:
    """Write torture.json and torture.md into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    body = json.dumps([asdict(promise) for promise in promises], indent=2)
    (folder / "torture.json").write_text(body + "\n", encoding="utf-8")
    (folder / "torture.md").write_text(table(promises), encoding="utf-8")


def publish(promises: Sequence[Promise], page: Path = PAGE) -> None:
    """Put the table on the page. Raises ValueError when it lacks its markers."""
    text = page.read_text(encoding="utf-8")
    page.write_text(between(text, "torture", table(promises)), encoding="utf-8")
