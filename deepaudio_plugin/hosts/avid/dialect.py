"""Avid Media Composer, which exports OTIO (a preview) and imports AAF.

Sources: OpenTimelineIO's ADOPTERS.md; OpenTimelineIO/otio-aaf-adapter, README and aaf_writer;
OpenTimelineIO issue 766 and otio-aaf-adapter issue 62 on timecode and offline media.
"""

from __future__ import annotations

from typing import ClassVar

from deepaudio_plugin.hosts.dialects import fixes, look, speech
from deepaudio_plugin.hosts.dialects.base import Scene
from deepaudio_plugin.hosts.dialects.common import EVERYWHERE, OTHER_TAKES
from deepaudio_plugin.hosts.dialects.rules import Rule
from deepaudio_plugin.hosts.dialects.tree import Node
from deepaudio_plugin.timeline.timing import Clock


class Avid:
    """An AAF, conformed by timecode."""

    name: ClassVar[str] = "avid"
    host: ClassVar[str] = "Media Composer"
    ending: ClassVar[str] = "aaf"
    clock: ClassVar[Clock] = "timecode"
    subtitles: ClassVar[bool] = True
    sized: ClassVar[bool] = False
    rules: ClassVar[tuple[Rule, ...]] = (
        Rule(
            "retime",
            "dropped",  # the adapter writes no retimes
            "an AAF from here holds no changes of speed",
            "Set the speed again, or render the clip to a file.",
            look.retime,
        ),
        Rule(
            "effect",
            "dropped",  # nor effects
            "an AAF from here holds no effects",
            "Make them again.",
            look.effect(),
        ),
        Rule(
            "generator",
            "dropped",
            "generators are written as gaps",
            "Render them to a file.",
            look.generator(),
        ),
        Rule(
            "without-media",
            "dropped",
            "a clip without media is written as a gap",
            "Relink it, or render it to a file.",
            look.without_media,
        ),
        Rule(
            "image-sequence",
            "dropped",
            "image sequences are written as gaps",
            "Use a movie file.",
            look.sequence,
        ),
        Rule(
            "no-available-range",
            "dropped",  # aaf_writer's validator: a clip's media must say its range
            "media whose length is not said cannot be written",
            "Let `--for avid` say it.",
            look.without_range,
        ),
        Rule(
            "mixed-rates",
            "changed",  # the validator wants one edit rate a track
            "items at another rate are counted at the timeline's",
            "Check their in-points.",
            look.mixed_rates,
        ),
        OTHER_TAKES,
        *EVERYWHERE,
    )

    def rewrite(self, timeline: Node, scene: Scene) -> list[str]:
        """See the class."""
        notes = fixes.spell_kinds(timeline)
        notes += fixes.say_ranges(timeline)
        speech.mark_lines(timeline)
        return notes
