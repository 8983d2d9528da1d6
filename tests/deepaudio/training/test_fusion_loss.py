"""The fusion's loss: what the network is shown, and the two further terms."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from deepaudio.networks.mof import FLAGS, PRIOR, Evidence
from deepaudio.training.config import DropSettings
from deepaudio.training.fusion_loss import (
    EvidenceDraws,
    balance_loss,
    onset_loss,
    picture_cost,
    shown,
)

NEVER = DropSettings(picture=0.0, each=0.0, mismatch=0.0)
LENGTHS = torch.tensor([6, 4, 5])


def evidence() -> Evidence:
    """Three clips, the last without a picture; each value says whose it is."""
    own = torch.tensor([1.0, 2.0, 0.0])[:, None, None]
    inside = (torch.arange(6) < LENGTHS[:, None])[..., None].float()
    flags = torch.zeros(3, 6, FLAGS)
    flags[:2, :, :3] = 1
    return Evidence(own * inside, own.expand(3, 6, 2) * inside, own.expand(3, 6, 3) * inside,
                    flags * inside)  # fmt: skip


def draws(**changes: list[float]) -> EvidenceDraws:
    one = torch.ones(3)
    base = EvidenceDraws(one, one, one, one, one)
    return replace(base, **{name: torch.tensor(value) for name, value in changes.items()})


def whose(values: Tensor) -> list[float]:
    """The first frame of each clip."""
    return values[:, 0, 0].tolist()


def test_without_drops_all_is_shown() -> None:
    found, wrong = shown(evidence(), draws(), NEVER, LENGTHS)
    assert whose(found.energy) == [1, 2, 0]
    assert not wrong.any()


def test_another_clips_picture_is_the_nexts_cut_to_the_clip() -> None:
    drops = replace(NEVER, mismatch=0.3)
    found, wrong = shown(evidence(), draws(mismatch=[0.1, 0.1, 0.1]), drops, LENGTHS)
    assert wrong.tolist() == [True, False, False]  # the second's next has no picture
    assert whose(found.energy) == whose(found.latent) == whose(found.sync) == [2, 2, 0]
    assert found.energy[0].flatten().tolist() == [2, 2, 2, 2, 0, 0]  # the other is shorter
    assert found.flags[0, 4:].sum() == 0


def test_a_clip_alone_keeps_its_picture() -> None:
    one = Evidence(*(x[:1] for x in vars(evidence()).values()))
    alone = EvidenceDraws(*(torch.zeros(1),) * 5)
    found, wrong = shown(one, alone, replace(NEVER, mismatch=1.0), LENGTHS[:1])
    assert not wrong.any() and whose(found.energy) == [1]


def test_what_is_withheld_is_marked_as_unknown() -> None:
    drops = replace(NEVER, picture=0.15, each=0.1)
    found, _ = shown(evidence(), draws(picture=[0.1, 1, 1], sync=[1, 0.05, 1]), drops, LENGTHS)
    assert whose(found.energy) == [0, 2, 0] and whose(found.sync) == [0, 0, 0]
    assert found.flags[:2, 0, :3].tolist() == [[0, 0, 0], [1, 1, 0]]


def test_timing_costs_what_changes_of_loudness_differ_by_late_in_the_flow() -> None:
    mel = torch.zeros(2, 30, 4)
    mel[:, 15:] = 3.0  # an onset
    span = torch.ones(2, 30, dtype=torch.bool)
    flat, t = torch.zeros(2, 30, 4), torch.tensor([1.0, 0.5])
    right = onset_loss(mel, torch.zeros_like(mel), mel, span, t)
    missed = onset_loss(flat, torch.zeros_like(flat), mel, span, t)
    # 10 of 20 differences miss 3: smooth L1 2.5, weighted by t² = 1 and 1/4
    assert right.item() == 0
    assert missed.item() == pytest.approx(2.5 / 2 * (1 + 0.25) / 2)
    louder = onset_loss(mel + 1, torch.zeros_like(mel), mel, span, t)
    assert louder.item() == pytest.approx(0, abs=1e-6)  # loudness itself costs nothing


def test_timing_outside_the_span_costs_nothing() -> None:
    mel = torch.zeros(1, 30, 4)
    mel[:, 25:] = 3.0
    span = torch.arange(30)[None] < 20
    flat = torch.zeros(1, 30, 4)
    assert onset_loss(flat, flat, mel, span, torch.ones(1)).item() == 0
    assert onset_loss(flat, flat, mel, torch.zeros_like(span), torch.ones(1)).item() == 0


def test_balance_costs_nothing_at_the_start_and_something_at_a_collapse() -> None:
    span = torch.ones(1, 5, dtype=torch.bool)
    start = torch.tensor(PRIOR).expand(1, 5, 4)
    collapsed = torch.tensor([1.0, 0, 0, 0]).expand(1, 5, 4)
    assert balance_loss(start, span).item() == pytest.approx(0, abs=1e-6)
    assert balance_loss(collapsed, span).item() == pytest.approx(torch.tensor(10.0).log().item())


def test_the_picture_costs_what_the_text_alone_does_not_get() -> None:
    span = torch.tensor([[True, True, False]])
    weights = torch.tensor([[[1.0, 0, 0, 0], [0.5, 0.25, 0.25, 0], [0, 1, 0, 0]]])
    assert picture_cost(weights, span).item() == pytest.approx(0.25)
    assert picture_cost(weights, torch.zeros_like(span)).item() == 0
