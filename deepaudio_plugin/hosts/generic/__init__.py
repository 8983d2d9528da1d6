"""Plain OTIO, for readers nobody named."""

from __future__ import annotations

from deepaudio_plugin.hosts.base import Host

HOST = Host(
    name="generic",
    title="Any editor that reads OpenTimelineIO",
    dialect="deepaudio_plugin.hosts.generic.dialect:Generic",
)
