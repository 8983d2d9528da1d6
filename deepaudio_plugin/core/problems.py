"""What reading found that a person should know, collected while the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

_SHOWN = 10
_T = TypeVar("_T")


@dataclass(frozen=True)
class Problem:
    """Something left out, changed or guessed.

    `note` marks a problem that cost nothing (a guess that probably holds); without it a
    part of the input was left out or cut.
    """

    where: str
    message: str
    hint: str = ""
    note: bool = False


@dataclass(frozen=True)
class RowProblem(Problem):
    """A problem of one line, which its row in the window says for as long as it lasts."""


def first_few(items: Sequence[_T], told: Callable[[_T], str] = str, most: int = 3) -> str:
    """The first items as they are `told`, and how many more there are: "a, b, c and 4 more"."""
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(map(told, items[:most])) + more


def number(count: int, what: str) -> str:
    """`count` things in words: "1 job", "2 jobs"."""
    return f"{count} {what}" + ("" if count == 1 else "s")


def report(problems: list[Problem], found: Iterable[Problem]) -> None:
    """Add problems of one kind: the first ten in full, the others as a count."""
    rows = list(found)
    problems.extend(rows[:_SHOWN])
    if len(rows) > _SHOWN:
        more, last = len(rows) - _SHOWN, rows[-1]
        problems.append(Problem(last.where, f"and {more} more like this", last.hint, last.note))
