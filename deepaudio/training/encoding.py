"""Features of a clip, made by the engine's networks: for the sound network, and for speech.

What is too short, too long, silent or without words is refused by name: nothing is made up. What
sound training hears is resampled as MMAudio's training was, not as a render is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.deepaudio_v1.model_pool import ModelPool
from deepaudio.engines.deepaudio_v1.picture import load_frames
from deepaudio.features import speech_text
from deepaudio.features.energy import energy_contour, quantised
from deepaudio.features.mel import MEL_16K, MEL_44K, MEL_SPEECH, log_mel
from deepaudio.features.reference import resample_sinc
from deepaudio.features.video import for_clip, for_sync
from deepaudio.media.picture import JobPicture
from deepaudio.networks.sequence import SequenceConfig, sequence_16k, sequence_44k
from deepaudio.networks.vae import VAE
from deepaudio.sampling.audio import FINAL, AudioCodec, AudioFlowSettings, sample_latent
from deepaudio.training.clip_sound import read_mono, resample_kaiser
from deepaudio.training.config import SOUND_STAGES
from deepaudio.training.draws import generator
from deepaudio.training.lists import ListedClip
from deepaudio.weights.expected import network_of
from deepaudio.weights.loading import load_strict
from deepaudio.weights.store import Store
from deepaudio_plugin.core.errors import MediaError, MediaMissingError

SOUND_S = 8.0
"""Length of every clip of sound."""

SHORTEST_S, LONGEST_S = 0.3, 30.0
"""Of a clip of speech."""

VERSION = 1
"""Of what is computed here; features of another one are not mixed."""

_SILENT = 1e-6
_PEAK = 0.95
_PICTURE_LACKS_S = 0.1  # that may be missing at a picture's end: the last frame's own time
_SHORTEST_WINDOW_S = 1.0  # that the sound network is asked for
_IMAGES = 8  # encoded at once


@dataclass(frozen=True)
class ClipFeatures:
    """Of a clip: tensors by name, its frames, and whether it has a picture."""

    tensors: Mapping[str, Tensor]
    frames: int
    has_video: bool


class LeftOutError(ValueError):
    """A clip that is not learnt from, and why; `kind` counts alike reasons together."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


class Encoders:
    """Networks of a variant, as training wants them."""

    def __init__(self, pool: ModelPool, store: Store, flow: AudioFlowSettings = FINAL) -> None:
        self.pool = pool
        self._store = store
        self._flow = flow

    def identity(self, stage: str) -> dict[str, str]:
        """What the features of a stage depend on."""
        roles = {
            "v2a": ("clip", "merges", "synchformer", "vae"),
            "tts": ("vocabulary",),
        }.get(stage, ("clip", "merges", "synchformer", "v2a", "vae", "vocoder", "vocabulary"))
        found = {role: self.pool.fingerprint(role) for role in roles}
        if "v2a" in roles:
            found["steps"] = str(self._flow.steps)
        return found | {"version": str(VERSION)}

    @torch.inference_mode()
    def extras(self, stage: str) -> dict[str, Tensor]:
        """What all clips of a stage share: of sound, what stands in for no text."""
        return {"empty_text": self._text("")} if stage in SOUND_STAGES else {}

    def features(self, clip: ListedClip, stage: str) -> ClipFeatures:
        """Features of a clip for a stage. Raises LeftOutError and MediaError."""
        for path in filter(None, (clip.video, clip.sound)):
            if not Path(path).is_file():
                raise MediaMissingError("there is no such file", where=path)
        with torch.inference_mode():
            if stage in SOUND_STAGES:
                return self._of_sound(clip)
            return self._of_speech(clip, stage)

    # -- sound ------------------------------------------------------------------------

    def _of_sound(self, clip: ListedClip) -> ClipFeatures:
        lengths = self._lengths(SOUND_S)
        wave, rate = _heard(clip)
        wave = wave / np.abs(wave).max() * np.float32(_PEAK)
        resampled = resample_kaiser(torch.from_numpy(wave), rate, lengths.sample_rate)
        if len(resampled) < lengths.num_samples:
            raise LeftOutError(
                "too short", f"its sound is {len(wave) / rate:.2f} s long, {SOUND_S:g} s needed"
            )
        config = MEL_16K if lengths.sample_rate == 16_000 else MEL_44K
        config = replace(config, mel_bins=self._vae.config.mel_bins)
        heard = resampled[None, : lengths.num_samples].to(self.pool.placement.device)
        posterior = self._vae.encode(log_mel(heard, config))
        moments = {"mean": posterior.mean, "std": posterior.std}
        tensors = {name: moment[0].mT.half().cpu() for name, moment in moments.items()}
        if clip.video:
            tensors |= self._seen(clip, SOUND_S)
        if clip.caption.strip():
            tensors["text"] = self._text(clip.caption).half()
        return ClipFeatures(tensors, len(tensors["mean"]), bool(clip.video))

    @cached_property
    def _vae(self) -> VAE:
        """The codec with its encoder, which a render does not load."""
        artefact = self.pool.parts["vae"]
        convert, network = network_of(artefact)
        assert isinstance(network, VAE)
        load_strict(network, convert(self._store.tensors(artefact)), name=artefact.file)
        return network.to(self.pool.placement.device)

    def _lengths(self, seconds: float) -> SequenceConfig:
        return (sequence_16k if self.pool.codec_rate == 16_000 else sequence_44k)(seconds)

    def _text(self, text: str) -> Tensor:
        ids = self.pool.tokenizer()([text])
        with self.pool.clip() as network:
            on = network.positional_embedding.device
            return network.encode_text(ids.to(on))[0].float().cpu()

    def _seen(
        self, clip: ListedClip, seconds: float, start_s: float = 0.0, *, held_s: float = 0.0
    ) -> dict[str, Tensor]:
        """Features of the picture of `seconds` from `start_s` of the clip on.

        For the last `held_s` the picture need not be there: its last frame is held.
        """
        picture = JobPicture(
            clip.video,
            media_start_s=clip.start_s + start_s,
            clock_start_s=0.0,
            duration_s=seconds,
            available_end_s=clip.end_s,
        )
        seen = load_frames(picture, 0.0, seconds, lambda: None)
        if seen.end_s < seconds - held_s - _PICTURE_LACKS_S:
            raise LeftOutError("too short", f"its picture is {start_s + seen.end_s:.2f} s long")
        with self.pool.clip() as network:
            like = network.positional_embedding
            images = [
                network.encode_images(for_clip(part).to(like))[0].half().cpu()
                for part in torch.split(seen.frames.clip, _IMAGES)
            ]
        with self.pool.synchformer() as synchformer:
            motion = synchformer(for_sync(seen.frames.sync).to(synchformer.cls_token))[0]
        return {"clip": torch.cat(images), "sync": motion.half().cpu()}

    # -- speech -----------------------------------------------------------------------

    def _of_speech(self, clip: ListedClip, stage: str) -> ClipFeatures:
        self._check_words(clip, stage)
        wave, rate = _heard(clip)
        seconds = len(wave) / rate
        if not SHORTEST_S <= seconds <= LONGEST_S:
            if seconds > LONGEST_S:
                raise LeftOutError("too long", f"over {LONGEST_S:g} s")
            raise LeftOutError("too short", f"{seconds:.2f} s, not {SHORTEST_S} s")
        waveform = resample_sinc(torch.from_numpy(wave)[None], rate, MEL_SPEECH.sample_rate)
        tensors = {"mel": log_mel(waveform, MEL_SPEECH)[0].mT.half(), "ids": self._ids(clip, stage)}
        has_video = bool(clip.video) and stage != "tts"
        if has_video:
            tensors |= self._guided(clip, seconds)
        return ClipFeatures(tensors, len(tensors["mel"]), has_video)

    def _check_words(self, clip: ListedClip, stage: str) -> None:
        """Raises LeftOutError when nothing would be learnt from the text but spaces and signs."""
        text = clip.text.strip()
        if not text:
            raise LeftOutError("no words", "its text is empty")
        if not any(map(str.isalnum, text)):
            raise LeftOutError("no words", "its text is punctuation only")
        tokens = [token for token in _tokens(clip, stage) if any(map(str.isalnum, token))]
        if len(self.pool.vocabulary().unknown(tokens)) == len(set(tokens)):
            raise LeftOutError("no words", "the network knows none of its letters")

    def _ids(self, clip: ListedClip, stage: str) -> Tensor:
        """Token ids. What the vocabulary lacks is a space, as in the reference."""
        return self.pool.vocabulary().ids([_tokens(clip, stage)])[0].to(torch.int32)

    def _guided(self, clip: ListedClip, seconds: float) -> dict[str, Tensor]:
        """What the sound network hears in the picture without any prompt, in windows of 8 s."""
        count = max(1, int(np.ceil(seconds / SOUND_S)))
        length = seconds / count
        windows = [self._heard_in(clip, length, i * length) for i in range(count)]
        wave = np.concatenate([wave for _, _, wave in windows])
        energy = energy_contour(quantised(wave), self.pool.codec_rate, seconds)
        return {
            "energy": torch.from_numpy(energy),
            "latent": torch.cat([latent for latent, _, _ in windows]).half(),
            "sync": torch.cat([sync for _, sync, _ in windows]),
        }

    def _heard_in(
        self, clip: ListedClip, seconds: float, start_s: float
    ) -> tuple[Tensor, Tensor, Waveform]:
        """Latent, synchronisation features and sound of a window's free pass."""
        window_s = max(seconds, _SHORTEST_WINDOW_S)
        seen = self._seen(clip, window_s, start_s, held_s=window_s - seconds)
        lengths = self._lengths(window_s)
        with self.pool.v2a() as network:
            like = network.latent_mean
            clip_features, sync = seen["clip"][None].to(like), seen["sync"][None].to(like)
            text = network.empty_text(1)
            cond = network.conditions(clip_features, sync, text, lengths.latent_frames)
            none = (network.empty_clip(1, len(seen["clip"])), network.empty_sync(1, sync.shape[1]))
            null = network.conditions(*none, text, lengths.latent_frames)
            shape = (1, lengths.latent_frames, network.config.latent_dim)
            one = generator("free pass", clip.id, repr(start_s))
            noise = torch.randn(shape, generator=one).to(like)
            latent = sample_latent(network, cond, null, noise, self._flow)
            raw = network.unnormalise(latent)
        with self.pool.vae() as vae, self.pool.vocoder() as vocoder:
            wave = AudioCodec(vae, vocoder).decode(raw)[0].float().cpu().numpy()
        share = seconds / window_s
        return (
            _first(latent[0].float().cpu(), share),
            _first(seen["sync"], share),
            wave[: round(seconds * lengths.sample_rate)],
        )


def _first(rows: Tensor, share: float) -> Tensor:
    """The first part of rows (N, C), at least one."""
    return rows[: max(1, round(len(rows) * share))]


def _heard(clip: ListedClip) -> tuple[Waveform, int]:
    """A clip's own sound, of a long one no more than shows it. Raises LeftOutError if silent."""
    most_s = clip.start_s + LONGEST_S + 1
    end_s = most_s if clip.end_s is None else min(clip.end_s, most_s)
    wave, rate = read_mono(clip.sound, clip.start_s, end_s)
    if not len(wave):
        raise LeftOutError("too short", "there is no sound in its range")
    if not np.isfinite(wave).all():
        raise MediaError("its sound holds numbers that are none", where=clip.sound)
    if np.abs(wave).max() <= _SILENT:
        raise LeftOutError("silent", "its sound is silent throughout")
    return wave, rate


def _tokens(clip: ListedClip, stage: str) -> list[str]:
    """Tokens as each stage was trained with: pinyin, or for dubbing the characters."""
    text = clip.text.strip()
    return speech_text.tokens_of(text) if stage in ("tts", "voice") else list(text)
