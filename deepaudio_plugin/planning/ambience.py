"""What sounds at a cut: one ambience goes on through all shots of a scene.

Ambience is endless noise, and a shot hears a stretch of it. Its own stretch is counted in the
media's time, whatever lies before it in the timeline: nothing that is edited elsewhere moves it.
At a cut within a scene the shot that comes in goes on where the one before it ends, to the sample,
so that neither the cut nor a cross-fade of their handles is heard; a shot of LONG_S or more comes
back to its own stretch from there, a shorter one stays. So a trim, a slip or an insertion is felt
by the next shots up to the first long one, and by none after it.

A scene is made of shots that follow each other without a gap and have the same prompts: all of
them where a prompt says what is heard; without one those between two that show the same media
within REACH_S, as in time-constrained clustering (Yeung and Yeo, "Time-constrained clustering for
segmentation of video into story units", 1996).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.core.take_spec import AmbiencePoint
from deepaudio_plugin.timeline.shots import Shot
from deepaudio_plugin.timeline.timing import samples, seconds

LONG_S = 4.0
"""How long a shot has to be to come back to its own stretch of noise."""

REACH_S = 30.0
"""How far apart two shots of one media may be, and what is between them is of their scene."""

_PLACE_DIGITS = 16  # of the media's identity: enough to tell places apart

Ambience = tuple[AmbiencePoint, ...]
"""What sounds at a shot's first sample; and, where it differs, the stretch that it comes to."""

Prompts = tuple[str, str]


def ambience_by_shot(
    shots: Sequence[Shot], prompts: Sequence[Prompts], media: Callable[[Shot], str]
) -> dict[int, Ambience]:
    """The ambience of each shot with a picture, by its index. `shots` are in timeline order.

    `media` gives the identity of a shot's media, "" where there is none.
    """
    places = [media(shot) for shot in shots]
    joined = set(_joined(shots, prompts, places))
    found: dict[int, Ambience] = {}
    ends: AmbiencePoint | None = None  # where the shot before stops
    for number, shot in enumerate(shots):
        if shot.picture is None:
            ends = None
            continue
        start, end = shot.range.start_time, shot.range.end_time_exclusive()
        length = samples(end) - samples(start)
        own = AmbiencePoint(
            places[number][:_PLACE_DIGITS], round(shot.picture.media_start_s * SAMPLE_RATE)
        )
        ambience: Ambience = (own,)
        if ends is not None and number in joined and ends != own:
            ambience = (ends, own) if length >= LONG_S * SAMPLE_RATE else (ends,)
        found[shot.index] = ambience
        ends = AmbiencePoint(ambience[-1].place, ambience[-1].at + length)
    return found


def _joined(
    shots: Sequence[Shot], prompts: Sequence[Prompts], places: Sequence[str]
) -> Iterator[int]:
    """The places in the list of the shots that are of one scene with the shot before."""
    for run in _runs(shots, prompts):
        if prompts[run[0]][0].strip():
            yield from run[1:]
            continue
        again = _seen_again(run, shots, places)
        reach = run[0]
        for number, following in pairwise(run):
            reach = max(reach, again.get(number, number))
            if following <= reach:
                yield following


def _runs(shots: Sequence[Shot], prompts: Sequence[Prompts]) -> list[list[int]]:
    """Shots that follow each other without a gap and have the same prompts."""
    run = 0
    of: list[int] = []
    for number, shot in enumerate(shots):
        if number:
            before = shots[number - 1]
            touches = before.range.end_time_exclusive() == shot.range.start_time
            run += not touches or prompts[number] != prompts[number - 1]
        of.append(run)
    return [list(group) for _, group in groupby(range(len(shots)), key=of.__getitem__)]


def _seen_again(run: Sequence[int], shots: Sequence[Shot], places: Sequence[str]) -> dict[int, int]:
    """For each shot of a run the next one within reach that shows the same media."""
    found: dict[int, int] = {}
    before: dict[str, int] = {}
    for number in run:
        place = places[number]
        if place in before:
            apart = shots[number].range.start_time - shots[before[place]].range.end_time_exclusive()
            if seconds(apart) <= REACH_S:
                found[before[place]] = number
        if place:
            before[place] = number
    return found
