"""Encodes pictures and prompts, with a cache, so that another take needs no encoder.

What is encoded together never depends on what else is asked for or on the memory there is: in
half precision the shape of a batch changes the features' last bits, and they are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import Control
from deepaudio.engines.deepaudio_v1.about import SOUND_VERSION
from deepaudio.engines.deepaudio_v1.feature_folder import FeatureFolder
from deepaudio.engines.deepaudio_v1.model_pool import ModelPool
from deepaudio.engines.deepaudio_v1.picture import LoadedFrames, load_frames
from deepaudio.engines.deepaudio_v1.runtime import RecentResults
from deepaudio.features.video import for_clip, for_sync
from deepaudio.media.picture import JobPicture
from deepaudio.networks.sequence import SYNC_SEGMENT, SYNC_STEP
from deepaudio.sampling.interruptible import interruptible

_KEPT_VIEWS = 256  # windows; a megabyte each
_KEPT_TEXTS = 1024
_IMAGES = 8  # encoded between two checks for cancellation
_SEGMENTS = 4


@dataclass(frozen=True)
class View:
    """Features of a window of picture, in the machine's memory."""

    clip: Tensor  # (1, Tc, C)
    sync: Tensor  # (1, 8 S, C)
    end_s: float  # job time from which there was no picture


class VisualEncoder:
    """The encoders, with a cache in memory and on disk."""

    def __init__(self, folder: FeatureFolder | None = None) -> None:
        self._views: RecentResults[View] = RecentResults(_KEPT_VIEWS)
        self._texts: RecentResults[Tensor] = RecentResults(_KEPT_TEXTS)
        self._folder = folder or FeatureFolder()
        self.encoded = 0  # number of pictures and texts encoded so far

    @torch.inference_mode()
    def view(
        self, pool: ModelPool, picture: JobPicture, start: int, length: int, control: Control
    ) -> View:
        """Features of `length` samples of job time from `start` on. Raises MediaError."""
        key = f"{_encoders(pool)} {picture!r} {stamp(picture)} {start} {length}"
        found = self._views.get(key)
        if found is not None:
            return found
        stored = self._folder.get(key)
        if stored is not None:
            view = View(stored["clip"], stored["sync"], float(stored["end_s"]))
            return self._views.keep(key, view)
        control.progress("picture", 0.0)
        seen = load_frames(picture, start / SAMPLE_RATE, length / SAMPLE_RATE, control.check)
        view = View(_clip(pool, seen, control), _sync(pool, seen, control), seen.end_s)
        self.encoded += 1
        end_s = torch.tensor(view.end_s, dtype=torch.float64)
        self._folder.keep(key, {"clip": view.clip, "sync": view.sync, "end_s": end_s})
        return self._views.keep(key, view)

    @torch.inference_mode()
    def texts(self, pool: ModelPool, texts: list[str]) -> Tensor:
        """Features (B, 77, C) of prompts."""
        keys = {text: f"{_encoders(pool)} text {text}" for text in texts}
        found: dict[str, Tensor | None] = {text: self._text(key) for text, key in keys.items()}
        missing = [text for text, features in found.items() if features is None]
        if missing:
            ids = pool.tokenizer()(missing)
            with pool.clip() as clip:
                for text, one in zip(
                    missing, ids.to(clip.positional_embedding.device), strict=True
                ):
                    encoded = clip.encode_text(one[None])[0].cpu()
                    found[text] = self._texts.keep(keys[text], encoded)
                    self._folder.keep(keys[text], {"text": encoded})
            self.encoded += 1
        return torch.stack([features for text in texts if (features := found[text]) is not None])

    def _text(self, key: str) -> Tensor | None:
        known = self._texts.get(key)
        if known is None and (stored := self._folder.get(key)) is not None:
            known = self._texts.keep(key, stored["text"])
        return known


def _encoders(pool: ModelPool) -> str:
    """What features depend on besides picture and text: weights, their precision, the version."""
    weights = [pool.fingerprint(role) for role in ("clip", "merges", "synchformer")]
    return " ".join([str(SOUND_VERSION), str(pool.placement.sound), *weights])


def _clip(pool: ModelPool, seen: LoadedFrames, control: Control) -> Tensor:
    frames = seen.frames.clip
    with pool.clip() as clip, interruptible(clip, control.check):
        like = clip.positional_embedding
        parts = []
        for part in torch.split(frames, _IMAGES):
            control.check()
            parts.append(clip.encode_images(for_clip(part).to(like)).cpu())
            control.progress("picture", 0.5 * len(parts) * _IMAGES / len(frames))
    return torch.cat(parts, dim=1)


def _sync(pool: ModelPool, seen: LoadedFrames, control: Control) -> Tensor:
    """Encode groups of segments; the features equal those of the whole."""
    frames = seen.frames.sync
    segments = (len(frames) - SYNC_SEGMENT) // SYNC_STEP + 1
    with pool.synchformer() as synchformer, interruptible(synchformer, control.check):
        like = synchformer.cls_token
        parts = []
        for first in range(0, segments, _SEGMENTS):
            control.check()
            last = min(segments, first + _SEGMENTS) - 1
            piece = frames[first * SYNC_STEP : last * SYNC_STEP + SYNC_SEGMENT]
            parts.append(synchformer(for_sync(piece).to(like)).cpu())
            control.progress("picture", 0.5 + 0.5 * (last + 1) / segments)
    return torch.cat(parts, dim=1)


def stamp(picture: JobPicture) -> str:
    """A stamp that changes when the media file changes."""
    path = Path(picture.path)
    try:
        facts = (path.parent if picture.kind == "sequence" else path).stat()
    except OSError:
        return ""
    return f"{facts.st_mtime_ns} {facts.st_size}"
