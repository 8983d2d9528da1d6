"""What the trained fusion is shown of a line's picture: features of the free pass, frame by frame.

The latent of the free pass and the synchronisation features of the windows that it was made
over, put on the frames of the speech network's mel as in the fusion's training, there over a clip
and here over a stretch, of which each part of a line takes its frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from deepaudio.dsp.waveform import CONTOUR_HOP_S, SAMPLE_RATE, Contour
from deepaudio.engines.base import PictureFeatures
from deepaudio.engines.deepaudio_v1.sound import PassFeatures
from deepaudio.features.evidence import latent_on_frames, motion_on_frames
from deepaudio.networks.mof import FLAGS, Evidence

_HOP = round(CONTOUR_HOP_S * SAMPLE_RATE)  # samples at 48 kHz in a frame

Rows = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PlacedPass:
    """A free pass, and where it counts in a line or a recording: samples [start, stop) of that.

    `origin` is the sample of the line, or before it, at which the pass begins.
    """

    features: PassFeatures
    start: int
    stop: int
    origin: int


def middles(frames: int) -> Times:
    """The middle of each frame, in samples."""
    return (np.arange(frames, dtype=np.float64) + 0.5) * _HOP


def kept_middles(frames: int, kept_s: Sequence[tuple[float, float]]) -> Times:
    """The middle of each frame of what was kept of a recording, in samples of the recording."""
    starts = np.array([start for start, _ in kept_s]) * SAMPLE_RATE
    lengths = np.array([stop - start for start, stop in kept_s]) * SAMPLE_RATE
    before = np.concatenate([[0.0], np.cumsum(lengths)[:-1]])
    at = middles(frames)
    piece = np.searchsorted(before, at, side="right") - 1
    found: Times = at - before[piece] + starts[piece]
    return found


def features_at(placed: Sequence[PlacedPass], at: Times) -> PictureFeatures:
    """Features at moments `at` (F,), in samples: of the pass that counts there, else zero.

    Raises ValueError where there is no pass at all.
    """
    rows = [on_frames(one.features) for one in placed]
    if not rows:
        raise ValueError("there is no free pass to take features of")
    latent = np.zeros((len(at), rows[0][0].shape[1]), np.float32)
    sync = np.zeros((len(at), rows[0][1].shape[1]), np.float32)
    known = np.zeros(len(at), np.bool_)
    for one, (of_sound, of_motion) in zip(placed, rows, strict=True):
        here = (at >= one.start) & (at < one.stop)
        frames = ((at[here] - one.origin) // _HOP).astype(np.int64).clip(0, len(of_sound) - 1)
        latent[here], sync[here], known[here] = of_sound[frames], of_motion[frames], True
    return PictureFeatures(latent, sync, known)


def on_frames(heard: PassFeatures) -> tuple[Rows, Rows]:
    """Latents (F, C) and synchronisation features (F, C') of a pass, from its first sample on.

    Where windows overlap the later one's synchronisation features count; the latent is one for all.
    """
    frames = max(_frames(window.start + window.length) for window in heard.windows)
    latent = latent_on_frames(heard.latent.float(), frames)
    sync = torch.zeros(frames, heard.windows[0].sync.shape[1])
    for window in heard.windows:
        first, count = _frames(window.start), _frames(window.length)
        moving = motion_on_frames(window.sync.float(), count)
        sync[first : first + count] = moving[: frames - first]
    return latent.numpy(), sync.numpy()


def _frames(samples: int) -> int:
    return round(samples / _HOP)


def evidence_of(contour: Contour, features: PictureFeatures | None) -> Tensor | Evidence:
    """A contour (F,) as it is, or with features as all evidence of one item (1, F, ...)."""
    energy = torch.from_numpy(np.ascontiguousarray(contour))
    if features is None:
        return energy
    flags = torch.zeros(1, len(contour), FLAGS)
    flags[..., :3] = torch.from_numpy(features.known)[:, None]
    latent, sync = (torch.from_numpy(rows)[None] for rows in (features.latent, features.sync))
    return Evidence(energy[None, :, None], latent, sync, flags)
