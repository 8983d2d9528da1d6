"""Networks that ask between their layers, and within the long ones, whether to go on."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from deepaudio.networks.antialias import AntiAliased
from deepaudio.networks.convolution import convolve
from deepaudio.networks.stopping import may_stop
from deepaudio.sampling.interruptible import interruptible


class Stopped(Exception):  # noqa: N818 - as a cancel is none
    pass


class Counter:
    """Counts how often it is asked, and stops at some count."""

    def __init__(self, last: int = 0) -> None:
        self.count, self.last = 0, last

    def __call__(self) -> None:
        self.count += 1
        if self.count == self.last:
            raise Stopped


def test_every_part_is_asked_before_and_none_behind_the_block() -> None:
    network, asked = nn.Sequential(nn.Linear(2, 2), nn.SiLU(), nn.Linear(2, 2)), Counter()
    with interruptible(network, asked):
        network(torch.ones(1, 2))
    assert asked.count == 4  # itself and its three parts
    network(torch.ones(1, 2))
    may_stop()
    assert asked.count == 4


def test_a_network_that_was_stopped_goes_on_as_if_nothing_were() -> None:
    network = nn.Sequential(nn.Linear(2, 2), nn.SiLU())
    expected = network(torch.ones(1, 2))
    with pytest.raises(Stopped), interruptible(network, Counter(2)):
        network(torch.ones(1, 2))
    assert torch.equal(network(torch.ones(1, 2)), expected)


@torch.inference_mode()
def test_long_convolutions_and_activations_are_stopped_within() -> None:
    conv, asked = nn.Conv1d(96, 96, 11, padding=5), Counter()
    with interruptible(conv, asked):
        convolve(conv, torch.zeros(1, 96, 60_000))  # in steps of its own, not through the module
    assert asked.count > 2
    activation, asked = AntiAliased(64), Counter()
    with interruptible(activation, asked):
        activation(torch.zeros(1, 64, 60_000))
    assert asked.count > 10
    with pytest.raises(Stopped), interruptible(conv, Counter(2)):
        convolve(conv, torch.zeros(1, 96, 60_000))
