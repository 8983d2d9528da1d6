"""Every case of the kit beside the repository, but for those that build full-size modules."""

from __future__ import annotations

import pytest

from tests.helpers.shared import shared_path
from tests.parity.check import check
from tests.parity.kit import DEFAULT, Case, Kit

CASES = [case for case in Kit(DEFAULT).cases if not case.heavy] if DEFAULT.exists() else []


def test_a_kit_is_beside_the_repository() -> None:
    shared_path("parity", "index.json")
    assert CASES


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_outputs_agree_with_the_kit(case: Case) -> None:
    result = check(case)
    assert result.passed, str(result)
