"""Every case of the repository's kit; beside a full kit also those the repository leaves out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.shared import shared_path
from tests.parity.check import check, compared, computed
from tests.parity.excerpt import CASES, TRAIN_CASES, excerpt
from tests.parity.kit import GOLDEN, GOLDEN_TRAIN, Case, Kit

SHARED = Path(__file__).parents[3] / "shared"
FURTHER = [
    case
    for full, chosen in (("parity", CASES), ("train_parity", TRAIN_CASES))
    for case in (Kit(SHARED / full).cases if (SHARED / full).exists() else [])
    if case.id not in chosen and not case.heavy
]


def test_the_repository_has_the_chosen_cases() -> None:
    assert tuple(case.id for case in Kit(GOLDEN).cases) == CASES
    assert tuple(case.id for case in Kit(GOLDEN_TRAIN).cases) == TRAIN_CASES


STEPS = [case for case in Kit(GOLDEN_TRAIN).cases if case.listed is None]
RATES = [case for case in Kit(GOLDEN_TRAIN).cases if case.listed is not None]


@pytest.mark.parametrize("case", Kit(GOLDEN).cases + RATES, ids=lambda case: case.id)
def test_outputs_agree_with_the_repositorys_kit(case: Case) -> None:
    result = check(case)
    assert result.passed, str(result)


def test_a_full_kit_is_beside_the_repository() -> None:
    shared_path("parity", "index.json")
    assert FURTHER


@pytest.mark.parametrize("case", FURTHER, ids=lambda case: case.id)
def test_outputs_agree_with_what_only_the_full_kit_has(case: Case) -> None:
    result = check(case)
    assert result.passed, str(result)


@pytest.mark.parametrize("case", STEPS, ids=lambda case: case.id)
def test_steps_of_training_agree_and_change_the_weights_as_the_references_do(case: Case) -> None:
    found = computed(case)
    result = compared(case, found)
    assert result.passed, str(result)
    for number in (1, 2):  # a change is small beside a weight: the kit's tolerance hardly sees it
        before, after = (f"out_s{n}_param_dots" for n in (number - 1, number))
        wanted = case.expected[after] - case.expected[before]
        bound = 2e-3 * np.abs(wanted).max()
        np.testing.assert_allclose(found[after] - found[before], wanted, atol=bound, rtol=0)


@pytest.mark.parametrize(("full", "own"), [("parity", GOLDEN), ("train_parity", GOLDEN_TRAIN)])
def test_the_repositorys_kit_is_what_the_command_makes_of_the_full_one(
    tmp_path: Path, full: str, own: Path
) -> None:
    excerpt(shared_path(full), tmp_path)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(own) for path in own.rglob("*") if path.is_file()}
    assert kept - made <= {Path("README.md")}
    assert made <= kept
    assert all(_same(tmp_path / name, own / name) for name in made)


def _same(a: Path, b: Path) -> bool:
    if a.suffix == ".npz":  # how well it is packed differs between versions of zlib
        with np.load(a) as one, np.load(b) as other:
            return one.files == other.files and all(
                np.array_equal(one[name], other[name]) for name in one.files
            )
    if a.suffix == ".json":
        return bool(json.loads(a.read_text("utf-8")) == json.loads(b.read_text("utf-8")))
    return a.read_bytes() == b.read_bytes()
