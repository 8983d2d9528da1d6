"""The published arithmetic of a set, from scores alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from deepaudio.evaluation import published
from deepaudio.evaluation.cases import FAILED, LEFT_OUT, MEASURED, CaseScore
from deepaudio.evaluation.sounds import MISSING, NOT_FINITE, SILENT, TOO_LONG


def measured(raw: float) -> CaseScore:
    return CaseScore("a", "", MEASURED, raw, raw=raw)


def failed(fault: str, raw: float | None = None) -> CaseScore:
    return CaseScore("b", "", FAILED, None, raw=raw, fault=fault)


def test_distortions_of_0_are_dropped_and_failures_count_0() -> None:
    scores = [measured(6.0), measured(0.0), failed(MISSING), failed(NOT_FINITE), measured(9.0)]
    figure = published.mcd(scores)
    assert (figure.value, figure.n, figure.dropped) == (7.5, 2, 3)
    silent = published.mcd([measured(6.0), failed(SILENT, 20.0)])
    assert silent.value == 13.0  # silence has a distortion, and it counts


def test_nothing_left_is_nan_as_numpys_mean_of_nothing_is() -> None:
    figure = published.spk_sim([measured(1.0), measured(-0.2)])
    assert figure.value is not None and math.isnan(figure.value)
    assert figure.dropped == 2


def test_a_lost_target_is_skipped_by_similarities_and_a_lost_prompt_ends_sim_o() -> None:
    lost = CaseScore("c", "", LEFT_OUT, raw=0.4, other_fault=MISSING)
    assert published.emo_sim([measured(50.0), lost]).value == 50.0
    stopped = published.sim_o([measured(0.5), lost])
    assert stopped.value is None and "c is missing" in stopped.note


def test_what_is_too_long_to_be_heard_here_is_no_fault_of_the_script() -> None:
    figure = published.mean_wer([measured(0.5), failed(TOO_LONG)])
    assert figure.value is None and "stops" not in figure.note and "too long" in figure.note


def test_pairs_are_averaged_plainly() -> None:
    figure = published.mean_of_pairs([measured(1.0), failed(MISSING), measured(2.0)])
    assert (figure.value, figure.n, figure.dropped) == (1.5, 2, 1)


def test_a_plain_mean_is_rounded_as_the_scripts_do() -> None:
    figure = published.sim_o([measured(x) for x in (0.1, 0.2, 0.2)])
    assert figure.value == round(float(np.mean([0.1, 0.2, 0.2])), 3) == pytest.approx(0.167)
