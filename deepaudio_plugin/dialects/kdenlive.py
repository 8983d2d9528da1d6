"""Kdenlive 25.04 and later, which reads OTIO natively.

Source: KDE/kdenlive, src/otio/otioimport.cpp, and imports into 26.08 that were played back.
"""

from __future__ import annotations

from typing import ClassVar

from deepaudio_plugin.dialects import fixes, look, speech
from deepaudio_plugin.dialects.base import Scene
from deepaudio_plugin.dialects.common import (
    MISSING,
    NO_EFFECTS,
    NO_GENERATORS,
    NO_LENGTH,
    OTHER_TAKES,
)
from deepaudio_plugin.dialects.rules import Rule
from deepaudio_plugin.dialects.tree import Node
from deepaudio_plugin.writing.tracks import Clock


class Kdenlive:
    """One rate for everything, markers counted from the clip, links as they are."""

    name: ClassVar[str] = "kdenlive"
    host: ClassVar[str] = "Kdenlive"
    ending: ClassVar[str] = ""
    clock: ClassVar[Clock] = "file"  # it subtracts a timecode it finds in picture streams only
    subtitles: ClassVar[bool] = True
    sized: ClassVar[bool] = False
    rules: ClassVar[tuple[Rule, ...]] = (
        Rule(
            "no-media",
            "refused",  # importTimeline is only called back when the bin has loaded a file
            "Kdenlive's import waits for media and never ends when there is none",
            "Relink the media first.",
            look.no_media_at_all,
        ),
        Rule(
            "mixed-rates",
            "changed",  # the project takes timeline.duration().rate(), the highest there is
            "one item at another rate can set the rate of the whole project",
            "Let `--for kdenlive` count everything at the timeline's rate.",
            look.mixed_rates,
        ),
        Rule(
            "track-kind",
            "changed",  # importTimeline: a track is sound if its kind is "Audio", else picture
            "a track of another kind becomes a picture track",
            "Take it out, and import subtitles from a file: Project > Subtitles.",
            look.other_kind,
        ),
        Rule(
            "track-kind-spelling",
            "changed",
            "a sound track whose kind is not spelt Audio becomes a picture track",
            "Let `--for kdenlive` spell it.",
            look.odd_kind,
        ),
        Rule(
            "image-sequence",
            "dropped",  # "TODO: Image sequence references."
            "image sequences are not imported",
            "Use a movie file.",
            look.sequence,
        ),
        NO_GENERATORS,  # "TODO: Generator references."
        Rule(
            "without-media",
            "dropped",
            "clips without media are not imported",
            "Relink them, or render them to a file.",
            look.without_media,
        ),
        Rule(
            "nested",
            "dropped",  # importTrack looks at clips only
            "a nested sequence is not imported; what follows keeps its place",
            "Flatten it in the program that made it.",
            look.nested,
        ),
        Rule(
            "retime",
            "dropped",
            "changes of speed are not imported",
            "Set the speed again, or render the clip to a file.",
            look.retime,
        ),
        NO_EFFECTS,
        Rule(
            "transition",
            "changed",
            "a transition becomes a mix, or a cut in some versions",
            "Check the clips on both sides of it.",
            look.transition,
        ),
        OTHER_TAKES,
        NO_LENGTH,
        MISSING,
    )

    def rewrite(self, timeline: Node, scene: Scene) -> list[str]:
        """See the class."""
        notes = fixes.spell_kinds(timeline)
        notes += fixes.one_rate(timeline, scene.rate, self.host)
        speech.mark_lines(timeline, counted_from="clip")  # it adds where the clip starts itself
        return notes
