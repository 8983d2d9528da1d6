"""OpenRV 4 and later, through the OTIO reader it comes with.

Source: AcademySoftwareFoundation/OpenRV, the package otio_reader.
"""

from __future__ import annotations

from typing import ClassVar

from deepaudio_plugin.hosts.dialects import addresses, checks, fixes
from deepaudio_plugin.hosts.dialects.base import DialectContext
from deepaudio_plugin.hosts.dialects.common import EVERYWHERE, NO_RANGE, OTHER_TAKES
from deepaudio_plugin.hosts.dialects.rules import LintRule
from deepaudio_plugin.hosts.dialects.tree import Node
from deepaudio_plugin.timeline.timing import Clock


class OpenRV:
    """Bare absolute paths."""

    host: ClassVar[str] = "OpenRV"
    ending: ClassVar[str] = ""
    clock: ClassVar[Clock] = "file"
    subtitles: ClassVar[bool] = False  # a review tool: nothing in it reads them
    sized: ClassVar[bool] = False
    crossfades: ClassVar[bool] = False
    rules: ClassVar[tuple[LintRule, ...]] = (
        LintRule(
            "relative-path",
            "changed",
            "a relative link is found only from the folder RV was started in",
            "Use absolute paths; `--for openrv` does.",
            checks.relative_link,
        ),
        LintRule(
            "without-media",
            "changed",
            "a clip without media is shown as a blank picture",
            "Relink it, or render it to a file.",
            checks.without_media,
        ),
        LintRule(
            "effect",
            "dropped",
            "effects of other programs are not shown",
            "Bake them into the media for a review.",
            checks.effect(),
        ),
        NO_RANGE,
        OTHER_TAKES,
        *EVERYWHERE,
    )

    def rewrite(self, timeline: Node, context: DialectContext) -> list[str]:
        """See the class."""
        notes = fixes.spell_kinds(timeline)
        return notes + addresses.restyle(timeline, "path", context.folder, self.host)
