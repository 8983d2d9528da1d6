"""Avid Media Composer, which exports OTIO (a preview) and imports AAF.

Sources: OpenTimelineIO's ADOPTERS.md; OpenTimelineIO/otio-aaf-adapter, README and aaf_writer;
OpenTimelineIO issue 766 and otio-aaf-adapter issue 62 on timecode and offline media.
"""

from __future__ import annotations

from typing import ClassVar

from deepaudio_plugin.hosts.dialects import checks, fixes, speech
from deepaudio_plugin.hosts.dialects.base import DialectContext
from deepaudio_plugin.hosts.dialects.common import EVERYWHERE, OTHER_TAKES
from deepaudio_plugin.hosts.dialects.rules import LintRule
from deepaudio_plugin.hosts.dialects.tree import Node
from deepaudio_plugin.timeline.timing import Clock


class Avid:
    """An AAF, conformed by timecode."""

    host: ClassVar[str] = "Media Composer"
    ending: ClassVar[str] = "aaf"
    clock: ClassVar[Clock] = "timecode"
    subtitles: ClassVar[bool] = True
    sized: ClassVar[bool] = False
    crossfades: ClassVar[bool] = False
    rules: ClassVar[tuple[LintRule, ...]] = (
        LintRule(
            "retime",
            "dropped",  # the adapter writes no retimes
            "an AAF from here holds no changes of speed",
            "Set the speed again, or render the clip to a file.",
            checks.retime,
        ),
        LintRule(
            "effect",
            "dropped",  # nor effects
            "an AAF from here holds no effects",
            "Make them again.",
            checks.effect(),
        ),
        LintRule(
            "generator",
            "dropped",
            "generators are written as gaps",
            "Render them to a file.",
            checks.generator(),
        ),
        LintRule(
            "without-media",
            "dropped",
            "a clip without media is written as a gap",
            "Relink it, or render it to a file.",
            checks.without_media,
        ),
        LintRule(
            "image-sequence",
            "dropped",
            "image sequences are written as gaps",
            "Use a movie file.",
            checks.sequence,
        ),
        LintRule(
            "no-available-range",
            "dropped",  # aaf_writer's validator: a clip's media must say its range
            "media whose length is not said cannot be written",
            "Let `--for avid` say it.",
            checks.without_range,
        ),
        LintRule(
            "mixed-rates",
            "changed",  # the validator wants one edit rate a track
            "items at another rate are counted at the timeline's",
            "Check their in-points.",
            checks.mixed_rates,
        ),
        OTHER_TAKES,
        *EVERYWHERE,
    )

    def rewrite(self, timeline: Node, context: DialectContext) -> list[str]:
        """See the class."""
        notes = fixes.spell_kinds(timeline)
        notes += fixes.say_ranges(timeline)
        speech.mark_lines(timeline)
        return notes
