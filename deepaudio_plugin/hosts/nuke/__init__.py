"""Nuke Studio and Hiero: where the program and its start-up files are. What runs inside is in
`resources/hosts/nuke`; from Nuke 16 on it docks the panel, before that it opens the window."""

from __future__ import annotations

from deepaudio_plugin.hosts.base import Host

HOST = Host(
    name="nuke",
    title="Nuke Studio / Hiero",
    way="panel",
    click=(
        "Restart Nuke Studio or Hiero and open your project.",
        "16 and later: choose DeepAudio ▸ Panel, and dock it where you like it.",
        "13.2 to 15: choose DeepAudio ▸ Open window with this sequence.",
        "When the tracks are written: DeepAudio ▸ Bring tracks in makes a new sequence of them.",
    ),
    undo=("Restart Nuke Studio or Hiero. Sequences that were brought in stay in your project.",),
    bring_in="In Nuke Studio or Hiero choose DeepAudio ▸ Bring tracks in.",
    dialect="deepaudio_plugin.hosts.nuke.dialect:Nuke",
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
    packages=("deepaudio_plugin", "deepaudio_ui", "deepaudio_resources", "platformdirs"),
    packages_into="deepaudio/packages",
    shared_into="deepaudio",
)
