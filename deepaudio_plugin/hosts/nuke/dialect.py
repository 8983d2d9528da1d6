"""Nuke Studio and Hiero 13.2 and later.

Sources: Foundry's OTIO importer as it comes with the program, and OpenTimelineIO's earlier
one (application_plugins/hiero); ynput/ayon-core pull 44.
"""

from __future__ import annotations

from typing import ClassVar

from deepaudio_plugin.hosts.dialects import addresses, checks, fixes
from deepaudio_plugin.hosts.dialects.base import DialectContext
from deepaudio_plugin.hosts.dialects.common import (
    EVERYWHERE,
    NO_EFFECTS,
    NO_GENERATORS,
    NO_RANGE,
    OFFLINE,
    OTHER_TAKES,
)
from deepaudio_plugin.hosts.dialects.rules import LintRule
from deepaudio_plugin.hosts.dialects.tree import Node
from deepaudio_plugin.timeline.timing import Clock


class Nuke:
    """Bare paths, image sequences as patterns."""

    host: ClassVar[str] = "Nuke Studio"
    ending: ClassVar[str] = ""
    clock: ClassVar[Clock] = "file"
    subtitles: ClassVar[bool] = False  # nothing in it reads them
    sized: ClassVar[bool] = False
    crossfades: ClassVar[bool] = False
    rules: ClassVar[tuple[LintRule, ...]] = (
        LintRule(
            "image-sequence",
            "refused",  # ayon-core pull 44
            "the import fails at OTIO's image sequences",
            "Let `--for nuke` name the files by a pattern.",
            checks.sequence,
        ),
        LintRule(
            "relative-path",
            "dropped",  # the importer takes file:// and bare paths as they stand
            "a relative link is not found",
            "Use absolute paths; `--for nuke` does.",
            checks.relative_link,
        ),
        LintRule(
            "marker",
            "dropped",  # the importer reads no markers
            "markers are not imported",
            "Keep them in the program they come from, or as a list.",
            checks.marker,
        ),
        NO_GENERATORS,
        OFFLINE,
        NO_EFFECTS,  # but LinearTimeWarp and FreezeFrame, which the importer reads
        NO_RANGE,
        OTHER_TAKES,
        *EVERYWHERE,
    )

    def rewrite(self, timeline: Node, context: DialectContext) -> list[str]:
        """See the class."""
        notes = fixes.spell_kinds(timeline)
        notes += fixes.say_ranges(timeline)
        notes += addresses.restyle(timeline, "path", context.folder, self.host)
        return notes + fixes.sequences_as_files(timeline, "printf", self.host)
