"""The manual is true where a machine can tell: links lead somewhere, settings are all there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from deepaudio_plugin.decisions.settings import KEPT

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
SOURCES = ("deepaudio", "deepaudio_plugin", "ui", "resources/hosts", "tests", "Makefile", ".ci")
LONGEST_README = 160


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_the_readme_is_one_page() -> None:
    assert len(text_of(README).splitlines()) <= LONGEST_README


def links(page: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL)
    yield from re.findall(r"\]\(([^()\s]+)\)", text)
    yield from re.findall(r'(?:src|href)="([^"]+)"', text)


def headings(page: Path) -> set[str]:
    """Anchors of a page's headings, as hubs make them."""
    found = re.findall(r"^#+ (.+)$", text_of(page), flags=re.MULTILINE)
    words = [re.sub(r"[^\w\- ]", "", title.lower()) for title in found]
    return {title.strip().replace(" ", "-") for title in words}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in headings(target), link


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda p: p.name)
def test_the_readme_leads_to_every_page(page: Path) -> None:
    assert f"docs/{page.name}" in set(links(README))


def source_files() -> Iterator[Path]:
    for name in SOURCES:
        place = ROOT / name
        found = [place] if place.is_file() else place.rglob("*")
        yield from (f for f in found if f.is_file() and f.suffix in (".py", ".lua", ".sh", ""))


def test_every_environment_variable_is_documented_and_no_other() -> None:
    named = re.compile(r"\bDEEPAUDIO_[A-Z_]+[A-Z]\b")
    used = {name for file in source_files() for name in named.findall(text_of(file))}
    assert used == set(named.findall(text_of(ROOT / "docs" / "settings.md")))


def test_every_option_that_is_kept_with_a_timeline_is_documented() -> None:
    page = text_of(ROOT / "docs" / "settings.md")
    rows = re.findall(r"^\| `(\w+)` \| `-", page, flags=re.MULTILINE)
    assert rows == list(KEPT)
