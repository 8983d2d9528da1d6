"""References: names of lines and shots that hold from one session to the next.

    cue:<cue id>      a line to speak or a sound described
    shot:<name>       a shot; `#2`, `#3` … for further shots of that name, in timeline order

A job has the reference of what it is made for. Numbers shift when somebody adds a subtitle,
so a decision also keeps a `Fingerprint`: what its line or shot was.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.timeline.shots import Shot
from deepaudio_plugin.timeline.timing import seconds

CUE, SHOT = "cue", "shot"


@dataclass(frozen=True)
class Fingerprint:
    """By what a line or shot is known again when its reference no longer says it."""

    text: str  # a line's words as they were read, a shot's name; "" for a clip without one
    start_s: float  # on the timeline for a line, in its media for a shot
    media: str = ""  # file name of a shot's media
    clock_s: float = 0.0  # what `start_s` counts that media's first frame as


def cue_ref(cue: Cue) -> str:
    """The reference of a line, and of the job that speaks it."""
    return f"{CUE}:{cue.id}"


def shot_refs(shots: Iterable[Shot]) -> list[str]:
    """The reference of each shot, and of the job that gives it sound; no two are equal."""
    taken: set[str] = set()
    copies: dict[str, int] = {}
    refs = []
    for shot in shots:
        ref = base = f"{SHOT}:{shot.name}"
        copy = copies.get(base, 1)
        while ref in taken:  # also where a clip is itself called "street#2"
            copy += 1
            ref = f"{base}#{copy}"
        copies[base] = copy
        taken.add(ref)
        refs.append(ref)
    return refs


def cue_fingerprint(cue: Cue) -> Fingerprint:
    """What a line is. `cue` as it was read, not as it was edited."""
    return Fingerprint(cue.text, round(seconds(cue.range.start_time), 6))


def shot_fingerprint(shot: Shot) -> Fingerprint:
    """What a shot is, also while its media is not there, as far as the timeline says."""
    name = "" if shot.name == f"shot {shot.index}" else shot.name  # called by its number
    picture = shot.picture or shot.expected
    if picture is None:
        return Fingerprint(name, 0.0)
    return Fingerprint(
        name,
        round(picture.media_start_s, 6),
        os.path.basename(picture.path),  # noqa: PTH119 - quick
        round(picture.clock_start_s or 0.0, 6),
    )


def fingerprints(cues: Iterable[Cue], shots: Sequence[Shot]) -> dict[str, Fingerprint]:
    """Everything that can be decided about, by reference."""
    found = {cue_ref(cue): cue_fingerprint(cue) for cue in cues}
    found.update(zip(shot_refs(shots), map(shot_fingerprint, shots), strict=True))
    return found


def kind_of(ref: str) -> str:
    """ "cue" or "shot"."""
    return ref.partition(":")[0]
