"""The networks of a variant: loaded at first use, kept in memory, on the device while in use."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from torch import Tensor, nn

from deepaudio.engines.deepaudio_v1.device import (
    DevicePlacement,
    free_memory,
    matrix_precision,
)
from deepaudio.features.clip_text import ClipTokenizer
from deepaudio.features.speech_text import Vocabulary
from deepaudio.networks.bigvgan import BigVGAN
from deepaudio.networks.clip import Clip
from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.networks.mof import ModalityFusion, MofConfig
from deepaudio.networks.synchformer import Synchformer
from deepaudio.networks.vae import VAE
from deepaudio.networks.vocos import Vocos
from deepaudio.weights.expected import network_of
from deepaudio.weights.loading import WeightsMismatchError, load_strict
from deepaudio.weights.registry import Artefact
from deepaudio.weights.store import Store
from deepaudio_plugin.core.errors import WeightsDamagedError

ENCODERS = ("clip", "synchformer")
"""Large and rarely used: moved off the GPU after each use."""

HINTS = {
    "fusion": "Import it again, or do without it: deepaudio models import FOLDER, or "
    "--fusion published"
}
"""What helps against a damaged file that cannot be fetched, by role."""

_Network = TypeVar("_Network", bound=nn.Module)


@dataclass
class _Loaded:
    """A network, and its weights in the machine's own memory."""

    network: nn.Module
    tensors: dict[str, Tensor]
    moved: bool = False


@dataclass
class Acceleration:
    """What has not failed yet on this machine."""

    records: bool = True
    compiles: bool = True


class ModelPool:
    """Networks and lists of a variant. Not thread-safe."""

    def __init__(
        self, parts: Mapping[str, Artefact], store: Store, placement: DevicePlacement
    ) -> None:
        self.parts = dict(parts)
        self.placement = placement
        self._store = store
        self._loaded: dict[str, _Loaded] = {}  # by artefact
        self._lists: dict[str, Any] = {}
        self.low_memory = False  # whether every network leaves the GPU after use
        self.loads = 0  # files read so far
        self.acceleration = Acceleration()

    def change(self, parts: Mapping[str, Artefact]) -> None:
        """Switch to another variant; networks that both share stay loaded."""
        kept = {artefact.name for artefact in parts.values()}
        for name in [name for name in self._loaded if name not in kept]:
            del self._loaded[name]
        self._lists = {name: value for name, value in self._lists.items() if name in kept}
        self.parts = dict(parts)
        free_memory(self.placement)

    # -- networks, on the device for as long as the block lasts ---------------------

    def clip(self) -> contextlib.AbstractContextManager[Clip]:
        """CLIP: encodes pictures and prompts."""
        return self._use("clip", Clip)

    def synchformer(self) -> contextlib.AbstractContextManager[Synchformer]:
        """Synchformer: encodes the timing of events in the picture."""
        return self._use("synchformer", Synchformer)

    def v2a(self) -> contextlib.AbstractContextManager[MMAudio]:
        """The flow network of sound."""
        return self._use("v2a", MMAudio)

    def vae(self) -> contextlib.AbstractContextManager[VAE]:
        """Latents to mels."""
        return self._use("vae", VAE)

    def vocoder(self) -> contextlib.AbstractContextManager[BigVGAN]:
        """Mels to sound."""
        return self._use("vocoder", BigVGAN)

    @contextlib.contextmanager
    def speech(self, *, fused: bool = False) -> Iterator[F5]:
        """The flow network of speech; `fused` with the variant's fusion, which must be there."""
        with self._use("speech", F5) as network:
            if not fused:
                yield network
                return
            with self._use("fusion", ModalityFusion) as fusion:
                network.mof = fusion
                try:
                    yield network
                finally:
                    network.mof = None

    def vocos(self) -> contextlib.AbstractContextManager[Vocos]:
        """Mels to speech."""
        return self._use("vocos", Vocos)

    # -- lists --------------------------------------------------------------------

    def tokenizer(self) -> ClipTokenizer:
        """Of prompts."""
        return cast(ClipTokenizer, self._list("merges", ClipTokenizer.read))

    def vocabulary(self) -> Vocabulary:
        """Of lines."""
        return cast(Vocabulary, self._list("vocabulary", Vocabulary.read))

    def fingerprint(self, role: str) -> str:
        """The hash of the official file in that role."""
        record = self._store.record(self.parts[role])
        return record.source_sha256 if record else ""

    @property
    def codec_rate(self) -> int:
        """Samples per second that the variant's codec makes."""
        return 16_000 if self.parts["vae"].network.endswith("16k") else 44_100

    # -- moving -------------------------------------------------------------------

    def clear_device(self) -> None:
        """Take every network off the GPU."""
        for loaded in self._loaded.values():
            self._move_off(loaded)
        free_memory(self.placement)

    @contextlib.contextmanager
    def _use(self, role: str, kind: type[_Network]) -> Iterator[_Network]:
        loaded = self._get(role)
        if self.placement.is_gpu and not loaded.moved:
            moved = {name: t.to(self.placement.device) for name, t in loaded.tensors.items()}
            loaded.network.load_state_dict(moved, assign=True)
            loaded.moved = True
        try:
            with matrix_precision(self.placement, role):
                yield cast(_Network, loaded.network)
        finally:
            if self.low_memory or role in ENCODERS:
                self._move_off(loaded)

    def _move_off(self, loaded: _Loaded) -> None:
        if loaded.moved:
            loaded.network.load_state_dict(loaded.tensors, assign=True)
            loaded.moved = False

    def _get(self, role: str) -> _Loaded:
        artefact = self.parts[role]
        if artefact.name not in self._loaded:
            self._loaded[artefact.name] = self._load(role, artefact)
        return self._loaded[artefact.name]

    def _load(self, role: str, artefact: Artefact) -> _Loaded:
        """Raises WeightsMissingError or WeightsDamagedError."""
        self.loads += 1
        hint = HINTS.get(role, f"Fetch it again: deepaudio models pull {artefact.name}")
        try:
            official = self._store.tensors(artefact)
        except WeightsDamagedError as error:
            if role not in HINTS:
                raise
            raise WeightsDamagedError(error.message, where=error.where, hint=hint) from error
        convert, network = network_of(artefact, encoder=False)
        try:
            if isinstance(network, ModalityFusion):
                self._check_sizes(network.config)
            tensors = convert(official)
            load_strict(network, tensors, name=artefact.file, dtype=self.placement.dtype(role))
        except (WeightsMismatchError, ValueError) as error:
            raise WeightsDamagedError(
                f"does not fit its network: {error}",
                where=str(self._store.installed(artefact)),
                hint=hint,
            ) from error
        return _Loaded(network, dict(network.state_dict()))

    def _check_sizes(self, fusion: MofConfig) -> None:
        """Raises ValueError for a fusion that is made for other networks."""
        _, speech = network_of(self.parts["speech"])
        _, sound = network_of(self.parts["v2a"])
        assert isinstance(speech, F5) and isinstance(sound, MMAudio)
        c, s = speech.config, sound.config
        wanted = MofConfig(c.dim, c.text_dim, s.latent_dim, s.sync_dim, fusion.inner, fusion.hidden)
        if fusion != wanted:
            raise ValueError(f"it is for {fusion}, this variant needs {wanted}")

    def _list(self, role: str, read: Callable[[Any], Any]) -> Any:
        artefact = self.parts[role]
        if artefact.name not in self._lists:
            path = self._store.path(artefact)
            try:
                self._lists[artefact.name] = read(path)
            except (ValueError, OSError) as error:
                raise WeightsDamagedError(
                    f"cannot be read: {error}",
                    where=str(path),
                    hint=f"Fetch it again: deepaudio models pull {artefact.name}",
                ) from error
        return self._lists[artefact.name]
