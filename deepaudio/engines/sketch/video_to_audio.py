"""V2A of the sketch engine: sound computed from what moves in the picture."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deepaudio.dsp.audio import Audio
from deepaudio.dsp.contour import contour_length
from deepaudio.dsp.edges import fade_ends
from deepaudio.dsp.waveform import CONTOUR_HOP_S, Contour
from deepaudio.engines.base import AudioRequest, Control
from deepaudio.engines.sketch.events import activity
from deepaudio.engines.sketch.hit_levels import heard
from deepaudio.engines.sketch.picture_analysis import analyse_picture
from deepaudio.engines.sketch.score import Score, write_score
from deepaudio.engines.sketch.score_synthesis import CHANNELS, synthesise
from deepaudio.media.picture import JobPicture

_STILL = 0.02  # grey levels of mean change below which a picture is still
_KEPT_SCORES = 8


class SketchVideoToAudio:
    """`VideoToAudio` of the sketch engine: textures and strikes from the bank."""

    def __init__(self) -> None:
        self._scores: OrderedDict[str, Score] = OrderedDict()
        self._lock = threading.Lock()

    def generate(self, request: AudioRequest, start: int, length: int, control: Control) -> Audio:
        """Samples [start, start + length) of the job. See `VideoToAudio`.

        Every sample is a function of the request and its own place in job time, so windows
        agree where they overlap. Raises `MediaError` if the picture cannot be watched.
        """
        if length <= 0:
            return Audio.silence(0, 1 if request.channels == 1 else CHANNELS)
        score = self._score(replace(request, part=""), control)
        if request.part == "ambience":
            score = replace(score, notes=())
        if start <= -request.handle_in:  # once per job, with its first window
            for warning in score.warnings:
                control.warn(warning)
        control.check()
        sound = synthesise(score, request, start, length)
        first, last = -request.handle_in, request.num_samples + request.handle_out
        return Audio(fade_ends(sound, start, first, last))

    def _score(self, request: AudioRequest, control: Control) -> Score:
        """The job's score; windows of one job share it."""
        key = f"{request!r} {_stamp(request.picture)}"
        with self._lock:
            if key in self._scores:
                self._scores.move_to_end(key)
                return self._scores[key]
        score = heard(write_score(request, control.check), request)
        with self._lock:
            self._scores[key] = score
            while len(self._scores) > _KEPT_SCORES:
                self._scores.popitem(last=False)
        return score


def motion_contour(shown: Sequence[tuple[JobPicture, float]]) -> Contour:
    """How much moves in pictures that show one after the other, each so many seconds.

    (F,) in [0, 1], one value per CONTOUR_HOP_S, divided by its maximum; zeros when nothing
    moves. Camera motion, cuts and steady noise are taken out. Raises `MediaError`.
    """
    edges_s = np.cumsum([0.0, *(duration_s for _, duration_s in shown)])
    frames = [contour_length(edge_s) for edge_s in edges_s.tolist()]
    curves = [
        _motion(picture, duration_s, last - first)
        for (picture, duration_s), first, last in zip(shown, frames, frames[1:], strict=False)
    ]
    curve = np.concatenate(curves) if curves else np.zeros(0)
    peak = float(curve.max(initial=0.0))
    return (curve / peak if peak > _STILL else np.zeros(len(curve))).astype(np.float32)


def _motion(picture: JobPicture, duration_s: float, count: int) -> npt.NDArray[np.float64]:
    """The motion of a picture over [0, duration_s) of job time: `count` grey levels of change."""
    seen = analyse_picture(picture, 0.0, duration_s).motion if count else None
    if seen is None or len(seen) < 2:
        return np.zeros(count)
    raw = activity(seen)
    times = (seen.times_s[1:] + seen.times_s[:-1]) / 2  # motion happens between two frames
    grid = (np.arange(count) + 0.5) * CONTOUR_HOP_S
    curve: npt.NDArray[np.float64] = np.interp(grid, times, raw[1:])
    return curve


def _stamp(picture: JobPicture | None) -> str:
    """Changes when the media file does."""
    if picture is None or picture.kind == "sequence" or not Path(picture.path).is_file():
        return ""
    stat = Path(picture.path).stat()
    return f"{stat.st_mtime_ns} {stat.st_size}"
