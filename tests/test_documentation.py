"""The manual is true where a machine can tell: links lead somewhere, settings are all there."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from deepaudio_plugin.core import protocol, wire
from deepaudio_plugin.core.formats import DECISIONS
from deepaudio_plugin.core.privacy import NO_TELEMETRY
from deepaudio_plugin.decisions.model import Decisions, LineDecision, ShotDecision, TakeDecision
from deepaudio_plugin.decisions.places import Place, Placing
from deepaudio_plugin.decisions.settings import KEPT

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [
    README,
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
SOURCES = (
    "deepaudio",
    "deepaudio_plugin",
    "ui",
    "resources/hosts",
    "tests/hosts",
    "Makefile",
    ".ci",
)
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


def test_the_page_on_the_protocol_knows_every_message_and_limit() -> None:
    page = text_of(ROOT / "docs" / "protocol.md")
    messages = (*get_args(protocol.Request), *get_args(protocol.Event))
    kinds = {message.kind for message in messages}
    assert {kind for kind in kinds if f"`{kind}`" not in page} == set()
    assert f"version {protocol.VERSION}" in page
    assert f"{wire.MAX_LINE_BYTES >> 20} MiB" in page


def test_the_page_on_decisions_knows_every_field() -> None:
    page = text_of(ROOT / "docs" / "decisions.md")
    kinds = (Decisions, LineDecision, ShotDecision, TakeDecision, Placing, Place)
    fields = {spec.name for kind in kinds for spec in dataclasses.fields(kind)} - {"extra"}
    assert {name for name in fields if f"`{name}`" not in page} == set()
    assert f"of the format: {DECISIONS.version}" in page


def test_what_is_said_of_reliability_is_shown_by_tests_that_exist() -> None:
    named = set(re.findall(r"`(test_\w+)`", text_of(ROOT / "docs" / "reliability.md")))
    defined = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", text_of(file), flags=re.MULTILINE)
    }
    assert len(named) > 20
    assert named - defined == set()


def test_the_page_on_privacy_knows_every_switch_and_every_folder() -> None:
    page = text_of(ROOT / "docs" / "privacy.md")
    assert {f"`{name}={value}`" for name, value in NO_TELEMETRY.items()} <= set(
        re.findall(r"`[A-Z_]+=[01]`", page)
    )
    place = re.compile(r'user_(?:data|cache)_path\("deepaudio"\) / "([^"]+)"')
    used = {name for file in source_files() for name in place.findall(text_of(file))}
    assert used >= {"takes", "weights", "bundles"}
    assert {name for name in used if name not in page} == set()


PAGES_WITH_PLACES = ["architecture.md", "benchmarks.md", "privacy.md", "protocol.md", "security.md"]


@pytest.mark.parametrize("name", PAGES_WITH_PLACES)
def test_places_in_the_code_that_a_page_names_are_there(name: str) -> None:
    roots = "deepaudio|deepaudio_plugin|ui|resources|tests|tools"
    named = re.findall(rf"`((?:{roots})/[\w./]*)`", text_of(ROOT / "docs" / name))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_layer_is_on_the_map() -> None:
    page = text_of(ROOT / "docs" / "architecture.md")
    for root in ("deepaudio", "deepaudio_plugin"):
        folders = {file.parent.name for file in (ROOT / root).glob("*/__init__.py")}
        assert {name for name in folders if f"`{root}/{name}`" not in page} == set()
