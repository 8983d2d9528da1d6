"""Blender: where its extensions live. What runs inside Blender is in `resources/hosts/blender`,
which needs nothing of this package: Blender's Python has neither OpenTimelineIO nor us."""

from __future__ import annotations

from deepaudio_plugin.hosts.base import Host

HOST = Host(
    name="blender",
    title="Blender",
    way="window",
    click=(
        "Start Blender (or restart it), open Edit ▸ Preferences ▸ Add-ons and tick “DeepAudio”.",
        "In the Video Sequencer press N and open the tab “DeepAudio”.",
    ),
    undo=(
        "Untick “DeepAudio” in Edit ▸ Preferences ▸ Add-ons. Strips that it made stay in your "
        "scenes; they are ordinary sound strips.",
    ),
    bring_in="In Blender's Video Sequencer, tab DeepAudio, bring the tracks in.",
    dialect="deepaudio_plugin.hosts.blender.dialect:Blender",
    programs=("blender",),
    program_variable="DEEPAUDIO_BLENDER",
    well_known={
        "linux": (
            "{programs}/blender*/blender",
            "{home}/blender*/blender",
            "{home}/Applications/blender*/blender",
            "/usr/local/blender*/blender",
            "/snap/bin/blender",
        ),
        "macos": (
            "{programs}/Blender*.app/Contents/MacOS/Blender",
            "{home}/Applications/Blender*.app/Contents/MacOS/Blender",
        ),
        "windows": ("{programs}/Blender Foundation/Blender*/blender.exe",),
    },
    traces={
        "linux": ("{config}/blender/[0-9]*",),
        "macos": ("{config}/Blender/[0-9]*",),
        "windows": ("{config}/Blender Foundation/Blender/[0-9]*",),
    },
    version_arguments=("--version",),
    version_pattern=r"(?:^|Blender |[-_/\\])(\d+\.\d+(?:\.\d+)?)",
    oldest="4.2",
    folder={
        "linux": "{config}/blender/{version}/extensions/user_default",
        "macos": "{config}/Blender/{version}/extensions/user_default",
        "windows": "{config}/Blender Foundation/Blender/{version}/extensions/user_default",
    },
    folder_variables=(
        ("BLENDER_USER_EXTENSIONS", "user_default"),
        ("BLENDER_USER_RESOURCES", "extensions/user_default"),
    ),
    launcher="deepaudio/deepaudio.json",
)
