"""Blender's Video Sequencer, which reads no OTIO itself: through our extension or others.

Sources: tin2tin/VSE_OTIO_Export; Blender's own sequencer, driven from Python.
"""

from __future__ import annotations

from typing import ClassVar

from deepaudio_plugin.hosts.dialects import addresses, fixes, look
from deepaudio_plugin.hosts.dialects.base import Scene
from deepaudio_plugin.hosts.dialects.common import EVERYWHERE, NO_RANGE, OTHER_TAKES
from deepaudio_plugin.hosts.dialects.rules import Rule
from deepaudio_plugin.hosts.dialects.tree import Node
from deepaudio_plugin.timeline.timing import Clock


class Blender:
    """Bare absolute paths: strips take them as they stand."""

    name: ClassVar[str] = "blender"
    host: ClassVar[str] = "Blender"
    ending: ClassVar[str] = ""
    clock: ClassVar[Clock] = "file"
    subtitles: ClassVar[bool] = True
    sized: ClassVar[bool] = False
    rules: ClassVar[tuple[Rule, ...]] = (
        Rule(
            "file-url",
            "dropped",  # bpy: sequences.new_sound takes a path
            "a strip takes a path and no file:// address",
            "Let `--for blender` write paths.",
            look.url_link,
        ),
        Rule(
            "relative-path",
            "changed",
            "a relative link is looked for beside the .blend file",
            "Use absolute paths; `--for blender` does.",
            look.relative_link,
        ),
        Rule("generator", "dropped", "generators have no strip", "Render them.", look.generator()),
        Rule(
            "without-media",
            "dropped",
            "clips without media have no strip",
            "Relink them, or render them to a file.",
            look.without_media,
        ),
        Rule(
            "effect", "dropped", "effects are not carried over", "Make them again.", look.effect()
        ),
        NO_RANGE,
        OTHER_TAKES,
        *EVERYWHERE,
    )

    def rewrite(self, timeline: Node, scene: Scene) -> list[str]:
        """See the class."""
        notes = fixes.spell_kinds(timeline)
        return notes + addresses.restyle(timeline, "path", scene.folder, self.host)
