"""Where neighbouring sounds take over from one another: shortly at a cut, all through a dissolve.

Both are played from the takes' handles. Only where nothing follows, or nothing came before, a
sound begins and ends in itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.protocol import MixPart
from deepaudio_plugin.output.placed_takes import PlacedTake
from deepaudio_plugin.timeline.shots import Dissolves, Shot, dissolves
from deepaudio_plugin.timeline.timing import samples

VERSION = "3"
"""Of the way sounds are mixed and follow one another: a mix made in another way is made anew."""

_CUT = 480  # samples on either side of a cut: 10 ms, too short to blur what begins there
_EDGE = 240  # samples: 5 ms, so that a sound's own beginning or end does not click


def mix_parts(heard: Sequence[tuple[PlacedTake, Path]], shots: Sequence[Shot]) -> list[MixPart]:
    """What a timeline plays of each take, from its file, crossing into the next where they meet."""
    parts = [played(placed, path) for placed, path in heard]
    known = dissolves(shots)
    ends = {
        part.start + (part.length or 0): number
        for number, part in enumerate(parts)
        if part.stem == "audio"
    }
    for number, (placed, _) in enumerate(heard):
        if placed.job.stem != "audio":
            continue
        start = parts[number].start
        # Windows are frames rounded to samples: their ends may be a sample apart.
        other = next((ends.pop(at) for at in (start, start - 1, start + 1) if at in ends), None)
        if other is not None and other != number:
            _cross(parts, other, number, *_reach(heard[other][0], placed, known))
    return parts


def played(placed: PlacedTake, path: Path) -> MixPart:
    """The clip alone, without its handles. A file that is not the take itself may have its gain."""
    is_take = path == Path(placed.take.path)
    edge = _EDGE if placed.job.stem == "audio" else 0
    offset, length = placed.heard
    return MixPart(
        path=str(path.absolute()),
        start=placed.file_start + offset,
        stem=placed.job.stem,
        offset=offset,
        length=length,
        gain_db=placed.gain_db if is_take else placed.clip_gain_db,
        fade_in=edge,
        fade_out=edge,
    )


def _reach(before: PlacedTake, after: PlacedTake, known: Dissolves) -> tuple[int, int]:
    """Samples before and after a cut over which a sound takes over, as far as handles go."""
    lead = lag = _CUT
    frames = known.get((before.job.shot_index, after.job.shot_index))
    if frames is not None and before.place.is_home and after.place.is_home:
        lead, lag = (samples(RationalTime(count, after.job.start.rate)) for count in frames)
    begins, held = before.heard
    before_cut = after.heard[0] - _EDGE  # what a file begins and ends with is faded
    after_cut = before.take.num_samples - begins - held - _EDGE
    lead = min(lead, before_cut, held // 2)
    lag = min(lag, after_cut, after.heard[1] // 2)
    return max(0, lead), max(0, lag)


def _cross(parts: list[MixPart], before: int, after: int, lead: int, lag: int) -> None:
    """Let one part begin `lead` samples earlier, and the other end `lag` samples later."""
    if not lead + lag:
        return
    one, other = parts[before], parts[after]
    parts[before] = replace(one, length=(one.length or 0) + lag, fade_out=0)
    parts[after] = replace(
        other,
        start=other.start - lead,
        offset=other.offset - lead,
        length=(other.length or 0) + lead,
        fade_in=0,
        after=before,
    )
