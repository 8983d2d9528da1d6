"""Avid Media Composer: where the program is, and what to click. Nothing is installed into it."""

from __future__ import annotations

from deepaudio_plugin.hosts.base import HostInstall
from deepaudio_plugin.hosts.companion import watch_and_write

INSTALL = HostInstall(
    name="avid",
    title="Avid Media Composer",
    way="files",
    click=(
        "In Media Composer choose File ▸ Output ▸ Export to File and AAF, linked to the media.",
        watch_and_write("avid"),
        "Import the written AAF into a bin: the new tracks are in its sequence.",
    ),
    program_variable="DEEPAUDIO_AVID",
    well_known={
        "macos": ("{programs}/Avid Media Composer/*.app/Contents/MacOS/AvidMediaComposer",),
        "windows": ("{programs}/Avid/Avid Media Composer/AvidMediaComposer.exe",),
    },
)
