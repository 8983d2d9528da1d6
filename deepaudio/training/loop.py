"""The loop: steps, averages, checkpoints, a log; for all stages and any number of processes.

`train` is all of it, for data in memory as for prepared features. A run that was stopped, also in
the middle of writing a checkpoint, goes on when it is started again with the same folder, and comes
to the same weights as one that was never stopped, bit for bit.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from deepaudio.networks.mmaudio import MMAudio
from deepaudio.training import schedules, spread
from deepaudio.training.config import SOUND_STAGES, TrainConfig, to_toml
from deepaudio.training.data import Dataset, misfit
from deepaudio.training.draws import seed_of
from deepaudio.training.flow import Losses
from deepaudio.training.held_out import held_out_losses
from deepaudio.training.initial import measure_latents
from deepaudio.training.logs import Means, RunLog, binned
from deepaudio.training.objectives import Inputs, Objective
from deepaudio.training.processes import Processes
from deepaudio.training.run_state import RunState
from deepaudio.training.sampler import FrameSampler, ItemSampler, StepPart, StepSampler, own_parts
from deepaudio_plugin.core.errors import TrainingError, UsageError
from deepaudio_plugin.core.files import output_errors, write_bytes
from deepaudio_plugin.core.problems import first_few

_NAMED = 8  # items that are named when a loss is no number


@dataclass(frozen=True)
class StepReport:
    """What a step came to."""

    step: int  # counted from 1
    steps: int  # of the run
    epoch: float
    loss: float
    rate: float
    norm: float  # of the gradient, before it was clipped
    parts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Trained:
    """Where a run ended."""

    step: int
    loss: float  # of the last step; nan where there was none to make
    checkpoint: Path
    notes: tuple[str, ...]  # what a person should know: left out, passed over, changed


def train(
    config: TrainConfig,
    network: nn.Module,
    data: Dataset[Any],
    out_dir: Path,
    *,
    on_step: Callable[[StepReport], None] = lambda _: None,
    on_note: Callable[[str], None] = lambda _: None,
    processes: Processes | None = None,
    held_out: Dataset[Any] | None = None,
    base_sha256: str = "",
) -> Trained:
    """Train `network` on `data`; its weights change in place. Goes on where `out_dir` has got to.

    The loss on `held_out` is measured at each checkpoint and written into the log.
    Afterwards the network is in `eval`. `base_sha256` is noted in a voice. Raises
    TrainingError when a loss is no number, naming the step and its items; DiskFullError or
    OutputError, the checkpoints before stay; UsageError for data or settings that do not fit the
    network, or those that the run began with.
    """
    if not len(data):
        raise UsageError("there is nothing to train on", hint="deepaudio train prepare makes it.")
    if held_out is not None and (config.stage == "voice" or config.fsdp):
        raise UsageError(
            "a voice, and what is shared out by fsdp, is not measured on held-out data"
        )
    run = _Run(
        config,
        network,
        data,
        out_dir,
        processes=processes or Processes(),
        held_out=held_out,
        on_note=on_note,
    )
    run.state.base_sha256 = base_sha256
    try:
        return run.go(on_step)
    finally:
        run.log.close()
        run.state.end()


class _Run:
    """A run in progress."""

    def __init__(
        self,
        config: TrainConfig,
        network: nn.Module,
        data: Dataset[Any],
        out_dir: Path,
        *,
        processes: Processes,
        held_out: Dataset[Any] | None,
        on_note: Callable[[str], None],
    ) -> None:
        self.config, self.data, self.processes = config, data, processes
        self.held_out = held_out
        self.notes: list[str] = []
        self._on_note = on_note
        self.sampler = _sampler(config, data, self.note)
        self.state = RunState(config, network.to(processes.device), processes, data)
        self.objective = cast(Objective, self.state.objective)
        self.out_dir = out_dir
        self.loss = float("nan")
        try:
            self._begin()
        except BaseException:
            self.state.end()
            raise

    def _begin(self) -> None:
        """Become what the last checkpoint says, or start."""
        network = self.state.network
        if wrong := misfit(self.data[0], network):
            hint = "Prepare them with the encoders of the network's variant: --variant."
            raise UsageError(f"{self.data.name(0)} does not fit the network: {wrong}", hint=hint)
        self.wrapped = _wrapped(self.state.objective, self.config, self.processes)
        self.state.begin()
        self.start = self._resumed()
        if isinstance(network, MMAudio) and measure_latents(network, self.data):
            self.note("mean and spread of the latents measured on these data")
        self.log = self._opened()

    def note(self, text: str) -> None:
        """Say what a person should know."""
        self.notes.append(text)
        self._on_note(text)

    def go(self, on_step: Callable[[StepReport], None]) -> Trained:
        """Make the steps that are left."""
        config, means, begun = self.config, Means(), time.monotonic()
        with _ahead(self._inputs, range(self.start, config.steps)) as prepared:
            for step, parts in prepared:
                report = self._step(step, parts, means)
                on_step(report)
                if report.step % config.log_every == 0 or report.step == config.steps:
                    seconds = time.monotonic() - begun
                    self.log.line(**_line(report, means, seconds))
                    means, begun = Means(), time.monotonic()
                if report.step % config.checkpoint_every == 0 or report.step == config.steps:
                    self._keep(report.step)
        found = self.state.last
        return Trained(config.steps, self.loss, found, tuple(self.notes))

    # -- a step -----------------------------------------------------------------------

    def _inputs(self, step: int) -> list[tuple[StepPart, Inputs]]:
        """What this process computes in a step."""
        count, rank = self.processes.count, self.processes.rank
        parts = own_parts(self.sampler.parts(step, count), rank, count)
        seed = self.config.seed
        return [
            (part, self.objective.inputs([self.data[i] for i in part.items], part, seed, step))
            for part in parts
        ]

    def _step(self, step: int, parts: list[tuple[StepPart, Inputs]], means: Means) -> StepReport:
        total, bins, bad = 0.0, torch.zeros_like(means.bins), []
        terms: dict[str, list[float]] = {}  # of this process' parts
        for number, (part, inputs) in enumerate(parts):
            losses = self._backward(step, part, inputs, last=number == len(parts) - 1)
            total += part.share * float(losses.total.detach())
            if part.share:
                bins += binned(losses.items, losses.time).cpu()
                for name, value in losses.parts.items():
                    terms.setdefault(name, []).append(float(value))
            bad += _no_numbers(losses, part)
        loss, bins = self._together(step, total, bins, bad)
        rate = _rate(self.config, step)
        norm = self.state.update(rate)
        if not torch.isfinite(torch.tensor(norm)):
            raise self._stopped(step, "its gradient is no number", self._items(step))
        self.loss = loss
        of_terms = {name: sum(values) / len(values) for name, values in terms.items()}
        means.add(loss, bins, of_terms)
        return StepReport(
            step + 1, self.config.steps, self.sampler.epoch(step + 1), loss, rate, norm, of_terms
        )

    def _backward(self, step: int, part: StepPart, inputs: Inputs, *, last: bool) -> Losses:
        """Gradients of a part, summed up over the processes with the last one."""
        device = self.processes.device
        if self.config.network.dropout:
            torch.manual_seed(seed_of("dropout", self.config.seed, step, part.number))
        on_device = [one.to(device) for one in inputs]
        half = self.config.precision == "bf16"
        with _syncing(self.wrapped, last):
            with torch.autocast(device.type, torch.bfloat16, enabled=half):
                losses = cast(Losses, self.wrapped(step, *on_device))
            share = part.share * self.processes.count  # the processes' gradients are averaged
            (losses.total * share).backward()  # type: ignore[no-untyped-call]
        return losses

    def _together(
        self, step: int, total: float, bins: Tensor, bad: list[int]
    ) -> tuple[float, Tensor]:
        """The loss of all processes. Raises TrainingError when it is no number."""
        device = self.processes.device
        sums = torch.cat((torch.tensor([total, float(len(bad))]).double(), bins.flatten()))
        sums = self.processes.summed(sums.to(device)).cpu()
        loss, wrong = sums[:2].tolist()
        if wrong or not torch.isfinite(sums[0]):
            own = torch.full((_NAMED,), -1)
            own[: len(bad[:_NAMED])] = torch.tensor(bad[:_NAMED], dtype=torch.long)
            named = self.processes.gathered(own.to(device)).tolist()
            raise self._stopped(step, "its loss is no number", [i for i in named if i >= 0])
        return loss, sums[2:].view_as(bins)

    def _items(self, step: int) -> list[int]:
        parts = self.sampler.parts(step, self.processes.count)
        return [item for part in parts for item in part.items]

    def _stopped(self, step: int, reason: str, items: Sequence[int]) -> TrainingError:
        names = first_few([self.data.name(i) for i in dict.fromkeys(items)], most=_NAMED)
        last = self.state.last
        kept = f"The last good checkpoint is kept ({last.name})." if last != Path() else (
            "There is no checkpoint yet."
        )  # fmt: skip
        self.log.line(event="stopped", step=step + 1, reason=reason, items=names)
        return TrainingError(
            f"step {step + 1} was not made: {reason} ({names})",
            where=str(self.out_dir),
            hint=f"{kept} Look at these items, or train with a lower rate or in float32.",
        )

    # -- files ------------------------------------------------------------------------

    def _resumed(self) -> int:
        """Steps made already; the state is as it was after them."""
        step = self.state.restore(self.out_dir, self.note)
        if step >= self.config.steps:
            self.note(f"all {self.config.steps} steps are made already")
        elif step:
            self.note(f"going on from step {step}")
        return step

    def _opened(self) -> RunLog:
        if self.processes.first:
            path = self.out_dir / "config.toml"
            if self.out_dir.is_file():
                raise UsageError("is a file, not a folder", where=str(self.out_dir))
            with output_errors(path):
                self.out_dir.mkdir(parents=True, exist_ok=True)
                write_bytes(path, to_toml(self.config).encode())
        log = RunLog(self.out_dir, writes=self.processes.first)
        event = "resumed" if self.start else "started"
        log.line(event=event, step=self.start, processes=self.processes.count, notes=self.notes)
        return log

    def _keep(self, step: int) -> None:
        self.state.keep(self.out_dir, step, self.sampler.epoch(step))
        if self.held_out is not None and self.processes.first:
            losses = held_out_losses(self.config, self.state.network, self.held_out, rounds=1)
            mean = sum(losses) / max(1, len(losses))
            self.log.line(event="held out", step=step, held_out_loss=mean, items=len(losses))


# -- pieces -------------------------------------------------------------------------


def _sampler(config: TrainConfig, data: Dataset[Any], note: Callable[[str], None]) -> StepSampler:
    """Raises UsageError when no clip is short enough."""
    batch = config.batch
    if config.stage in SOUND_STAGES:
        return ItemSampler(len(data), batch.items, config.seed, at_once=batch.at_once)
    lengths = [data.length(i) for i in range(len(data))]
    try:
        sampler = FrameSampler(
            lengths, batch.frames, config.seed, most=batch.most, per_step=batch.parts
        )
    except ValueError as error:
        raise UsageError(str(error), hint="Raise batch.frames.") from error
    if sampler.left_out:
        names = first_few([data.name(i) for i in sampler.left_out])
        note(f"longer than a batch of {batch.frames} frames, never seen: {names}")
    return sampler


def _wrapped(objective: nn.Module, config: TrainConfig, processes: Processes) -> nn.Module:
    """The objective with whatever brings gradients of several processes together."""
    if config.fsdp:
        if not processes.joined:
            raise UsageError("fsdp shares parameters out among processes that torchrun starts")
        spread.shard(objective)
        return objective
    if processes.count > 1:
        return DistributedDataParallel(objective)
    return objective


@contextlib.contextmanager
def _syncing(wrapped: nn.Module, last: bool) -> Iterator[None]:
    """Gradients of several processes come together with the last part of a step only."""
    if isinstance(wrapped, DistributedDataParallel) and not last:
        with wrapped.no_sync():
            yield
        return
    if (sync := getattr(wrapped, "set_requires_gradient_sync", None)) is not None:  # FSDP2's
        sync(last)
    yield


@contextlib.contextmanager
def _ahead(
    prepare: Callable[[int], Any], steps: Sequence[int]
) -> Iterator[Iterator[tuple[int, Any]]]:
    """Steps with what `prepare` makes for them, made while the step before is computed."""
    with ThreadPoolExecutor(1) as pool:

        def prepared() -> Iterator[tuple[int, Any]]:
            waiting: Future[Any] | None = None
            for number, step in enumerate(steps):
                current = waiting or pool.submit(prepare, step)
                found = current.result()
                more = number + 1 < len(steps)
                waiting = pool.submit(prepare, steps[number + 1]) if more else None
                yield step, found

        yield prepared()


def _rate(config: TrainConfig, update: int) -> float:
    rate = config.rate
    if rate.schedule == "milestones":
        return schedules.sound_rate(
            rate.rate, update, warmup=rate.warmup, milestones=rate.milestones, gamma=rate.gamma
        )
    if rate.schedule == "linear":
        return schedules.speech_rate(rate.rate, update, warmup=rate.warmup, total=config.steps)
    return schedules.constant_rate(rate.rate, update, warmup=rate.warmup)


def _no_numbers(losses: Losses, part: StepPart) -> list[int]:
    """Items whose loss is no number; all, where only their sum is none."""
    wrong = ~torch.isfinite(losses.items)
    if not wrong.any() and torch.isfinite(losses.total):
        return []
    return [item for item, bad in zip(part.items, wrong.tolist(), strict=True)
            if bad or not wrong.any()]  # fmt: skip


def _line(report: StepReport, means: Means, seconds: float) -> dict[str, Any]:
    return {
        "step": report.step,
        "epoch": round(report.epoch, 4),
        "rate": report.rate,
        "norm": report.norm,
        **means.values(),
        "seconds_a_step": seconds / max(1, means.steps),
    }
