"""Kdenlive 25.04 and later, which reads OTIO natively.

Source: KDE/kdenlive, src/otio/otioimport.cpp, and imports into 26.08 that were played back.
"""

from __future__ import annotations

import copy
from typing import ClassVar

from deepaudio_plugin.hosts.dialects import checks, fixes, speech
from deepaudio_plugin.hosts.dialects.base import DialectContext
from deepaudio_plugin.hosts.dialects.common import (
    MISSING,
    NO_EFFECTS,
    NO_GENERATORS,
    NO_LENGTH,
    OTHER_TAKES,
)
from deepaudio_plugin.hosts.dialects.rules import LintRule, LintTarget
from deepaudio_plugin.hosts.dialects.tree import (
    Node,
    PlacedNode,
    held,
    in_ticks,
    reference,
    schema,
    time,
    time_range,
    tracks,
    used_range,
)
from deepaudio_plugin.ownership.ours import is_ours
from deepaudio_plugin.timeline.timing import Clock


def _forgotten(placed: PlacedNode, target: LintTarget) -> bool:
    """The last clip of a track that does not begin with its file.

    Of a track of ours only a frame is lost when a render for Kdenlive has split it off.
    """
    if placed.track is None or placed.node is not _last_clip(placed.track):
        return False
    is_split_off = placed.ours and placed.length <= in_ticks(time(1, target.rate))
    return _first(placed.node) > 0 and not is_split_off


def _last_clip(track: Node) -> Node | None:
    row = track.get("children")  # `children` would copy it for every clip that is looked at
    backwards = reversed(row) if isinstance(row, list) else ()
    return next((child for child in backwards if schema(child) == "Clip"), None)


def _first(clip: Node) -> int:
    """How far into its file a clip begins, in ticks."""
    known = reference(clip).get("available_range")
    begins = in_ticks(known.get("start_time")) if isinstance(known, dict) else 0
    return in_ticks(used_range(clip).get("start_time")) - begins


class Kdenlive:
    """One rate for everything, markers counted from the clip, links as they are."""

    host: ClassVar[str] = "Kdenlive"
    ending: ClassVar[str] = ""
    clock: ClassVar[Clock] = "file"  # it subtracts a timecode it finds in picture streams only
    subtitles: ClassVar[bool] = True
    sized: ClassVar[bool] = False
    crossfades: ClassVar[bool] = False
    rules: ClassVar[tuple[LintRule, ...]] = (
        LintRule(
            "no-media",
            "refused",  # importTimeline is only called back when the bin has loaded a file
            "Kdenlive's import waits for media and never ends when there is none",
            "Relink the media first.",
            checks.no_media_at_all,
        ),
        LintRule(
            "mixed-rates",
            "changed",  # the project takes timeline.duration().rate(), the highest there is
            "one item at another rate can set the rate of the whole project",
            "Let `--for kdenlive` count everything at the timeline's rate.",
            checks.mixed_rates,
        ),
        LintRule(
            "track-kind",
            "changed",  # importTimeline: a track is sound if its kind is "Audio", else picture
            "a track of another kind becomes a picture track",
            "Take it out, and import subtitles from a file: Project > Subtitles.",
            checks.other_kind,
        ),
        LintRule(
            "track-kind-spelling",
            "changed",
            "a sound track whose kind is not spelt Audio becomes a picture track",
            "Let `--for kdenlive` spell it.",
            checks.odd_kind,
        ),
        LintRule(
            "image-sequence",
            "dropped",  # "TODO: Image sequence references."
            "image sequences are not imported",
            "Use a movie file.",
            checks.sequence,
        ),
        NO_GENERATORS,  # "TODO: Generator references."
        LintRule(
            "without-media",
            "dropped",
            "clips without media are not imported",
            "Relink them, or render them to a file.",
            checks.without_media,
        ),
        LintRule(
            "nested",
            "dropped",  # importTrack looks at clips only
            "a nested sequence is not imported; what follows keeps its place",
            "Flatten it in the program that made it.",
            checks.nested,
        ),
        LintRule(
            "retime",
            "dropped",
            "changes of speed are not imported",
            "Set the speed again, or render the clip to a file.",
            checks.retime,
        ),
        NO_EFFECTS,
        LintRule(
            "transition",
            "changed",
            "a transition becomes a mix, or a cut in some versions",
            "Check the clips on both sides of it.",
            checks.transition,
        ),
        LintRule(
            "last-clip",
            "changed",  # imported into 26.08.2 and played
            "the last clip of a track plays from the first frame of its file",
            "Split its last frame off before you export, or set its beginning again in Kdenlive.",
            _forgotten,
        ),
        OTHER_TAKES,
        NO_LENGTH,
        MISSING,
    )

    def rewrite(self, timeline: Node, context: DialectContext) -> list[str]:
        """See the class."""
        notes = fixes.spell_kinds(timeline)
        notes += fixes.one_rate(timeline, context.rate, self.host)
        notes += _split_last_frames(timeline)
        speech.mark_lines(timeline, counted_from="clip")  # it adds where the clip starts itself
        return notes


def _split_last_frames(timeline: Node) -> list[str]:
    """The last frame of each of our tracks as a clip of its own: one frame alone is lost.

    `reading.returning` puts them together again.
    """
    split = []
    for track in tracks(timeline):
        last = _last_clip(track) if is_ours(track) else None
        duration = used_range(last or {}).get("duration")
        frames, rate = (duration["value"], duration["rate"]) if duration else (0, 0)
        if last is None or frames < 2 or _first(last) <= 0:
            continue
        begin = last["source_range"]["start_time"]["value"]
        frame = copy.deepcopy(last)
        last["source_range"] = time_range(begin, frames - 1, rate)
        frame["source_range"] = time_range(begin + frames - 1, 1, rate)
        held(frame, "deepaudio").pop("text", None)  # it is said once
        siblings = track["children"]
        behind = next(n for n, child in enumerate(siblings, 1) if child is last)
        siblings.insert(behind, frame)
        split.append(str(track.get("name")))
    if not split:
        return []
    return [
        "Kdenlive 26.08 plays the last clip of a track from the beginning of its file: the last "
        f"frame of {' and '.join(split)} is a clip of its own, so that no more is lost"
    ]
