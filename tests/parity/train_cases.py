"""What this project computes for cases of a training kit: three optimiser steps, and rates.

Such a kit says `"set": "train"`. Its settings are in the cases' notes only; those of the one kit
there is stand here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn

from deepaudio.training import ema, flow, optimiser, schedules
from deepaudio.training.draws import SoundDraws, SpeechDraws
from deepaudio.training.optimiser import AdamWSettings

from .cases import Outputs, arrays, exact, f5_of, mmaudio_of
from .kit import Case

_SIGMA_RELS = (0.05, 0.10)
_RATE_TOLERANCE = 1e-6


@dataclass
class Record:
    """What is kept of a network's steps, by the reference's names of its parameters."""

    case: Case
    parameters: dict[str, nn.Parameter]
    losses: list[float] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    gradients: list[dict[str, Tensor]] = field(default_factory=list)
    dots: list[np.ndarray] = field(default_factory=list)

    def dots_of(self, tensors: Mapping[str, Tensor], order: list[str] | None = None) -> np.ndarray:
        """Each tensor's sum under its probe: it sees sign and place, the norm does not."""
        draw, names = self.case.kit.draw, order or self.names(tensors)
        return np.array(
            [
                np.vdot(
                    tensors[name].detach().numpy().astype(np.float64),
                    draw({"shape": shape, "offset": 0.0, "scale": 1.0}, f"probe:{name}"),
                )
                for name, shape in ((n, tuple(tensors[n].shape)) for n in names)
            ]
        )

    def names(self, tensors: Mapping[str, Tensor]) -> list[str]:
        """The kit's order."""
        order = self.case.entry.get("grad_names", list(tensors))
        return [name for name in order if name in tensors]

    def norms_of(self, tensors: Mapping[str, Tensor]) -> np.ndarray:
        return np.array([tensors[name].double().norm().item() for name in self.names(tensors)])


def steps(
    record: Record,
    settings: AdamWSettings,
    loss: Callable[[int], Tensor],
    rate: Callable[[int], float],
    after: Callable[[], None] = lambda: None,
) -> None:
    """Updates, with all that the kit stores of them."""
    adamw = optimiser.adamw(record.parameters, settings)
    for number in range(_count(record.case)):
        total = loss(number)
        total.backward()  # type: ignore[no-untyped-call]
        found = {name: p.grad for name, p in record.parameters.items()}
        record.gradients.append({n: g.clone() for n, g in found.items() if g is not None})
        record.losses.append(total.item())
        record.rates.append(rate(number))
        norm = optimiser.update(adamw, record.parameters, record.rates[-1], settings)
        record.norms.append(norm)
        record.dots.append(record.dots_of(record.parameters))
        after()


def _count(case: Case) -> int:
    """Steps that the kit has inputs for."""
    return 1 + max(int(name[1 : name.index("_")]) for name in case.inputs)


def totals(record: Record) -> Outputs:
    return {
        "out_losses": np.array(record.losses),
        "out_grad_norm_total": np.array(record.norms),
        "out_lrs": np.array(record.rates),
    } | {f"out_s{i}_param_dots": dots for i, dots in enumerate(record.dots)}


# -- sound --------------------------------------------------------------------------


def sound_step(case: Case, number: int) -> tuple[flow.SoundBatch, SoundDraws]:
    i = {n.removeprefix(f"s{number}_"): t for n, t in case.tensors().items()
         if n.startswith(f"s{number}_")}  # fmt: skip
    batch = flow.SoundBatch(
        i["a_mean"], i["a_std"], i["clip"], i["sync"], i["text"], i["video_exist"], i["text_exist"]
    )
    return batch, SoundDraws(i["a_randn"], i["t_normal"], i["x0"], i["u_video"], i["u_text"])


@arrays(r"Runner\.train_fn")
def sound_training(case: Case) -> Outputs:
    network = mmaudio_of(case)
    optimiser.make_trainable(network)
    record = Record(case, dict(network.named_parameters()))
    averages = [ema.PowerAverage(record.parameters, sigma) for sigma in _SIGMA_RELS]
    items: list[flow.Losses] = []

    def loss(number: int) -> Tensor:
        batch, draws = sound_step(case, number)
        drop = case.entry["null_condition_probability"]
        items.append(flow.sound_loss(network, batch, draws, drop=drop))
        return items[-1].total

    def average() -> None:
        for one in averages:
            one.update(record.parameters)

    steps(
        record,
        optimiser.SOUND_ADAMW,
        loss,
        lambda number: schedules.sound_rate(1e-4, number, warmup=4, milestones=(6, 8)),
        average,
    )
    batch, draws = sound_step(case, 0)
    x1 = flow.sound_target(network, batch, draws)
    return totals(record) | {
        "out_x1": x1,
        "out_t": items[0].time,
        "out_xt": flow.between(draws.noise, x1, items[0].time),
        "out_loss_items": items[0].items,
        "out_grad_norms": record.norms_of(record.gradients[0]),
        "out_grad_dots": record.dots_of(record.gradients[0]),
    } | {
        f"out_ema{i}_param_dots": _stored(case, f"out_ema{i}_param_dots", record, one)
        for i, one in enumerate(averages)
    }  # fmt: skip


def _stored(case: Case, name: str, record: Record, average: ema.PowerAverage) -> np.ndarray:
    """The average's dots: of what the kit stored them for.

    Its copies take no gradients: so it may have none, or also those of the constants.
    """
    wanted = case.expected.get(name)
    if wanted is not None and not wanted.size:
        return np.zeros(0)
    if wanted is None or len(wanted) == len(average.tensors):
        return record.dots_of(average.tensors)
    everything = case.weights() | average.tensors
    return record.dots_of(everything, list(case.weights()))


# -- speech -------------------------------------------------------------------------


def speech_step(case: Case, number: int) -> tuple[flow.SpeechBatch, SpeechDraws]:
    i = {n.removeprefix(f"s{number}_"): t for n, t in case.tensors().items()
         if n.startswith(f"s{number}_")}  # fmt: skip
    no_audio, no_text = case.entry["drops"][number]
    audio, text = (0.0 if dropped else 1.0 for dropped in (no_audio, no_text))
    batch = flow.SpeechBatch(i["mel"], i["lens"], i["ids"], i["energy"])
    return batch, SpeechDraws(i["frac"], i["start"], i["x0"], i["t"], audio, text)


@arrays(r"CFM\.forward")
def speech_training(case: Case) -> Outputs:
    network = f5_of(case.config, case.weights())
    optimiser.make_trainable(network)
    record = Record(case, {f"transformer.{n}": p for n, p in network.named_parameters()})
    batch, draws = speech_step(case, 0)
    span = flow.spans(batch.lengths, draws, batch.mel.shape[1])
    given = batch.mel.masked_fill(span[..., None], 0)
    no_audio, no_text = case.entry["drops"][0]
    with torch.no_grad():
        conditions = network.conditions(
            None if no_audio or no_text else given, None if no_text else batch.ids, batch.energy
        )
        prediction = network(
            flow.between(draws.noise, batch.mel, draws.time), draws.time, conditions
        )
    steps(
        record,
        optimiser.SPEECH_ADAMW,
        lambda number: flow.speech_loss(network, *speech_step(case, number)).total,
        lambda number: schedules.speech_rate(7.5e-5, number, warmup=2, total=10),
    )
    found = {"out_cond": given, "out_span_mask": span, "out_pred": prediction}
    for i, gradients in enumerate(record.gradients):
        found[f"out_s{i}_grad_norms"] = record.norms_of(gradients)
        found[f"out_s{i}_grad_dots"] = record.dots_of(gradients)
    return totals(record) | found


# -- rates --------------------------------------------------------------------------


@exact(r"learning rates")
def rates(case: Case) -> list[str]:
    def sound(c: dict[str, float], update: int) -> float:
        return schedules.sound_rate(
            c["lr"], update, warmup=c["warmup"], milestones=c["milestones"], gamma=c["gamma"]
        )

    def speech(c: dict[str, float], update: int) -> float:
        return schedules.speech_rate(c["lr"], update, warmup=c["warmup"], total=c["total"])

    return [
        f"{name} at {update}: {found!r} instead of {wanted!r}"
        for name, rate in (("mmaudio", sound), ("f5", speech))
        for update, wanted in case.listed[name]["rates"].items()
        if not math.isclose(
            found := rate(case.listed[name], int(update)), wanted, rel_tol=_RATE_TOLERANCE
        )
    ]
