"""What checking a take came to. Standard library only.

A verdict belongs to a take's file, not to the line that it was made for: what was asked for is
part of its key.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Grade = Literal["good", "look", "bad"]
GRADES: tuple[Grade, ...] = typing.get_args(Grade)

WordState = Literal["same", "missed", "added", "repeated", "replaced"]
WORD_STATES: tuple[WordState, ...] = typing.get_args(WordState)

CHECK_VERSION = 9
"""Raised when checking finds other things: takes that were checked before are checked again."""

WORDS, VOICE = "words", "voice"
"""What needs packages that may not be there: the codes of its reasons, and names of what lacked."""

BABBLE = "babble"
"""The code of voices in a sound that was to have none."""

CHANGED = "changed"
"""The code of a file that is not what was rendered."""

_STAYS = frozenset({"long", "level", "pace"})
"""Codes of what another seed does not mend: the line is too long for its time, or mixed wrongly."""


@dataclass(frozen=True)
class Reason:
    """One thing that is amiss, in words, and what would mend it."""

    code: str  # "words", "voice", "silent" …: docs/checking.md lists them
    text: str
    remedy: str = ""
    is_bad: bool = True  # False: somebody should listen


@dataclass(frozen=True)
class HeardWords:
    """A stretch of a line as it was wanted and as it was heard, in normalised words."""

    state: WordState
    wanted: str = ""
    heard: str = ""


@dataclass(frozen=True)
class Verdict:
    """Whether a take is what was asked for."""

    grade: Grade
    reasons: tuple[Reason, ...] = ()
    unchecked: tuple[str, ...] = ()  # what could not be looked at, and why
    measures: dict[str, float] = field(default_factory=dict)
    """What was measured, where it was: `wrong_words`, `words`, `likeness` to its own voice, and
    `off_s`, by how many seconds it begins and ends beside its time."""
    heard: tuple[HeardWords, ...] = ()  # the whole line, where its words differ
    version: int = CHECK_VERSION
    lacked: tuple[str, ...] = ()
    """What was `unchecked` for want of a package or a model: WORDS, VOICE."""

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Verdict:
        """What `to_json` gave. Raises ValueError for anything else."""
        try:
            reasons = tuple(Reason(**reason) for reason in body["reasons"])
            grade = body["grade"]
            if grade not in GRADES:
                raise ValueError(f"no grade: {grade!r}")
            measures = {str(name): float(value) for name, value in body["measures"].items()}
            heard = tuple(_heard(stretch) for stretch in body.get("heard", ()))
            known = tuple(body["unchecked"]), measures, heard, int(body["version"])
            return cls(grade, reasons, *known, lacked=tuple(body.get("lacked", ())))
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"not a verdict: {error}") from error

    @property
    def needs_no_other(self) -> bool:
        """Whether nothing is amiss that another take may mend, and its words were looked at."""
        return WORDS not in self.lacked and all(one.code in _STAYS for one in self.reasons)

    @property
    def is_worth_another(self) -> bool:
        """Whether another take may mend it: it is bad, and not for want of time or level alone."""
        return self.grade == "bad" and any(
            reason.is_bad and reason.code not in _STAYS for reason in self.reasons
        )

    def has(self, code: str) -> bool:
        """Whether a reason of that code was found."""
        return any(reason.code == code for reason in self.reasons)

    def with_reason(self, reason: Reason) -> Verdict:
        """The same with one more reason, and no better than that is."""
        worse: Grade = "bad" if reason.is_bad else "look"
        grade = max(self.grade, worse, key=GRADES.index)
        return dataclasses.replace(self, grade=grade, reasons=(*self.reasons, reason))

    @property
    def line(self) -> str:
        """The verdict in one line."""
        return "; ".join(reason.text for reason in self.reasons) or self.grade


def _heard(body: Mapping[str, Any]) -> HeardWords:
    stretch = HeardWords(**body)
    if stretch.state not in WORD_STATES:
        raise ValueError(f"no state of words: {stretch.state!r}")
    return stretch
