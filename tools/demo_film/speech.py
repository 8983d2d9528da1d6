"""Mouth movement from text: one opening per syllable, rests at commas and full stops."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from story import media_lines

_OPEN = {"a": 1.0, "o": 0.85, "e": 0.7, "i": 0.55, "u": 0.6, "y": 0.55}
_WIDE = {"a": 0.2, "o": -0.75, "e": 0.55, "i": 0.8, "u": -0.9, "y": 0.6}
_REST = {",": 0.7, ".": 1.0, "!": 1.0, "?": 1.0}


@dataclass(frozen=True)
class Mouth:
    """A mouth: ``opening`` 0..1, ``spread`` from -1 (round) to 1 (wide), ``stress`` of the word."""

    opening: float = 0.0
    spread: float = 0.0
    stress: float = 0.0


@dataclass(frozen=True)
class _Beat:
    start: float
    end: float
    vowel: str


def _beats(text: str) -> list[_Beat]:
    """The syllables of a text with their places in 0..1."""
    beats: list[tuple[float, float, str]] = []
    now = 0.0
    tokens = re.findall(r"[A-Za-z']+|[,.!?]", text)
    for index, token in enumerate(tokens):
        if token in _REST:
            now += _REST[token] if index < len(tokens) - 1 else 0.0
            continue
        stem = re.sub(r"(?<=[^aeiouy])e$", "", token.lower()) or token.lower()
        for vowels in re.findall(r"[aeiouy]+", stem) or ["e"]:
            length = 1.2 if len(vowels) > 1 else 1.0
            beats.append((now, now + length, vowels[0]))
            now += length
        now += 0.12
    total = max(end for _, end, _ in beats)
    return [_Beat(start / total, end / total, vowel) for start, end, vowel in beats]


def _shape(beats: list[_Beat], at: float) -> Mouth:
    for index, beat in enumerate(beats):
        if beat.start <= at < beat.end:
            u = (at - beat.start) / (beat.end - beat.start)
            swell = math.sin(math.pi * u**0.72)
            stress = 1.0 if index % 3 == 0 else 0.4
            return Mouth(
                0.12 + 0.88 * _OPEN[beat.vowel] * swell, _WIDE[beat.vowel] * swell, stress * swell
            )
    return Mouth()


class Performance:
    """What one media file's speakers do with their mouths, frame by frame."""

    def __init__(self, media: str) -> None:
        self._lines = [
            (first, end, line.speaker, _beats(line.text)) for line, first, end in media_lines(media)
        ]

    def mouth(self, frame: int) -> Mouth:
        """The mouth at a media frame; shut outside the lines."""
        for first, end, _, beats in self._lines:
            if first <= frame < end:
                return _shape(beats, (frame - first + 0.5) / (end - first))
        return Mouth()

    def energy(self, frame: int) -> float:
        """Smoothed speech activity, for head and body."""
        weights = [math.exp(-((k / 3.0) ** 2)) for k in range(-6, 3)]
        values = [self.mouth(frame + k).stress for k in range(-6, 3)]
        return sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)

    def speaking(self, frame: int) -> float:
        """0 silent to 1 within a line, eased, a little ahead of the voice."""
        level = 0.0
        for first, end, _, _ in self._lines:
            rise = min(1.0, max(0.0, (frame - first + 8) / 12))
            fall = min(1.0, max(0.0, (end + 10 - frame) / 12))
            level = max(level, min(rise, fall))
        return level * level * (3 - 2 * level)
