"""Every case of the repository's kit; beside a full kit also those the repository leaves out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.shared import shared_path
from tests.parity.check import check
from tests.parity.excerpt import CASES, excerpt
from tests.parity.kit import GOLDEN, Case, Kit

FULL = Path(__file__).parents[3] / "shared" / "parity"
FURTHER = [
    case
    for case in (Kit(FULL).cases if FULL.exists() else [])
    if case.id not in CASES and not case.heavy
]


def test_the_repository_has_the_chosen_cases() -> None:
    assert tuple(case.id for case in Kit(GOLDEN).cases) == CASES


@pytest.mark.parametrize("case", Kit(GOLDEN).cases, ids=lambda case: case.id)
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


def test_the_repositorys_kit_is_what_the_command_makes_of_the_full_one(tmp_path: Path) -> None:
    excerpt(shared_path("parity"), tmp_path)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(GOLDEN) for path in GOLDEN.rglob("*") if path.is_file()}
    assert kept - made == {Path("README.md")}
    assert made <= kept
    assert all(_same(tmp_path / name, GOLDEN / name) for name in made)


def _same(a: Path, b: Path) -> bool:
    if a.suffix == ".npz":  # how well it is packed differs between versions of zlib
        with np.load(a) as one, np.load(b) as other:
            return one.files == other.files and all(
                np.array_equal(one[name], other[name]) for name in one.files
            )
    if a.suffix == ".json":
        return bool(json.loads(a.read_text("utf-8")) == json.loads(b.read_text("utf-8")))
    return a.read_bytes() == b.read_bytes()
