"""Takes of ours on a timeline that comes back from a host.

Hosts rename tracks, drop metadata and write other paths; editors move, trim, copy and mute
clips. A take is known by what is left: metadata, the name of its media file, what the file
says of itself (Broadcast WAV), and at last the clip's name on a track of ours.

Where a clip was written is known too: a file carries the timecode of its first sample, and
its name that of the clip. So what an editor has done shows without the plan of that time. Where
a host has conformed the timeline to another frame rate since, see `clocks`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import opentimelineio as otio

from deepaudio_plugin.roundtrip.finder import CONFORMED, TakeFinder, has_lost_name, settled, stem_on
from deepaudio_plugin.roundtrip.returned_take import ReturnedTake
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.media import MediaResolver

_OUR_FILE = re.compile(r"_[0-9A-Fa-f]{8}(?:[-_ .(]|%20)")


@dataclass(frozen=True)
class Returned:
    """Takes on a timeline that came back, and how to see what was there beside them."""

    takes: list[ReturnedTake]
    finder: TakeFinder | None = None

    def left_behind(self) -> list[ReturnedTake]:
        """Takes in the folders of those on the timeline that no clip of it plays."""
        if self.finder is None:
            return []
        carried = next((take.carried for take in self.takes), 0)
        try:
            return list(self.finder.left_behind(carried))
        except OSError:  # a folder that may not be listed: then nothing is known of it
            return []


def returned_takes(document: Document, roots: Sequence[Path] = ()) -> list[ReturnedTake]:
    """Every clip of `document` that plays a take of ours, in the order of tracks and time.

    Media are looked for as those of shots are, also below `roots`. Where more than half of
    the takes have moved by one amount it is the timeline that has, as by another start
    timecode: then they count as `carried`, and not as moved. Clips of a track that is switched
    off are muted, unless our mix is heard in their stead.
    """
    return returned(document, roots).takes


def returned(document: Document, roots: Sequence[Path] = ()) -> Returned:
    """The same, with what is needed to see what is there no more."""
    if document.text is not None and not may_hold_takes(document.text):
        return Returned([])
    finder = TakeFinder(document, MediaResolver(document.base, roots))
    tracks = [t for t in document.timeline.tracks if isinstance(t, otio.schema.Track)]
    finder.set_clock(tracks)
    named = any(map(stem_on, tracks))
    found = [
        take for track in tracks for take in finder.takes(track, named or not has_lost_name(track))
    ]
    if not any(track.enabled and stem_on(track) == "mix" for track in tracks):
        found = [replace(take, muted=take.muted or take.track_off) for take in found]
    return Returned(_without_common_move(found), finder)


def _without_common_move(found: list[ReturnedTake]) -> list[ReturnedTake]:
    """Takes without the amount by which most of them have moved, which is the timeline's."""
    moves = Counter(take.moved for take in found if take.by != "name")
    common = max(moves, key=lambda move: moves[move], default=0)
    slack = CONFORMED if any(take.written_at for take in found) else 0
    count = sum(moves[common + beside] for beside in range(-slack, slack + 1))
    if abs(common) <= slack or count < 2 or count * 2 <= sum(moves.values()):
        return found
    return [
        take
        if take.by == "name"
        else replace(take, moved=settled(take.moved - common, slack), carried=common)
        for take in found
    ]


def may_hold_takes(text: str) -> bool:
    """Whether anything in the text of a timeline looks like ours; nearly always it does not.

    A track, metadata or folder of ours has our name, a file of ours its digest. What has
    neither any more is not worth opening every sound file of a long film for.
    """
    return "DeepAudio" in text or "deepaudio" in text or _OUR_FILE.search(text) is not None
