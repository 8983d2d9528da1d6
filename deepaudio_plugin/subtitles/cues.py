"""Cues: when, who, what is said and which sounds are described, from every source.

Sidecar files, subtitle tracks and markers give captions (`files`, `embedded`); those of a
file are mended by `mending` and placed by `offsets`, their text is read by `captions`. Here
they come together on the timeline: what lies outside is left out and reported, what stands
twice is taken once.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.collector import collector_paused
from deepaudio_plugin.core.options import AUTO
from deepaudio_plugin.core.problems import Problem, report
from deepaudio_plugin.core.spoken.deliveries import Delivery
from deepaudio_plugin.subtitles.captions import Caption, Part, understand
from deepaudio_plugin.subtitles.embedded import is_marker, read_embedded
from deepaudio_plugin.subtitles.files import read_subtitles
from deepaudio_plugin.subtitles.mending import mended
from deepaudio_plugin.subtitles.names import EVERY_NAME, Names, names_in
from deepaudio_plugin.subtitles.notices import CaptionNote, told
from deepaudio_plugin.subtitles.offsets import zero_based
from deepaudio_plugin.subtitles.shouted import with_shouts
from deepaudio_plugin.timeline.timing import clock, exact_rate, seconds

if TYPE_CHECKING:
    from deepaudio_plugin.timeline.document import Document

__all__ = ["Cue", "Problem", "read_cues"]


@dataclass(frozen=True)
class Cue:
    """One line to be spoken, sound described, or piece of music.

    `range` is zero-based timeline time: at rate 1000 for sidecars, at the marker's or
    clip's own rate for embedded cues. `id` is the caption's own number or name in its
    file or on its clip, with `/2`, `/3` … for its further parts.
    """

    id: str
    kind: Literal["line", "sound", "music"]
    range: TimeRange
    text: str
    speaker: str = ""
    language: str = ""
    source: str = ""
    delivery: Delivery = ""  # how a line is said


@collector_paused()
def read_cues(
    document: Document,
    subtitle_files: Sequence[Path],
    *,
    encoding: str = "",
    times: str = AUTO,
    cast: Collection[str] = (),
    problems: list[Problem],
) -> list[Cue]:
    """Every cue of a timeline, sorted by start; in a tie, in the order they were read.

    `cast` are names that are known to be speakers, `times` one of `SUBTITLE_TIMES`.
    What is left out, cut or guessed is added to `problems`. Raises `SubtitleError` for a
    sidecar file that cannot be used at all.
    """
    length = document.duration
    cues: list[Cue] = []
    languages = []
    for path in map(Path, subtitle_files):
        read = read_subtitles(path, encoding=encoding, rate=document.rate, problems=problems)
        languages.append(read[0].language)
        captions = mended(read, path.name, problems)
        placed = zero_based(captions, document, path.name, problems, times)
        inside = _inside(placed, length, document.rate, problems)
        cues += _cues_of(inside, path.name, _names(placed, cast), problems)
    embedded = _inside(read_embedded(document, problems), length, document.rate, problems)
    tracks = [row for row in embedded if not is_marker(row)]
    name = document.path.name
    cues += _cues_of(embedded, name, _names(tracks, cast), problems)
    problems += _several_languages(languages, name)
    cues = _unique(_without_repeats(cues, problems))
    return sorted(cues, key=lambda cue: _seconds(cue.range.start_time))


def _names(captions: Iterable[Caption], cast: Collection[str]) -> Names:
    return names_in(((row.text, row.speaker) for row in captions), cast)


def _several_languages(languages: list[str], name: str) -> list[Problem]:
    """A note where subtitle files of several languages are all spoken."""
    different = list(dict.fromkeys(language for language in languages if language))
    if len({language[:2] for language in different}) < 2:
        return []
    message = f"subtitles in {len(different)} languages ({', '.join(different)}): all are spoken"
    return [Problem(name, message, "Give only those of one language.", note=True)]


# -- captions to cues ---------------------------------------------------------------


def _cues_of(
    captions: list[Caption], where: str, names: Names, problems: list[Problem]
) -> list[Cue]:
    """Cues of captions from one place; what was guessed or left out is told in one note each."""
    cues: list[Cue] = []
    notices: list[CaptionNote] = []
    for caption in captions:
        known = EVERY_NAME if is_marker(caption) else names
        reading = understand(caption.text, caption.speaker, caption.kind, known, caption.delivery)
        notices += reading.notices
        cues += _placed(caption, reading.parts)
    cues = with_shouts(cues, notices)
    problems += told(where, notices)
    return cues


def _placed(caption: Caption, parts: list[Part]) -> list[Cue]:
    divided = any(part.begin > 0 or part.end < 1 for part in parts)
    ranges = _part_ranges(caption.range, parts) if divided else [caption.range] * len(parts)
    return [
        Cue(
            id=caption.id if number == 1 else f"{caption.id}/{number}",
            kind=part.kind,
            range=ranges[number - 1],
            text=part.text,
            speaker=part.speaker,
            language=caption.language,
            source=caption.source,
            delivery=part.delivery,
        )
        for number, part in enumerate(parts, 1)
    ]


def _part_ranges(whole: TimeRange, parts: list[Part]) -> list[TimeRange]:
    """Each part's share of a caption's time, in whole units of its rate if all get one."""
    length, rate = whole.duration.value, whole.duration.rate
    edges = [(part.begin * length, part.end * length) for part in parts]
    if all(round(begin) < round(end) for begin, end in edges):
        edges = [(round(begin), round(end)) for begin, end in edges]
    return [
        TimeRange(whole.start_time + RationalTime(begin, rate), RationalTime(end - begin, rate))
        for begin, end in edges
    ]


def _without_repeats(cues: list[Cue], problems: list[Problem]) -> list[Cue]:
    """Cues once each, where a sidecar and a track, or two layers, say the same."""
    first: dict[tuple[str, str, str, int], Cue] = {}
    repeated = []
    for cue in cues:
        at = round(_seconds(cue.range.start_time) * 20)  # 50 ms: nearer than two frames
        if first.setdefault((cue.kind, cue.speaker, cue.text, at), cue) is not cue:
            repeated.append(Problem(cue.source, "the same caption again: used once", note=True))
    report(problems, repeated)
    return list(first.values())


def _unique(cues: list[Cue]) -> list[Cue]:
    """Cues with ids of their own: a number that occurs again gets `-2`, `-3` …"""
    taken: set[str] = set()
    unique = []
    for cue in cues:
        name, copy = cue.id, 1
        while name in taken:
            copy += 1
            name = f"{cue.id}-{copy}"
        taken.add(name)
        unique.append(cue if name == cue.id else replace(cue, id=name))
    return unique


# -- times --------------------------------------------------------------------------


def _inside(
    captions: Iterable[Caption], length: RationalTime, rate: float, problems: list[Problem]
) -> list[Caption]:
    """Captions that start inside the timeline, cut at its end; the others reported."""
    end = seconds(length)
    frame = 1.0 / float(exact_rate(rate))
    kept, rejected = [], []
    for caption in captions:
        start = _seconds(caption.range.start_time)
        stop = start + _seconds(caption.range.duration)
        if stop <= start:
            rejected.append(Problem(caption.source, "ends before it starts: left out", _TIMES))
        elif not 0 <= start < end:
            message = f"at {clock(start)}, outside the timeline ({clock(end)} long): left out"
            rejected.append(Problem(caption.source, message, _OUTSIDE))
        elif stop > end:
            if stop > end + frame:
                message = f"ends at {clock(stop)}, after the timeline ({clock(end)}): cut there"
                rejected.append(Problem(caption.source, message, _TIMES))
            kept.append(replace(caption, range=_cut(caption.range, length)))
        else:
            kept.append(caption)
    report(problems, rejected)
    return kept


_TIMES = "Correct the caption's times."
_OUTSIDE = "Check that the subtitles belong to this cut."


def _seconds(time: RationalTime) -> float:
    """`timing.seconds` to within a double's rounding, for tens of thousands of times."""
    rate = _exact_rate(time.rate)
    return float(time.value * rate.denominator / rate.numerator)


_exact_rate = functools.lru_cache(maxsize=64)(exact_rate)


def _cut(whole: TimeRange, length: RationalTime) -> TimeRange:
    """A range ended by the timeline's end, in whole units of its rate where any fit."""
    rate = whole.duration.rate
    rest = (seconds(length) - _seconds(whole.start_time)) * float(exact_rate(rate))
    units = math.floor(rest + 1e-6)
    return TimeRange(whole.start_time, RationalTime(units or rest, rate))
