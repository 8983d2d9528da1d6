"""DaVinci Resolve: where the program and its scripts are."""

from __future__ import annotations

from deepaudio_plugin.hosts.base import HostInstall

INSTALL = HostInstall(
    name="resolve",
    title="DaVinci Resolve",
    way="window",
    click=(
        "Open your project in Resolve (save it first when it is new) and choose a timeline.",
        "Choose Workspace ▸ Scripts ▸ DeepAudio. Restart Resolve if it is not in the list.",
    ),
    undo=("Timelines that were brought in stay in your projects.",),
    programs=("resolve",),
    program_variable="DEEPAUDIO_RESOLVE",
    well_known={
        "linux": ("{programs}/resolve/bin/resolve",),
        "macos": (
            "{programs}/DaVinci Resolve*/DaVinci Resolve*.app/Contents/MacOS/Resolve",
            "{programs}/DaVinci Resolve*.app/Contents/MacOS/Resolve",
        ),
        "windows": ("{programs}/Blackmagic Design/DaVinci Resolve/Resolve.exe",),
    },
    traces={
        "linux": ("{data}/DaVinciResolve/Fusion",),
        "macos": ("{config}/Blackmagic Design/DaVinci Resolve/Fusion",),
        "windows": ("{config}/Blackmagic Design/DaVinci Resolve/Support/Fusion",),
    },
    oldest="18.5",  # the first that imports OTIO
    folder={
        "linux": "{data}/DaVinciResolve/Fusion/Scripts/Utility",
        "macos": "{config}/Blackmagic Design/DaVinci Resolve/Fusion/Scripts/Utility",
        "windows": "{config}/Blackmagic Design/DaVinci Resolve/Support/Fusion/Scripts/Utility",
    },
    launcher="deepaudio/deepaudio.json",
)
