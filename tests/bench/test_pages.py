"""The documentation shows the bench's own tables: all figures, and a few in the README."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import pages
from tests.bench.figures import Figure


def measured() -> list[Figure]:
    return [Figure(name, 1.5, "ms", 2.0) for name in (*pages.HIGHLIGHTS, "import deepaudio_plugin")]


def test_a_whole_run_puts_all_figures_on_the_page_and_the_highlights_into_the_readme(
    tmp_path: Path,
) -> None:
    page, readme = tmp_path / "page.md", tmp_path / "README.md"
    page.write_text("before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n")
    readme.write_text("<!-- figures -->\n<!-- /figures -->\n")
    pages.publish(measured(), page, readme)
    text = page.read_text()
    assert text.startswith("before\n<!-- bench -->\n| figure |")
    assert text.endswith("| yes |\n<!-- /bench -->\nafter\n")
    assert "| import deepaudio_plugin | 1.5 ms | at most 2 ms | yes |\n" in text
    assert "old" not in text
    assert readme.read_text().count("| 1.5 ms |") == len(pages.HIGHLIGHTS)
    assert "import deepaudio_plugin" not in readme.read_text()


def test_nothing_is_written_when_a_highlight_is_missing_or_a_page_has_no_markers(
    tmp_path: Path,
) -> None:
    page, readme = tmp_path / "page.md", tmp_path / "README.md"
    page.write_text("<!-- bench -->\n<!-- /bench -->\n")
    readme.write_text("no markers\n")
    with pytest.raises(ValueError, match="no <!-- figures -->"):
        pages.publish(measured(), page, readme)
    with pytest.raises(ValueError, match="not measured: speech"):
        pages.publish(measured()[1:], page, readme)
    assert page.read_text() == "<!-- bench -->\n<!-- /bench -->\n"


def test_the_readme_shows_at_most_five_figures_and_they_are_those_of_the_page() -> None:
    assert len(pages.HIGHLIGHTS) <= 5
    readme = pages.README.read_text(encoding="utf-8")
    shown = readme.partition("<!-- figures -->\n")[2].partition("<!-- /figures -->")[0]
    rows = shown.splitlines()[2:]
    assert [row.split("|")[1].strip() for row in rows] == list(pages.HIGHLIGHTS)
    page = pages.PAGE.read_text(encoding="utf-8")
    assert [row for row in rows if row not in page] == []
