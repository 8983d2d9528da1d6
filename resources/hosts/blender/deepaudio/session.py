"""The open .blend and what is under way for it: where files go, and the one render at a time.

Here Blender's API meets the modules that know nothing of it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import bpy

from . import media_length, otio_json, placing
from .errors import ExtensionError
from .outside import RenderArguments, RenderProcess, open_window
from .received import PlacementPlan
from .scene import SceneContext, edit_of

FOLDER = "DeepAudio"
"""Beside the .blend: timelines that were sent, and what was rendered for them."""

running: RenderProcess | None = None
"""The render under way in this Blender."""


def scene_of(context: Any) -> Any:
    """The scene whose strips are on the screen: since Blender 5.0 the sequencer has its own."""
    return getattr(context, "sequencer_scene", None) or context.scene


def timeline_path(scene: Any) -> Path:
    """Where the timeline of a scene is saved. Raises ExtensionError in an unsaved .blend."""
    if not bpy.data.filepath:
        raise ExtensionError(
            "this .blend is not saved yet", "Save it: the sounds are kept beside it"
        )
    blend = Path(bpy.data.filepath)
    name = re.sub(r"[^\w\- ]+", "_", f"{blend.stem} {scene.name}").strip()
    return blend.parent / FOLDER / f"{name}.otio"


def written_path(scene: Any) -> Path:
    """Where a render of that timeline writes to."""
    sent = timeline_path(scene)
    return sent.with_name(f"{sent.stem}.deepaudio.otio")


def send(scene: Any) -> tuple[Path, tuple[str, ...]]:
    """Save the scene's edit as a timeline; returns it and what could not be said exactly.

    Raises ExtensionError when there is nothing to send, or nowhere to put it.
    """
    path = timeline_path(scene)
    edit = edit_of(scene, scene_context(scene))
    if not edit.strips:
        raise ExtensionError(
            f"the scene “{scene.name}” has no strips", "Add your film to the Video Sequencer first"
        )
    if path.exists() and not _sent_by_us(path):
        raise ExtensionError(f"{path} is not a file of DeepAudio", "Move it away")
    text = otio_json.timeline(edit, speak_text=scene.deepaudio.speak_text)
    try:
        path.parent.mkdir(exist_ok=True)
        temp = path.with_suffix(".part")
        temp.write_text(text, encoding="utf-8")
        temp.replace(path)
    except OSError as error:
        reason = error.strerror or error
        raise ExtensionError(
            f"{path.parent} cannot be written to ({reason})", "Save the .blend elsewhere"
        ) from error
    return path, edit.notes


def _sent_by_us(path: Path) -> bool:
    try:
        facts = json.loads(path.read_bytes())
        return bool(facts["metadata"]["blender"]["sent_by"] == otio_json.OWNER)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def scene_context(scene: Any) -> SceneContext:
    """What reading a scene needs of Blender."""
    fps, base = scene.render.fps, scene.render.fps_base
    return SceneContext(
        abspath=lambda path: str(Path(bpy.path.abspath(path)).absolute()),
        measure=lambda kind, path: media_length.measure(kind, path, fps, base),
    )


def start_render(scene: Any) -> tuple[RenderProcess, tuple[str, ...]]:
    """Send the scene and start a render of it. Raises ExtensionError, also when one is running."""
    global running  # noqa: PLW0603 - one Blender, one render
    if running is not None:
        raise ExtensionError("a render is under way already", "Wait for it, or stop it")
    path, notes = send(scene)
    running = RenderProcess(path, render_arguments(scene))
    return running, notes


def ended() -> None:
    """The render is over."""
    global running  # noqa: PLW0603
    running = None


def render_arguments(scene: Any) -> RenderArguments:
    """What the panel's fields say. Raises ExtensionError for subtitles that are not there."""
    chosen = scene.deepaudio
    subtitles = str(Path(bpy.path.abspath(chosen.subtitles))) if chosen.subtitles else ""
    if subtitles and not Path(subtitles).is_file():
        raise ExtensionError(f"there are no subtitles at {subtitles}", "Choose the file again")
    return RenderArguments(subtitles, chosen.engine, chosen.takes)


def window(scene: Any) -> tuple[str, ...]:
    """Send the scene and open it in the window. Raises ExtensionError."""
    path, notes = send(scene)
    open_window(path)
    return notes


def receive(scene: Any, written: Path) -> PlacementPlan:
    """Put the tracks of a written timeline into the scene. Raises ExtensionError."""
    return placing.receive(scene, written, _relpath)


def _relpath(path: str) -> str:
    """As a path of the .blend, so that a project that moves keeps its sounds."""
    if not bpy.data.filepath:
        return path
    try:
        return str(bpy.path.relpath(path))
    except ValueError:  # on another drive
        return path


def summary(placed: PlacementPlan) -> str:
    """What was put in, in a sentence."""
    text = f"{len(placed.add)} sounds on {len(placed.channels)} channels"
    if placed.kept:
        text += f"; {len(placed.kept)} that you had changed are kept"
        if placed.mute:
            text += f", {len(placed.mute)} of them muted because there is a newer sound"
    return text
