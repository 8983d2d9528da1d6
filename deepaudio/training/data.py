"""What is trained on: items, sets of them, and their batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from deepaudio.features.evidence import latent_on_frames, motion_on_frames
from deepaudio.features.speech_text import PAD
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.networks.mof import FLAGS, Evidence
from deepaudio.training.flow import SoundBatch, SpeechBatch

Item_co = TypeVar("Item_co", covariant=True)
Value = TypeVar("Value")


class Dataset(Protocol[Item_co]):
    """A set of items, in memory or not."""

    def __len__(self) -> int:
        """Their number."""

    def __getitem__(self, index: int) -> Item_co:
        """One of them."""

    def name(self, index: int) -> str:
        """What a person knows it by."""

    def length(self, index: int) -> int:
        """Its frames: of the mel for speech, of the latent for sound."""


@dataclass(frozen=True)
class SoundItem:
    """A clip for the sound network. Without a picture `clip` and `sync` are None."""

    mean: Tensor  # (N, C)
    std: Tensor  # (N, C)
    clip: Tensor | None = None  # (Nc, Cc)
    sync: Tensor | None = None  # (8 S, Cs)
    text: Tensor | None = None  # (L, Ct)
    name: str = ""

    @property
    def frames(self) -> int:
        """Of the latent."""
        return len(self.mean)


@dataclass(frozen=True)
class SpeechItem:
    """A clip for the speech network; what is not known of its picture is None."""

    mel: Tensor  # (F, M)
    ids: Tensor  # (L,)
    energy: Tensor | None = None  # (F',), about as long as the mel
    latent: Tensor | None = None  # (N, C) of the sound network's free pass over the clip
    sync: Tensor | None = None  # (8 S, C)
    prompted: bool = False  # whether the picture came with a prompt
    name: str = ""

    @property
    def frames(self) -> int:
        """Of the mel."""
        return len(self.mel)


class InMemory(Generic[Value]):
    """Items that are there already."""

    def __init__(self, items: Iterable[Value]) -> None:
        self._items = list(items)

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: int) -> Value:
        return self._items[index]

    def name(self, index: int) -> str:
        """See `Dataset`."""
        return str(getattr(self._items[index], "name", "")) or f"item {index}"

    def length(self, index: int) -> int:
        """See `Dataset`."""
        return int(self._items[index].frames)  # type: ignore[attr-defined]


class Joined(Generic[Value]):
    """Several sets one after the other, each `repeat` times over."""

    def __init__(self, sets: Sequence[tuple[Dataset[Value], int]]) -> None:
        self._places = [
            (data, index) for data, repeat in sets for _ in range(repeat)
            for index in range(len(data))
        ]  # fmt: skip

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, index: int) -> Value:
        data, inner = self._places[index]
        return data[inner]

    def name(self, index: int) -> str:
        """See `Dataset`."""
        data, inner = self._places[index]
        return data.name(inner)

    def length(self, index: int) -> int:
        """See `Dataset`."""
        data, inner = self._places[index]
        return data.length(inner)


def fingerprint(data: Dataset[object]) -> str:
    """Of names and lengths in their order: the same step sees the same items only then."""
    digest = hashlib.sha256()
    for index in range(len(data)):
        digest.update(f"{data.name(index)}\0{data.length(index)}\n".encode())
    return digest.hexdigest()[:16]


# -- batches ------------------------------------------------------------------------


def sound_batch(items: Sequence[SoundItem], network: MMAudio) -> SoundBatch:
    """Clips of one length together. Raises ValueError when their lengths differ.

    What a clip lacks is zero here; the network puts its own features there.
    """
    tokens = next((len(i.clip) for i in items if i.clip is not None), 1)
    motion = next((len(i.sync) for i in items if i.sync is not None), 8)
    c = network.config
    return SoundBatch(
        _stacked([i.mean for i in items], ()),
        _stacked([i.std for i in items], ()),
        _stacked([i.clip for i in items], (tokens, c.clip_dim)),
        _stacked([i.sync for i in items], (motion, c.sync_dim)),
        _stacked([i.text for i in items], (c.text_tokens, c.text_dim)),
        torch.tensor([i.clip is not None and i.sync is not None for i in items]),
        torch.tensor([i.text is not None for i in items]),
    )


def _stacked(parts: Sequence[Tensor | None], shape: tuple[int, ...]) -> Tensor:
    rows = [torch.zeros(shape) if part is None else part.float() for part in parts]
    if len({row.shape for row in rows}) > 1:
        raise ValueError(f"clips of a batch differ in length: {sorted({len(r) for r in rows})}")
    return torch.stack(rows)


def speech_batch(items: Sequence[SpeechItem], fusion: tuple[int, int] | None = None) -> SpeechBatch:
    """Clips padded to the longest: mel and energy with zeros, ids with -1.

    With `fusion`, the widths of its latents and of its synchronisation features, what is known
    of the picture is put on the frames too.
    """
    frames = max(i.frames for i in items)
    energy = torch.stack([_energy(i, frames) for i in items])
    return SpeechBatch(
        pad_sequence([i.mel.float() for i in items], batch_first=True),
        torch.tensor([i.frames for i in items]),
        pad_sequence([i.ids for i in items], batch_first=True, padding_value=PAD),
        energy,
        None if fusion is None else _evidence(items, energy, *fusion),
    )


def _energy(item: SpeechItem, frames: int) -> Tensor:
    """(F, 1): cut to the mel's length, zero where nothing is known."""
    energy = torch.zeros(frames, 1)
    if item.energy is not None:
        known = item.energy.flatten()[: item.frames].float()
        energy[: len(known), 0] = known
    return energy


def _evidence(
    items: Sequence[SpeechItem], energy: Tensor, latent_dim: int, sync_dim: int
) -> Evidence:
    batch, frames, _ = energy.shape
    latent, sync = torch.zeros(batch, frames, latent_dim), torch.zeros(batch, frames, sync_dim)
    flags = torch.zeros(batch, frames, FLAGS)
    for row, item in enumerate(items):
        own = slice(0, item.frames)
        flags[row, own, 0] = item.energy is not None
        if item.latent is not None:
            latent[row, own] = latent_on_frames(item.latent.float(), item.frames)
            flags[row, own, 1] = 1
        if item.sync is not None and len(item.sync):
            sync[row, own] = motion_on_frames(item.sync.float(), item.frames)
            flags[row, own, 2] = 1
        flags[row, own, 4] = item.prompted
    return Evidence(energy, latent, sync, flags)
