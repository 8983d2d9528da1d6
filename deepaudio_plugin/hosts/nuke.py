"""Nuke, Nuke Studio and Hiero: where the program and its start-up files are."""

from __future__ import annotations

from deepaudio_plugin.hosts.base import HostInstall

INSTALL = HostInstall(
    name="nuke",
    title="Nuke Studio / Hiero",
    way="panel",
    click=(
        "Restart Nuke Studio or Hiero and open your project.",
        "Choose Window ▸ DeepAudio, and dock the panel where you like it.",
    ),
    undo=("Restart Nuke Studio or Hiero. Tracks that were brought in stay in your sequences.",),
    programs=("nukestudio", "NukeStudio", "Nuke", "hiero"),
    program_variable="DEEPAUDIO_NUKE",
    well_known={
        "linux": (
            "/usr/local/Nuke[0-9]*/Nuke[0-9]*",
            "{programs}/Nuke[0-9]*/Nuke[0-9]*",
            "{home}/Nuke[0-9]*/Nuke[0-9]*",
        ),
        "macos": ("{programs}/Nuke[0-9]*/Nuke[0-9]*.app/Contents/MacOS/Nuke*",),
        "windows": ("{programs}/Nuke[0-9]*/Nuke[0-9]*.exe",),
    },
    version_pattern=r"Nuke(\d+\.\d+(?:v\d+)?)",
    oldest="13.2",  # the first with an OTIO importer of its own
    folder={"linux": "{home}/.nuke", "macos": "{home}/.nuke", "windows": "{home}/.nuke"},
    launcher="deepaudio/deepaudio.json",
)
