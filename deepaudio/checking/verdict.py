"""What is found in a take, and what it comes to: good, look or bad, and what would help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from deepaudio.checking.voices import VoiceLikeness
from deepaudio.checking.words import WordFaults
from deepaudio_plugin.core.problems import first_few
from deepaudio_plugin.core.verdicts import Grade, HeardWords, Reason, Verdict

AGAIN = "Take another."
_WORDS_BAD = 2  # weighty faults, or
_SHARE_BAD = 0.34  # of the line's words


def verdict_of(
    reasons: Iterable[Reason],
    unchecked: Iterable[str] = (),
    measures: Mapping[str, float] | None = None,
    heard: Iterable[HeardWords] = (),
    lacked: Iterable[str] = (),
) -> Verdict:
    """The verdict that its gravest reason asks for."""
    told = tuple(reasons)
    grade: Grade = "good"
    if told:
        grade = "bad" if any(one.is_bad for one in told) else "look"
    rounded = {name: round(value, 4) for name, value in (measures or {}).items()}
    return Verdict(grade, told, tuple(unchecked), rounded, tuple(heard), lacked=tuple(lacked))


def voice_reason(likeness: VoiceLikeness, voice: str) -> Reason | None:
    """What is to be said of a line that is not in its own voice."""
    if not likeness.is_wrong:
        return None
    like = f", and like {likeness.other_name}" if likeness.other_name else ""
    text = f"not the voice of {voice}{like} ({likeness.own:.2f})"
    return Reason("voice", text, AGAIN)


def word_reason(faults: WordFaults, *, is_measured: bool = True) -> Reason | None:
    """What is to be said of a line's words; None where nothing is wrong.

    Where nobody has measured how often the recogniser is wrong, only a good part of a line's
    words makes it bad.
    """
    if not faults.count:
        return None
    parts = []
    for what, found in (
        ("missed", faults.missed),
        ("added", faults.added),
        ("said twice", faults.repeated),
        ("heard otherwise", [f"{line} ({other})" for line, other in faults.replaced]),
    ):
        if found:
            parts.append(f"{what}: {first_few(list(found))}")
    many = is_measured and faults.weighty >= _WORDS_BAD
    is_bad = many or faults.weighty > _SHARE_BAD * faults.words
    return Reason("words", "; ".join(parts), f"Listen; if it is so, {AGAIN.lower()}", is_bad)
