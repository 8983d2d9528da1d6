"""Adobe Premiere Pro: where the program is, and what to click. Nothing is installed into it."""

from __future__ import annotations

from deepaudio_plugin.hosts.base import Host, watch_and_write

HOST = Host(
    name="premiere",
    title="Adobe Premiere Pro",
    way="files",
    click=(
        "In Premiere choose File ▸ Export ▸ OpenTimelineIO (2025 and later), or ▸ Final Cut Pro "
        "XML.",
        watch_and_write("premiere"),
        "In Premiere choose File ▸ Import and the written timeline; it comes as a new sequence.",
    ),
    bring_in="In Premiere choose File ▸ Import and this file; it comes as a new sequence.",
    dialect="deepaudio_plugin.hosts.premiere.dialect:Premiere",
    program_variable="DEEPAUDIO_PREMIERE",
    well_known={
        "macos": ("{programs}/Adobe Premiere Pro*/Adobe Premiere Pro*.app/Contents/MacOS/Adobe*",),
        "windows": ("{programs}/Adobe/Adobe Premiere Pro*/Adobe Premiere Pro.exe",),
    },
    version_pattern=r"Premiere Pro (\d+(?:\.\d+)*)",
)
