"""The estimate for a farm: what the page shows is what the command prints."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from deepaudio_plugin.takes.library import TakeLibrary
from tests.bench.farm_estimate import FarmAssumptions, estimate, main, measured
from tests.helpers.takes import add

PAGE = Path(__file__).parents[2] / "docs" / "farm.md"


def test_the_page_shows_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    printed = capsys.readouterr().out
    assert printed.strip() in PAGE.read_text("utf-8")


def test_twice_the_shots_take_twice_the_room_and_the_money() -> None:
    one, two = (dict(estimate(FarmAssumptions(shots=n))) for n in (1_000_000, 2_000_000))
    figures = {what: [float(row[what].split()[1].replace(",", "")) for row in (one, two)]
               for what in ("GPUs, money", "fetching all of it to a desk")}  # fmt: skip
    assert all(second == pytest.approx(2 * first, rel=0.1) for first, second in figures.values())


def test_one_take_by_hand() -> None:
    by = replace(FarmAssumptions(), shots=3600, gpu_seconds=1.0, start_seconds=0.0, gpus=1)
    assert dict(estimate(by))["GPU hours"].startswith("1,")
    assert dict(estimate(by))["time on 1 GPUs"] == "1.0 hours"


def test_sizes_come_from_a_library_where_one_is_named(tmp_path: Path) -> None:
    library = TakeLibrary(tmp_path / "takes")
    for number in range(3):
        add(library, number)
    library.close()
    by = measured(library.root, FarmAssumptions())
    assert by.take_kb == 1.0
    assert 0.5 < by.sidecar_kb < 3
    with pytest.raises(ValueError, match="holds no takes"):
        measured(tmp_path / "empty", FarmAssumptions())
