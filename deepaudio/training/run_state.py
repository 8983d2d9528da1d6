"""All of a run that changes with its steps: weights, optimiser, averages; kept and restored."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from deepaudio.networks.f5 import F5
from deepaudio.training import checkpoints, ema, lora, optimiser, spread
from deepaudio.training.checkpoints import MODEL, OPTIMISER, Checkpoint
from deepaudio.training.config import TrainConfig, to_values
from deepaudio.training.data import Dataset, fingerprint
from deepaudio.training.objectives import VoiceObjective, objective_of, with_dropout
from deepaudio.training.official import fusion_tensors, official_tensors, own_tensors
from deepaudio.training.processes import Processes
from deepaudio.weights import convert
from deepaudio_plugin.core.errors import DeepAudioError, TrainingError, UsageError
from deepaudio_plugin.core.files import output_errors, replacing

ADAPTER = "adapter.safetensors"
SNAPSHOTS = "snapshots"

_MAY_CHANGE = {
    *("steps", "rate", "precision", "fsdp", "data", "checkpoint_every", "checkpoints_kept"),
    "log_every",
}
"""Settings with which a run may go on though they differ; the data are compared by themselves."""


class RunState:
    """What a run has come to."""

    def __init__(
        self, config: TrainConfig, network: nn.Module, processes: Processes, data: Dataset[Any]
    ) -> None:
        self.config, self.network, self.processes = config, network, processes
        self.base_sha256 = ""
        self.last = Path()  # the newest checkpoint's folder; Path() before there is one
        self._data = fingerprint(data)
        if config.stage == "voice" and not config.voice.consent.strip():
            raise UsageError(
                "a voice is trained only with the consent of the person whose it is",
                hint='Say who agreed to what: [voice] consent = "…"',
            )
        optimiser.make_trainable(network)
        try:
            self.objective = objective_of(network, config).to(processes.device)
        except ValueError as error:
            raise UsageError(str(error)) from error
        self._dropping = (
            with_dropout(network, config.network.dropout) if isinstance(network, F5) else []
        )
        self.averages: dict[str, ema.Average] = {}
        self.parameters: dict[str, nn.Parameter] = {}

    def begin(self) -> None:
        """Make optimiser and averages, once the parameters are where they will be trained."""
        of = self.objective
        trained = of.adapter if isinstance(of, VoiceObjective) else self.network
        self.parameters = {n: p for n, p in trained.named_parameters() if p.requires_grad}
        added = self.config.stage == "mof"
        self.adamw = optimiser.adamw(
            self.parameters,
            self.config.optimiser,
            others=self.config.rate.others if added else 1.0,
            first="mof.",
            fused=not self.config.fsdp,
        )
        if self._averages_here:
            self.averages = _averages(self.config, self.parameters)

    def end(self) -> None:
        """Leave the network as a render wants it."""
        for one in self._dropping:
            one.remove()
        self.network.eval()

    def update(self, rate: float) -> float:
        """Make a step; returns the gradient's norm."""
        norm = optimiser.update(self.adamw, self.parameters, rate, self.config.optimiser)
        for average in self.averages.values():
            average.update(self.parameters)
        return norm

    @property
    def _averages_here(self) -> bool:
        return self.processes.first or self.config.fsdp

    # -- keeping ----------------------------------------------------------------------

    def keep(self, run: Path, step: int, epoch: float) -> None:
        """Write a checkpoint, and snapshots where they are due.

        All processes call it; when the first cannot write, all of them raise.
        """
        error: DeepAudioError | None = None
        files = self._files() if self._averages_here else {}
        if self.processes.first:
            try:
                self._write(run, step, epoch, files)
            except DeepAudioError as found:
                error = found
        failed = torch.tensor([float(error is not None)], device=self.processes.device)
        if self.processes.summed(failed).item():
            raise error or TrainingError("the first process could not keep its checkpoint")
        self.last = run / checkpoints.folder_name(step)

    def _write(self, run: Path, step: int, epoch: float, files: dict[str, Any]) -> None:
        state = {
            "step": step,
            "epoch": epoch,
            "position": step,  # which items come next follows from it and the seed
            "seed": self.config.seed,  # and so does every random number
            "processes": self.processes.count,
            "data": self._data,
            "averages": {name: one.updates for name, one in self.averages.items()},
            "config": to_values(self.config),
            "torch": torch.__version__,
        }
        kept = checkpoints.write(run, files, state, keep=self.config.checkpoints_kept)
        every = self.config.average.snapshots
        if every and step % every == 0:
            for name in self.averages:
                snapshot(kept, name, run / SNAPSHOTS)
        if isinstance(self.objective, VoiceObjective):
            lora.save(self._voice(), run / lora.FILE)

    def _files(self) -> dict[str, dict[str, Tensor]]:
        """Everything as whole tensors by file."""
        state = optimiser.state_tensors(self.adamw, self.parameters)
        files = {OPTIMISER: {name: spread.whole(tensor) for name, tensor in state.items()}}
        if isinstance(self.objective, VoiceObjective):
            own = {name: spread.whole(p) for name, p in self.parameters.items()}
            return files | {ADAPTER: own}
        weights: dict[str, Mapping[str, Tensor]] = {MODEL: self.parameters}
        weights |= {name: average.tensors for name, average in self.averages.items()}
        buffers = {name: spread.whole(tensor) for name, tensor in self.network.named_buffers()}
        for label, tensors in weights.items():
            own = buffers | {name: spread.whole(tensor) for name, tensor in tensors.items()}
            files[f"{label}.safetensors"] = official_tensors(self.network, own)
            if fusion := fusion_tensors(own):
                files[fusion_file(label)] = fusion
        return files

    def _voice(self) -> lora.LearntVoice:
        assert isinstance(self.objective, VoiceObjective)
        voice, adapter = self.config.voice, self.objective.adapter
        tensors = {name: tensor.cpu() for name, tensor in adapter.tensors().items()}
        return lora.LearntVoice(voice.name, voice.consent, self.base_sha256, adapter.alpha, tensors)

    # -- restoring --------------------------------------------------------------------

    def restore(self, run: Path, note: Callable[[str], None]) -> int:
        """Become what the last checkpoint of `run` says; returns its steps, 0 without one.

        Raises UsageError when settings or data are not those it began with, TrainingError when
        no checkpoint is whole.
        """
        found, passed = checkpoints.latest(run)
        for text in passed:
            note(text)
        if found is None:
            return 0
        self._fits(found, note)
        self._fill(found)
        self.last = found.folder
        return found.step

    def _fits(self, found: Checkpoint, note: Callable[[str], None]) -> None:
        before, now = found.state["config"], json.loads(json.dumps(to_values(self.config)))
        different = [key for key in now if before.get(key) != now[key]]
        fixed = [key for key in different if key not in _MAY_CHANGE]
        if fixed:
            raise UsageError(
                f"this run began with another {fixed[0]}: {before.get(fixed[0])}",
                where=str(found.folder),
                hint=f"Put it back, or train in another folder; network.start = "
                f'"{found.folder}" begins with its weights.',
            )
        if found.state["data"] != self._data:
            raise UsageError(
                "this run began with other data",
                where=str(found.folder),
                hint="Give the same folders in the same order, or train in another folder.",
            )
        for key in different:
            if key != "data":
                note(f"changed since the checkpoint: {key}")
        if found.state["processes"] != self.processes.count:
            note(
                f"the run had {found.state['processes']} processes, now {self.processes.count}: "
                "sums are rounded differently"
            )

    def _fill(self, found: Checkpoint) -> None:
        weights = self._weights(found, MODEL)
        for name, parameter in self.parameters.items():
            spread.fill(parameter, weights[name])
        for name, buffer in self.network.named_buffers():
            if name in weights:
                spread.fill(buffer, weights[name])
        state = found.tensors(OPTIMISER)
        shaped = {}
        for name, parameter in self.parameters.items():
            for kind in ("exp_avg", "exp_avg_sq"):
                shaped[f"{kind}.{name}"] = spread.empty_like(parameter)
                spread.fill(shaped[f"{kind}.{name}"], state[f"{kind}.{name}"])
        optimiser.restore_state(self.adamw, self.parameters, shaped, found.step)
        for label, average in self.averages.items():
            own = self._weights(found, label)
            for name, tensor in average.tensors.items():
                spread.fill(tensor, own[name])
            average.updates = int(found.state["averages"][label])

    def _weights(self, found: Checkpoint, label: str) -> dict[str, Tensor]:
        if isinstance(self.objective, VoiceObjective):
            return found.tensors(ADAPTER)
        return network_tensors(found, label, self.network)


def network_tensors(found: Checkpoint, label: str, network: nn.Module) -> dict[str, Tensor]:
    """A network's tensors in a checkpoint: `label` is "model" or an average's name."""
    has = found.has(fusion_file(label))
    fusion = found.tensors(fusion_file(label)) if has else {}
    return own_tensors(network, found.tensors(f"{label}.safetensors"), fusion)


def fusion_file(label: str) -> str:
    """Where the fusion of the weights of that label is kept: upstream's loaders know none."""
    return f"{label}-fusion.safetensors"


def snapshot(found: Checkpoint, label: str, folder: Path) -> Path:
    """Keep an average's weights for good, as half-precision numbers.

    Raises OutputError or DiskFullError.
    """
    path = folder / f"{label}-{found.folder.name}.safetensors"
    tensors = {name: tensor.half() for name, tensor in
               found.tensors(f"{label}.safetensors").items()}  # fmt: skip
    with output_errors(path):
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temp:
            convert.save(tensors, temp)
    return path


def _averages(config: TrainConfig, parameters: Mapping[str, Tensor]) -> dict[str, ema.Average]:
    kind, every = config.average.kind, config.average.every
    if kind == "power":
        return {
            f"ema-{sigma:g}": ema.PowerAverage(parameters, sigma, every=every)
            for sigma in config.average.sigma_rel
        }
    return {"ema": ema.WarmingAverage(parameters)} if kind == "warming" else {}
