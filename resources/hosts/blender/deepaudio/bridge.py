"""Blender behind the protocols of `deepaudio_plugin.hosts.base`.

They are structural: nothing of that package is imported here, and what Blender can do is
there as a method.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy

from . import session
from .scene import strips_of


@dataclass(frozen=True)
class Sent:
    """A timeline that was saved."""

    path: Path
    name: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """Frames from the scene's first; `end` is exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class Placed:
    """What was put into the scene."""

    timeline: str
    clips: int
    notes: tuple[str, ...]


class BlenderHost:
    """The Blender around us and the scene it shows."""

    name = "blender"
    version = bpy.app.version_string

    @property
    def _scene(self) -> Any:
        return session.scene_of(bpy.context)

    def send_timeline(self, folder: Path) -> Sent:
        """Save the scene's edit beside the .blend; `folder` is not needed. Raises Refusal."""
        path, notes = session.send(self._scene)
        return Sent(path, self._scene.name, notes)

    def selection(self) -> tuple[Span, ...]:
        """Where the selected strips are, in order."""
        scene = self._scene
        editor = scene.sequence_editor
        chosen = [strip for strip in strips_of(editor) if strip.select] if editor else []
        spans = {(s.frame_final_start, s.frame_final_end) for s in chosen}
        first = scene.frame_start
        return tuple(Span(start - first, end - first) for start, end in sorted(spans))

    def playhead(self) -> int:
        """Frames from the scene's first."""
        return int(self._scene.frame_current - self._scene.frame_start)

    def move_playhead(self, frame: int) -> None:
        """Show another frame."""
        self._scene.frame_set(self._scene.frame_start + frame)

    def receive_tracks(self, written: Path) -> Placed:
        """Put our tracks in, as one step of Blender's undo. Raises Refusal."""
        placed = session.receive(self._scene, written)
        bpy.ops.ed.undo_push(message="DeepAudio")
        return Placed(self._scene.name, len(placed.add), (session.summary(placed),))

    def undo(self) -> None:
        """Take the last step back."""
        bpy.ops.ed.undo()

    def open_panel(self) -> None:
        """Open our window with the scene's edit. Raises Refusal."""
        session.window(self._scene)
