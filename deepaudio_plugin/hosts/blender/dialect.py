"""Blender's Video Sequencer, which reads no OTIO itself: through our extension or others.

Sources: tin2tin/VSE_OTIO_Export; Blender's own sequencer, driven from Python.
"""

from __future__ import annotations

from typing import ClassVar

from deepaudio_plugin.hosts.dialects import addresses, checks, fixes
from deepaudio_plugin.hosts.dialects.base import DialectContext
from deepaudio_plugin.hosts.dialects.common import EVERYWHERE, NO_RANGE, OTHER_TAKES
from deepaudio_plugin.hosts.dialects.rules import LintRule
from deepaudio_plugin.hosts.dialects.tree import Node
from deepaudio_plugin.timeline.timing import Clock


class Blender:
    """Bare absolute paths: strips take them as they stand."""

    host: ClassVar[str] = "Blender"
    ending: ClassVar[str] = ""
    clock: ClassVar[Clock] = "file"
    subtitles: ClassVar[bool] = True
    sized: ClassVar[bool] = False
    crossfades: ClassVar[bool] = False
    rules: ClassVar[tuple[LintRule, ...]] = (
        LintRule(
            "file-url",
            "dropped",  # bpy: sequences.new_sound takes a path
            "a strip takes a path and no file:// address",
            "Let `--for blender` write paths.",
            checks.url_link,
        ),
        LintRule(
            "relative-path",
            "changed",
            "a relative link is looked for beside the .blend file",
            "Use absolute paths; `--for blender` does.",
            checks.relative_link,
        ),
        LintRule(
            "generator", "dropped", "generators have no strip", "Render them.", checks.generator()
        ),
        LintRule(
            "without-media",
            "dropped",
            "clips without media have no strip",
            "Relink them, or render them to a file.",
            checks.without_media,
        ),
        LintRule(
            "effect", "dropped", "effects are not carried over", "Make them again.", checks.effect()
        ),
        NO_RANGE,
        OTHER_TAKES,
        *EVERYWHERE,
    )

    def rewrite(self, timeline: Node, context: DialectContext) -> list[str]:
        """See the class."""
        notes = fixes.spell_kinds(timeline)
        return notes + addresses.restyle(timeline, "path", context.folder, self.host)
