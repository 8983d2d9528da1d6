"""Avid Media Composer: where the program is, and what to click. Nothing is installed into it."""

from __future__ import annotations

from deepaudio_plugin.hosts.base import Host, watch_and_write

HOST = Host(
    name="avid",
    title="Avid Media Composer",
    way="files",
    click=(
        "In Media Composer choose File ▸ Output ▸ Export to File and AAF, linked to the media.",
        watch_and_write("avid"),
        "Import the written AAF into a bin: the new tracks are in its sequence.",
    ),
    bring_in="In Media Composer import this file into a bin; the new tracks are in its sequence.",
    dialect="deepaudio_plugin.hosts.avid.dialect:Avid",
    program_variable="DEEPAUDIO_AVID",
    well_known={
        "macos": ("{programs}/Avid Media Composer/*.app/Contents/MacOS/AvidMediaComposer",),
        "windows": ("{programs}/Avid/Avid Media Composer/AvidMediaComposer.exe",),
    },
)
