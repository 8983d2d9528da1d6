"""Averages of the weights, held against numbers of the packages the references average with."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from deepaudio.training.ema import (
    Average,
    PowerAverage,
    Snapshot,
    WarmingAverage,
    copied,
    exponent,
    summed,
    synthesis_weights,
)


def weights(step: int) -> dict[str, Tensor]:
    return {"w": torch.tensor([(step * step % 17) / 3], dtype=torch.float64)}


def value(average: Average, steps: int) -> float:
    """The average after so many steps."""
    for step in range(average.updates + 1, steps + 1):
        average.update(weights(step))
    return average.tensors["w"].item()


@pytest.mark.parametrize(
    ("sigma_rel", "every", "expected"),
    [  # nitrous-ema 0.0.1 with step_size_correction, after 3, 20 and 40 steps
        (0.05, 1, (2.9830641336315398, 2.1198198376072552, 2.1194071429943477)),
        (0.10, 1, (2.7720956013299634, 1.6442014589110077, 2.1878000721653383)),
        (0.05, 5, (0.3333333333333333, 0.33603827732281577, 1.5076635455944838)),
        (0.10, 5, (0.3333333333333333, 0.37308392300777843, 2.0835270906724164)),
    ],
)
def test_a_power_average_is_that_of_the_reference(
    sigma_rel: float, every: int, expected: tuple[float, ...]
) -> None:
    average = PowerAverage(weights(0), sigma_rel, every=every)
    assert [value(average, steps) for steps in (3, 20, 40)] == pytest.approx(expected, rel=1e-12)


def test_a_warming_average_is_that_of_the_reference() -> None:
    average = WarmingAverage(weights(0))
    found = [value(average, steps) for steps in (1, 50, 101, 111, 131, 150)]
    assert found == pytest.approx(  # ema-pytorch 0.8.3; its decay is float32
        [1 / 3, 5.0, 1 / 3, 1.142053445180257, 1.3191332410004084, 1.4324646682179036], rel=1e-6
    )


def test_exponents_are_those_of_the_reference() -> None:
    assert exponent(0.05) == pytest.approx(16.972198602303447)
    assert exponent(0.10) == pytest.approx(6.937203937601809)


def test_another_width_is_synthesised_with_the_weights_of_the_reference() -> None:
    snapshots = [Snapshot(step, sigma) for step in (10, 20, 30) for sigma in (0.05, 0.10)]
    assert synthesis_weights(snapshots, 0.07, 30) == pytest.approx(
        [6.40763e-07, -1.574e-05, 0.00286115, -0.0194626, 0.45073254, 0.58777576], rel=1e-5
    )


def test_a_width_that_was_kept_comes_back_as_it_was() -> None:
    averages = [PowerAverage(weights(0), sigma) for sigma in (0.05, 0.10)]
    snapshots, kept = [], []
    for steps in (10, 20, 30):
        for average in averages:
            value(average, steps)
            snapshots.append(Snapshot(steps, average.sigma_rel))
            kept.append(copied(average.tensors))
    found = summed(kept, synthesis_weights(snapshots, 0.10, 20))
    assert found["w"].item() == pytest.approx(kept[3]["w"].item(), rel=1e-6)


def test_synthesis_needs_a_snapshot_at_or_after_its_step() -> None:
    with pytest.raises(ValueError, match="step 31"):
        synthesis_weights([Snapshot(30, 0.05)], 0.07, 31)


def test_an_average_shares_no_memory_with_the_weights() -> None:
    own = weights(1)
    for average in (PowerAverage(own, 0.05), WarmingAverage(own)):
        average.update(own)
        own["w"].fill_(100.0)
        assert average.tensors["w"].item() == pytest.approx(1 / 3)
        own = weights(1)
