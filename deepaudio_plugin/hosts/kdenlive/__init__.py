"""Kdenlive: where the program is, and what to click. Nothing is installed into it."""

from __future__ import annotations

from deepaudio_plugin.hosts.base import Host, watch_and_write

HOST = Host(
    name="kdenlive",
    title="Kdenlive",
    way="files",
    click=(
        "In Kdenlive choose File ▸ OpenTimelineIO Export.",
        watch_and_write("kdenlive"),
        "In Kdenlive choose File ▸ OpenTimelineIO Import and the written timeline; it opens as a "
        "new project.",
    ),
    bring_in="In Kdenlive choose File ▸ OpenTimelineIO Import and this file; it opens as a new "
    "project.",
    dialect="deepaudio_plugin.hosts.kdenlive.dialect:Kdenlive",
    programs=("kdenlive",),
    program_variable="DEEPAUDIO_KDENLIVE",
    well_known={
        "linux": ("/var/lib/flatpak/exports/bin/org.kde.kdenlive", "/snap/bin/kdenlive"),
        "macos": ("{programs}/kdenlive.app/Contents/MacOS/kdenlive",),
        "windows": ("{programs}/kdenlive/bin/kdenlive.exe",),
    },
    version_arguments=("--version",),
    version_pattern=r"(?:kdenlive |[-_/])(\d+\.\d+(?:\.\d+)?)",
    oldest="25.04",  # the first with an OTIO importer of its own
)
