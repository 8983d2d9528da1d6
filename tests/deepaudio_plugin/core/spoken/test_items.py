"""Hard items are said as the table says: numbers, money, dates, acronyms, addresses …"""

from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio_plugin.core.spoken.text import spoken

TABLE = Path(__file__).with_name("items.tsv")
RIGHT = 0.98


def parts() -> list[tuple[str, list[tuple[str, str]]]]:
    """The table's parts by name, each with what is written and what is said."""
    text = TABLE.read_text(encoding="utf-8")
    found = []
    for part in text.split("# part: ")[1:]:
        name, *lines = part.splitlines()
        items = [line.split("\t") for line in lines if not line.startswith("# ")]
        found.append((name, [(written, said) for written, said in items]))
    return found


def test_the_table_is_large() -> None:
    assert sum(len(items) for _, items in parts()) >= 300
    assert all(len(items) >= 150 for _, items in parts())


@pytest.mark.parametrize(("name", "items"), parts())
def test_items_are_said_as_the_table_says(name: str, items: list[tuple[str, str]]) -> None:
    missed = [
        f"{written!r}\n  should be {said!r}\n  is        {got!r}"
        for written, said in items
        if (got := spoken(written)) != said
    ]
    right = 1 - len(missed) / len(items)
    print(f"{name}: {right:.1%} of {len(items)}", *missed, sep="\n")
    assert right >= RIGHT


def test_what_is_said_is_said_as_it_is() -> None:
    """Text in words is not changed again, whatever made it."""
    for _, items in parts():
        for _, said in items:
            assert spoken(said).casefold() == said.casefold()
