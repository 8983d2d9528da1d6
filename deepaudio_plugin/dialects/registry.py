"""The dialects by the names that `--for` takes."""

from __future__ import annotations

from deepaudio_plugin.dialects.avid import Avid
from deepaudio_plugin.dialects.base import Dialect
from deepaudio_plugin.dialects.blender import Blender
from deepaudio_plugin.dialects.generic import Generic
from deepaudio_plugin.dialects.kdenlive import Kdenlive
from deepaudio_plugin.dialects.nuke import Nuke
from deepaudio_plugin.dialects.openrv import OpenRV
from deepaudio_plugin.dialects.premiere import Premiere
from deepaudio_plugin.dialects.resolve import Resolve

_ALL: tuple[Dialect, ...] = (
    Generic(),
    Resolve(),
    Premiere(),
    Kdenlive(),
    Nuke(),
    Avid(),
    Blender(),
    OpenRV(),
)
DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in _ALL}
"""Every dialect by name; `options.DIALECTS` lists the same names without loading them."""


def dialect(name: str) -> Dialect:
    """The dialect of this name, which `RenderOptions` has checked."""
    return DIALECTS[name]
