"""Visible shots and takes whose thumbnails and waveforms are needed, from the middle outwards."""

from __future__ import annotations

from collections.abc import Iterable

from deepaudio_plugin.backend.messages import FILM_KEY
from deepaudio_plugin.backend.views import ClipView, JobView, ShotView

from .paint_jobs import chosen_take
from .paint_rows import MIN_PICTURE
from .paint_waves import MIN_WAVEFORM, clip_key
from .rows import Row, Rows
from .scale import Scale

_MAX_REFS = 240


def visible_pictures(row: Row, scale: Scale, edges: tuple[int, int]) -> list[str]:
    """References of shots that are visible and wide enough for a thumbnail."""
    found = (row.items[n] for n in _visible(row, scale, edges, MIN_PICTURE))
    return [shot.ref for shot in found if isinstance(shot, ShotView) and shot.has_picture]


def visible_peaks(rows: Iterable[Row], scale: Scale, edges: tuple[int, int]) -> dict[str, str]:
    """Keys of the takes that are drawn with a waveform, and the references of their jobs."""
    found: dict[str, str] = {}
    for row in rows:
        for n in _visible(row, scale, edges, MIN_WAVEFORM):
            job = row.items[n]
            take = chosen_take(job) if isinstance(job, JobView) else None
            if take is not None and take.path:
                found[take.key] = row.refs[n]
    return found


def visible_film(rows: Rows, scale: Scale, edges: tuple[int, int]) -> list[str]:
    """Keys of the film's own sound that is drawn: of its sound tracks, else of its shots."""
    keys = []
    for index in sorted(rows.sounding & rows.tracks.keys()):
        row = rows.tracks[index]
        clips = (row.items[n] for n in _visible(row, scale, edges, MIN_WAVEFORM))
        keys += [clip_key(clip) for clip in clips if isinstance(clip, ClipView)]
    if rows.sounding:
        return keys
    shots = (rows.shots.items[n] for n in _visible(rows.shots, scale, edges, MIN_WAVEFORM))
    return [FILM_KEY + s.ref for s in shots if isinstance(s, ShotView) and s.has_picture]


def _visible(row: Row, scale: Scale, edges: tuple[int, int], least: int) -> list[int]:
    """Positions of visible items at least so many pixels wide, the middle ones first."""
    left, right = edges
    low, high = row.between(scale.frame(left), scale.frame(right) + 1)
    if (high - low) * least > 2 * (right - left):  # most are too narrow
        return []
    k, middle = scale.per_frame, scale.frame((left + right) // 2)
    wide = [n for n in range(low, high) if (row.ends[n] - row.starts[n]) * k >= least]
    wide.sort(key=lambda n: abs(row.starts[n] + row.ends[n] - 2 * middle))
    return wide[:_MAX_REFS]
