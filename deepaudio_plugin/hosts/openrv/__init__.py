"""OpenRV: where the program and its packages are. What runs inside is in `resources/hosts/openrv`;
where RV brings PySide6 it docks the panel, before that it opens the window."""

from __future__ import annotations

from deepaudio_plugin.hosts.base import Host

HOST = Host(
    name="openrv",
    title="OpenRV",
    way="panel",
    click=(
        "Start RV and open Preferences ▸ Packages.",
        "Tick “Installed” and “Load” for DeepAudio, and restart RV.",
        "Open an .otio file and choose Tools ▸ DeepAudio ▸ Panel, or ▸ Open window where there is "
        "no panel (an RV with PySide2).",
        "When the tracks are written: Tools ▸ DeepAudio ▸ Bring tracks in opens them as a source.",
    ),
    undo=(
        "Untick “Load” and “Installed” for DeepAudio in Preferences ▸ Packages before removing.",
    ),
    bring_in="In RV choose Tools ▸ DeepAudio ▸ Bring tracks in.",
    dialect="deepaudio_plugin.hosts.openrv.dialect:OpenRV",
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
    packages=("deepaudio_plugin", "deepaudio_ui", "deepaudio_resources", "platformdirs"),
    packages_into="deepaudio/packages",
    shared_into="deepaudio",
)
