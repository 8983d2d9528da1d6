"""The loss on clips that were not trained on: always of the same random numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import torch
from torch import nn

from deepaudio.training.config import DropSettings, TrainConfig
from deepaudio.training.data import Dataset
from deepaudio.training.objectives import Objective, objective_of
from deepaudio.training.sampler import StepPart

_NOTHING = DropSettings(sound=0, audio=0, text=0, picture=0, each=0, mismatch=0)


@torch.no_grad()
def held_out_losses(
    config: TrainConfig, network: nn.Module, data: Dataset[Any], *, rounds: int = 4, seed: int = 0
) -> list[float]:
    """The flow matching loss of each item, its mean over `rounds` draws, nothing withheld.

    Items are computed one by one, so that no other clip's length counts. The network stays as it
    is. Raises ValueError for one that the stage does not train.
    """
    was_training = network.training
    stage = "v2s" if config.stage == "voice" else config.stage  # a voice is measured merged
    of = objective_of(network.eval(), replace(config, stage=stage, drops=_NOTHING))
    device = next(network.parameters()).device
    losses = []
    for index in range(len(data)):
        part = StepPart(0, (index,), (index,), 1.0)
        total = 0.0
        for number in range(rounds):
            inputs = cast(Objective, of).inputs([data[index]], part, seed, number)
            found = of(0, *(one.to(device) for one in inputs))
            total += float(found.items.mean())
        losses.append(total / rounds)
    network.train(was_training)
    return losses
