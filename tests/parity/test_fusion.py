"""A fusion that has learnt nothing leaves every golden case of the speech network as it is."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from deepaudio.networks.f5 import F5, F5Conditions
from deepaudio.networks.mof import FLAGS, Evidence
from tests.parity import cases
from tests.parity.kit import GOLDEN, Case, Kit

SPEECH = [
    c for c in Kit(GOLDEN).cases if c.module.startswith(("f5 ", "f5_tts infer")) and not c.listed
]


def with_fusion(patch: pytest.MonkeyPatch) -> list[int]:
    """Every network gets a fusion, and all that is known of a picture in every condition."""
    published, build, counts = F5.conditions, cases.f5_of, [0]

    def built(*given: Any) -> F5:
        network = build(*given)
        network.add_fusion(latent_dim=6, sync_dim=10)
        return network

    def conditions(
        self: F5,
        audio: Tensor | None,
        ids: Tensor | None,
        energy: Tensor,
        mask: Tensor | None = None,
        **more: bool,
    ) -> F5Conditions:
        counts[0] += 1
        known = [torch.randn(*energy.shape[:2], size) for size in (6, 10)]
        flags = torch.ones(*energy.shape[:2], FLAGS)
        return published(self, audio, ids, Evidence(energy, *known, flags), mask, **more)

    patch.setattr(F5, "conditions", conditions)
    patch.setattr(cases, "f5_of", built)
    return counts


@pytest.mark.parametrize("case", SPEECH, ids=lambda case: case.id)
@torch.inference_mode()
def test_results_are_equal_to_the_bit(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    checker = next(c for pattern, c in cases.ARRAYS if pattern.search(case.module))
    published = checker(case)
    used = with_fusion(monkeypatch)
    fused = checker(case)
    assert used[0]
    compared = set(published) - {"out_input_embed"}  # there the network's insides are called
    assert compared
    assert [name for name in compared if not torch.equal(fused[name], published[name])] == []


def test_the_cases_are_those_of_network_sampler_and_lines() -> None:
    assert [case.id for case in SPEECH] == [
        "f5_dit_reduced",
        "f5_sample_reduced",
        "f5_sample_batch_reduced",
        "f5_infer_end_to_end",
    ]
