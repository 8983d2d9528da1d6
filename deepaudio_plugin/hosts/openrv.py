"""OpenRV: where the program and its packages are."""

from __future__ import annotations

from deepaudio_plugin.hosts.base import HostInstall

INSTALL = HostInstall(
    name="openrv",
    title="OpenRV",
    way="panel",
    click=(
        "Start RV and open Preferences ▸ Packages.",
        "Tick “Installed” and “Load” for DeepAudio, and restart RV.",
        "Choose Tools ▸ DeepAudio.",
    ),
    undo=(
        "Untick “Load” and “Installed” for DeepAudio in Preferences ▸ Packages before removing.",
    ),
    programs=("rv", "RV"),
    program_variable="DEEPAUDIO_RV",
    well_known={
        "linux": (
            "{programs}/*[Rr][Vv]*/bin/rv",
            "/usr/local/*[Rr][Vv]*/bin/rv",
            "{home}/*[Rr][Vv]*/bin/rv",
        ),
        "macos": ("{programs}/RV*.app/Contents/MacOS/RV",),
        "windows": ("{programs}/*RV*/bin/rv.exe",),
    },
    oldest="2.0",
    folder={
        "linux": "{home}/.rv",
        "macos": "{config}/RV",
        "windows": "{config}/RV",
    },
    folder_variables=(("RV_SUPPORT_PATH", ""),),
    launcher="deepaudio/deepaudio.json",
)
