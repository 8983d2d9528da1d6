"""Hosts that take no plug-in of ours: the desktop window beside them, and files between.

Nothing is installed into these; what is here says whether they are on the machine and what
to click.
"""

from __future__ import annotations


def watch_and_write(host: str) -> str:
    """The step in the middle: our window on the folder that the host exports to."""
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
