"""The dialects by the names that `--for` takes."""

from __future__ import annotations

from deepaudio_plugin.hosts.avid.dialect import Avid
from deepaudio_plugin.hosts.blender.dialect import Blender
from deepaudio_plugin.hosts.dialects.base import Dialect
from deepaudio_plugin.hosts.generic.dialect import Generic
from deepaudio_plugin.hosts.kdenlive.dialect import Kdenlive
from deepaudio_plugin.hosts.nuke.dialect import Nuke
from deepaudio_plugin.hosts.openrv.dialect import OpenRV
from deepaudio_plugin.hosts.premiere.dialect import Premiere
from deepaudio_plugin.hosts.resolve.dialect import Resolve

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
