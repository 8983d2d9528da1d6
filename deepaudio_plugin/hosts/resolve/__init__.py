"""DaVinci Resolve: where the program and its scripts are. What runs inside is in
`resources/hosts/resolve`: Python for Studio, Lua for the free edition."""

from __future__ import annotations

from deepaudio_plugin.hosts.base import Host

HOST = Host(
    name="resolve",
    title="DaVinci Resolve",
    way="window",
    click=(
        "Open your project in Resolve (save it first when it is new) and choose a timeline.",
        "Studio: choose Workspace ▸ Scripts ▸ DeepAudio ▸ Open window; when the tracks are "
        "written, ▸ Bring tracks in makes a new timeline of them. Restart Resolve if they are not "
        "listed.",
        "Free edition: choose ▸ Open window (free edition); when the tracks are written, choose "
        "File ▸ Import ▸ Timeline and the written .otio.",
    ),
    undo=("Timelines that were brought in stay in your projects.",),
    bring_in="In Resolve Studio choose Workspace ▸ Scripts ▸ DeepAudio ▸ Bring tracks in; in the "
    "free edition File ▸ Import ▸ Timeline and this file.",
    dialect="deepaudio_plugin.hosts.resolve.dialect:Resolve",
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
        "linux": "{data}/DaVinciResolve/Fusion",
        "macos": "{config}/Blackmagic Design/DaVinci Resolve/Fusion",
        "windows": "{config}/Blackmagic Design/DaVinci Resolve/Support/Fusion",
    },
    launcher="deepaudio/deepaudio.json",
    shared_into="deepaudio",
)
