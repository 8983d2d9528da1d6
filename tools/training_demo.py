"""`python -m tools.training_demo DIR`: puts what `deepaudio train demo` wrote to DIR in the docs.

The table goes into docs/training.md, the plots to the pictures that it shows.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "training.md"
PICTURES = ROOT / "resources" / "pictures"
BEGIN, END = "<!-- demonstration -->", "<!-- /demonstration -->"


def replaced(page: str, table: str) -> str:
    """`page` with `table` between its marks. Raises ValueError where they are missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"there are no marks {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{table.strip()}\n{END}{after}"


def main(folder: Path) -> None:
    """Write page and pictures."""
    table = (folder / "demo.md").read_text("utf-8")
    PAGE.write_text(replaced(PAGE.read_text("utf-8"), table), "utf-8")
    for name in ("losses", "timing"):
        shutil.copyfile(folder / f"{name}.svg", PICTURES / f"training-{name}.svg")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
