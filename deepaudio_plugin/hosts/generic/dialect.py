"""Plain OTIO: what OpenTimelineIO's own specification says, for readers nobody named."""

from __future__ import annotations

from typing import ClassVar

from deepaudio_plugin.hosts.dialects.base import DialectContext
from deepaudio_plugin.hosts.dialects.common import (
    MISSING,
    NO_LENGTH,
    NO_RANGE,
    ODD_KIND,
    OTHER_KIND,
)
from deepaudio_plugin.hosts.dialects.rules import LintRule
from deepaudio_plugin.hosts.dialects.tree import Node
from deepaudio_plugin.timeline.timing import Clock


class Generic:
    """The timeline as it is, to the byte, with our tracks behind the others."""

    host: ClassVar[str] = "a reader of plain OTIO"
    ending: ClassVar[str] = ""
    clock: ClassVar[Clock] = "file"
    subtitles: ClassVar[bool] = False
    sized: ClassVar[bool] = False
    crossfades: ClassVar[bool] = True
    rules: ClassVar[tuple[LintRule, ...]] = (NO_LENGTH, OTHER_KIND, ODD_KIND, MISSING, NO_RANGE)

    def rewrite(self, timeline: Node, context: DialectContext) -> list[str]:
        """Change nothing."""
        return []
