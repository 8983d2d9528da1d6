"""Shots and cues made in memory at 24 frames a second, and the plan of them."""

from __future__ import annotations

from typing import Any

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.decisions.model import UNDECIDED, Decisions
from deepaudio_plugin.planning.plan import Plan, make_plan
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.timeline.shots import Shot
from tests.helpers.cuts import clip, document, frames, track

RATE = 24.0
ENGINE = EngineInfo(
    "sketch", True, "Sketch engine: not the model", version="1", voices=("ann", "bob", "cat")
)


def shot(index: int, first: int, length: int, **more: Any) -> Shot:
    """A shot of `length` frames whose media begins at ten seconds."""
    picture = PictureSource(f"/media/{index}.mov", media_start_s=10.0, duration_s=length / RATE)
    values: dict[str, Any] = {"picture": picture, **more}
    return Shot(index, f"shot {index}", frames(first, length), "V1", **values)


def cue(start_ms: int, end_ms: int, text: str, speaker: str = "", kind: str = "line") -> Cue:
    """A cue of a sidecar file."""
    span = TimeRange(RationalTime(start_ms, 1000), RationalTime(end_ms - start_ms, 1000))
    return Cue(f"cut#{start_ms}", kind, span, text, speaker, source=f"cut.srt:{start_ms}")


def planned(
    shots: list[Shot],
    cues: list[Cue],
    *,
    start: int = 86_400,
    engine: EngineInfo = ENGINE,
    identity: Any = lambda picture: picture.path,
    decisions: Decisions = UNDECIDED,
    **options: Any,
) -> Plan:
    """The plan of these on a timeline that begins at frame `start` of the day."""
    return make_plan(
        material(shots, cues, start), RenderOptions(**options), engine, identity, decisions
    )


def material(shots: list[Shot], cues: list[Cue], start: int = 86_400) -> Material:
    """These as if read from a timeline that begins at frame `start` of the day."""
    length = max([240, *(int(s.range.end_time_exclusive().value) for s in shots)])
    opened = document(track(clip("cut", 0, length)), start=start)
    return Material(opened, tuple(shots), tuple(cues), ())
