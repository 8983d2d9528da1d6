"""Hosts that take no plug-in of ours: the desktop window beside them, and files between.

Nothing is installed into these; what is here says whether they are on the machine and what
to click.
"""

from __future__ import annotations

from deepaudio_plugin.hosts.base import HostInstall


def _window(host: str) -> str:
    return (
        f"Run: deepaudio-panel --watch FOLDER --for {host}, with the folder that you export to; "
        "render and write. The window tells when you export again."
    )


_BRING_IN = {
    "resolve": "In Resolve Studio choose Workspace ▸ Scripts ▸ DeepAudio ▸ Bring tracks in; in the "
    "free edition File ▸ Import ▸ Timeline and this file.",
    "premiere": "In Premiere choose File ▸ Import and this file; it comes as a new sequence.",
    "kdenlive": "In Kdenlive choose File ▸ OpenTimelineIO Import and this file; it opens as a new "
    "project.",
    "avid": "In Media Composer import this file into a bin; the new tracks are in its sequence.",
    "nuke": "In Nuke Studio or Hiero choose DeepAudio ▸ Bring tracks in.",
    "openrv": "In RV choose Tools ▸ DeepAudio ▸ Bring tracks in.",
    "blender": "In Blender's Video Sequencer, tab DeepAudio, bring the tracks in.",
}


def bring_in(host: str) -> str:
    """What to do in a host with a timeline that was written for it; "" when that is not known."""
    return _BRING_IN.get(host, "")


PREMIERE = HostInstall(
    name="premiere",
    title="Adobe Premiere Pro",
    way="files",
    click=(
        "In Premiere choose File ▸ Export ▸ OpenTimelineIO (2025 and later), or ▸ Final Cut Pro "
        "XML.",
        _window("premiere"),
        "In Premiere choose File ▸ Import and the written timeline; it comes as a new sequence.",
    ),
    program_variable="DEEPAUDIO_PREMIERE",
    well_known={
        "macos": ("{programs}/Adobe Premiere Pro*/Adobe Premiere Pro*.app/Contents/MacOS/Adobe*",),
        "windows": ("{programs}/Adobe/Adobe Premiere Pro*/Adobe Premiere Pro.exe",),
    },
    version_pattern=r"Premiere Pro (\d+(?:\.\d+)*)",
)

KDENLIVE = HostInstall(
    name="kdenlive",
    title="Kdenlive",
    way="files",
    click=(
        "In Kdenlive choose File ▸ OpenTimelineIO Export.",
        _window("kdenlive"),
        "In Kdenlive choose File ▸ OpenTimelineIO Import and the written timeline; it opens as a "
        "new project.",
    ),
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

AVID = HostInstall(
    name="avid",
    title="Avid Media Composer",
    way="files",
    click=(
        "In Media Composer choose File ▸ Output ▸ Export to File and AAF, linked to the media.",
        _window("avid"),
        "Import the written AAF into a bin: the new tracks are in its sequence.",
    ),
    program_variable="DEEPAUDIO_AVID",
    well_known={
        "macos": ("{programs}/Avid Media Composer/*.app/Contents/MacOS/AvidMediaComposer",),
        "windows": ("{programs}/Avid/Avid Media Composer/AvidMediaComposer.exe",),
    },
)
