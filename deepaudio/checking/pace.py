"""How fast a line is said: hurried and drawn-out lines stand out, unless that was asked for."""

from __future__ import annotations

from deepaudio.checking.languages import WITHOUT_SPACES
from deepaudio_plugin.core.verdicts import Reason

_HURRIED = 24.5
"""Letters a second. At ease voices say 10 to 18; a third more is what the plan, too, speaks of."""
_DRAWN_OUT = 5.0
_FEWEST_WORDS = 3
"""Shorter lines say too little of a pace: "No!" may last as long as it likes."""


def pace_reason(said: str, voice_s: float, asked: float, language: str) -> Reason | None:
    """What is to be said of a line whose voice lasts `voice_s` seconds, from its first sound on.

    `asked` is the pace that was asked for, 1 as usual. Nothing is said of languages whose signs
    stand for more than a sound.
    """
    letters = sum(map(str.isalpha, said))
    if language in WITHOUT_SPACES or len(said.split()) < _FEWEST_WORDS or voice_s <= 0:
        return None
    pace = letters / voice_s
    if _DRAWN_OUT * min(1.0, asked) <= pace <= _HURRIED * max(1.0, asked):
        return None
    how = "hurried" if pace > _HURRIED else "drawn out"
    remedy = "Shorten the line, or give it more time." if pace > _HURRIED else "Set its pace."
    return Reason("pace", f"it is {how}: {pace:.0f} letters a second", remedy, is_bad=False)
