"""OpenRV 4 and later, through the OTIO reader it comes with.

Source: AcademySoftwareFoundation/OpenRV, the package otio_reader.
"""

from __future__ import annotations

from typing import ClassVar

from deepaudio_plugin.hosts.dialects import addresses, fixes, look
from deepaudio_plugin.hosts.dialects.base import Scene
from deepaudio_plugin.hosts.dialects.common import EVERYWHERE, NO_RANGE, OTHER_TAKES
from deepaudio_plugin.hosts.dialects.rules import Rule
from deepaudio_plugin.hosts.dialects.tree import Node
from deepaudio_plugin.timeline.timing import Clock


class OpenRV:
    """Bare absolute paths."""

    name: ClassVar[str] = "openrv"
    host: ClassVar[str] = "OpenRV"
    ending: ClassVar[str] = ""
    clock: ClassVar[Clock] = "file"
    subtitles: ClassVar[bool] = False  # a review tool: nothing in it reads them
    sized: ClassVar[bool] = False
    rules: ClassVar[tuple[Rule, ...]] = (
        Rule(
            "relative-path",
            "changed",
            "a relative link is found only from the folder RV was started in",
            "Use absolute paths; `--for openrv` does.",
            look.relative_link,
        ),
        Rule(
            "without-media",
            "changed",
            "a clip without media is shown as a blank picture",
            "Relink it, or render it to a file.",
            look.without_media,
        ),
        Rule(
            "effect",
            "dropped",
            "effects of other programs are not shown",
            "Bake them into the media for a review.",
            look.effect(),
        ),
        NO_RANGE,
        OTHER_TAKES,
        *EVERYWHERE,
    )

    def rewrite(self, timeline: Node, scene: Scene) -> list[str]:
        """See the class."""
        notes = fixes.spell_kinds(timeline)
        return notes + addresses.restyle(timeline, "path", scene.folder, self.host)
