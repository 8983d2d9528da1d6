"""How many frames a medium holds, as Blender's own sequencer counts them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import bpy

from .scene import strips_of


def measure(kind: str, path: str, fps: int, fps_base: float) -> int:
    """Frames of a "movie" or "sound" in a scene of that rate; 0 when it cannot be opened."""
    try:
        changed = Path(path).stat().st_mtime_ns
    except OSError:
        return 0
    return _measured(kind, path, fps, fps_base, changed)


@lru_cache(maxsize=256)
def _measured(kind: str, path: str, fps: int, fps_base: float, _changed: int) -> int:
    """Put it into a scene of its own for a moment; strips tell only what retiming left."""
    scene = bpy.data.scenes.new(".deepaudio")
    try:
        scene.render.fps, scene.render.fps_base = fps, fps_base
        strips = strips_of(scene.sequence_editor_create())
        new = strips.new_movie if kind == "movie" else strips.new_sound
        return int(new("measured", path, 1, 1).frame_duration)
    except RuntimeError:
        return 0
    finally:
        bpy.data.scenes.remove(scene)
