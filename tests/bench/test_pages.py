"""The documentation shows the bench's own tables: one for each part, a few in the README."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import pages
from tests.bench.__main__ import PARTS
from tests.bench.figures import Figure

SLOW = Figure("speed: peak memory of all processes", 1.5, "GB", 2.0)
FAR = Figure("sync: median error of a hit", 7.0, "ms")
TAKEN = "2026-11-30, 2 cores"
PAGE = """before
<!-- bench: speed -->
old
<!-- /bench: speed -->
between
<!-- bench: sync -->
older
<!-- /bench: sync -->
"""
SHOWN = """<!-- figures -->
| figure | measured | bound | kept |
|---|---|---|---|
| speed: peak memory of all processes | 9 GB | at most 2 GB | **no** |
| speech: worst start against its cue | 13 ms |  |  |
<!-- /figures -->
"""


def test_a_part_replaces_its_own_table_and_says_when_it_was_taken(tmp_path: Path) -> None:
    page, readme = tmp_path / "page.md", tmp_path / "README.md"
    page.write_text(PAGE)
    readme.write_text(SHOWN)
    pages.publish("speed", [SLOW], TAKEN, page, readme)
    text = page.read_text()
    assert text.startswith(
        "before\n<!-- bench: speed -->\nTaken 2026-11-30, 2 cores.\n\n| figure |"
    )
    assert "old\n" not in text
    assert text.endswith("between\n<!-- bench: sync -->\nolder\n<!-- /bench: sync -->\n")
    assert "| speed: peak memory of all processes | 1.5 GB | at most 2 GB | yes |" in text


def test_the_readme_follows_where_it_shows_a_figure_and_keeps_the_others(tmp_path: Path) -> None:
    page, readme = tmp_path / "page.md", tmp_path / "README.md"
    page.write_text(PAGE)
    readme.write_text(SHOWN)
    pages.publish("speed", [SLOW, FAR], TAKEN, page, readme)
    assert "| 1.5 GB | at most 2 GB | yes |" in readme.read_text()
    assert "| speech: worst start against its cue | 13 ms |" in readme.read_text()
    assert "median error" not in readme.read_text()


def test_nothing_is_written_where_a_page_has_no_place_for_a_part(tmp_path: Path) -> None:
    page, readme = tmp_path / "page.md", tmp_path / "README.md"
    page.write_text(PAGE)
    readme.write_text("no markers\n")
    with pytest.raises(ValueError, match="no <!-- figures -->"):
        pages.publish("speed", [SLOW], TAKEN, page, readme)
    with pytest.raises(ValueError, match="no <!-- bench: mix -->"):
        pages.publish("mix", [SLOW], TAKEN, page, readme)
    assert page.read_text() == PAGE


def test_every_part_has_its_place_on_the_page() -> None:
    text = pages.PAGE.read_text(encoding="utf-8")
    assert [part for part in PARTS if not pages.within(text, f"bench: {part}")] == []


def test_the_readme_shows_at_most_five_figures_and_they_are_those_of_the_page() -> None:
    assert len(pages.HIGHLIGHTS) <= 5
    readme = pages.README.read_text(encoding="utf-8")
    shown = readme.partition("<!-- figures -->\n")[2].partition("<!-- /figures -->")[0]
    rows = shown.splitlines()[2:]
    assert [row.split("|")[1].strip() for row in rows] == list(pages.HIGHLIGHTS)
    page = pages.PAGE.read_text(encoding="utf-8")
    assert [row for row in rows if row not in page] == []
