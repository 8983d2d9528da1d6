"""Whether a line is in the voice that it was cast with.

It is compared with what that voice is known to sound like, and with other voices; where nobody
knows that, with the other lines of its voice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from deepaudio.dsp.waveform import Samples

Voiceprint = Samples  # (256,), of length 1

FEWEST = 2
"""Other lines of a voice that there must be to judge one of it, where it is not known itself."""
SHORTEST_S = 0.8
"""A voice that is heard for less says too little."""
_NEARER = 0.04  # how much more a line is like another voice
_LEAST = 0.62  # likeness to its own voice


@dataclass(frozen=True)
class VoiceLikeness:
    """How like a line is to its own voice, and to the most alike of the others; -1 to 1."""

    own: float
    other: float | None = None  # None where no other voice is known
    other_name: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether it is rather another voice."""
        nearer = self.other is not None and self.other - self.own > _NEARER
        return nearer or self.own < _LEAST


def likenesses(
    prints: Sequence[Voiceprint | None],
    voices: Sequence[str],
    known: Mapping[str, Voiceprint] | None = None,
) -> list[VoiceLikeness | None]:
    """Of each line's voiceprint; None where there is none, or too little to compare it with.

    `known` is what voices sound like, by name: other than lines, that cannot be wrong.
    """
    return [
        None if one is None else _likeness(number, one, prints, voices, known or {})
        for number, one in enumerate(prints)
    ]


def _likeness(
    number: int,
    one: Voiceprint,
    prints: Sequence[Voiceprint | None],
    voices: Sequence[str],
    known: Mapping[str, Voiceprint],
) -> VoiceLikeness | None:
    by_voice: dict[str, list[Voiceprint]] = {}
    for other, (found, voice) in enumerate(zip(prints, voices, strict=True)):
        if found is not None and other != number and voice not in known:
            by_voice.setdefault(voice, []).append(found)
    means = dict(known) | {
        voice: unit(np.median(np.stack(group), axis=0))
        for voice, group in by_voice.items()
        if len(group) >= FEWEST
    }
    own = means.pop(voices[number], None)
    if own is None:
        return None
    if not means:
        return VoiceLikeness(float(one @ own))
    nearest = max(means, key=lambda voice: float(one @ means[voice]))
    return VoiceLikeness(float(one @ own), float(one @ means[nearest]), nearest)


def unit(mean: Voiceprint) -> Voiceprint:
    """The same at length 1."""
    made: Voiceprint = mean / np.linalg.norm(mean)
    return made
