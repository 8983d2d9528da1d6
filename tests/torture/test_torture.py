"""A short form of `make torture`: a few cases of each attack, and that its checks can fail."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.torture import disks, endurance, fuzz, kills, network
from tests.torture.cases import Attack, attacked, undisturbed
from tests.torture.promises import Promise, publish, table
from tests.torture.scene import MODES, Scene

pytestmark = [pytest.mark.slow]


def broken(promises: list[Promise]) -> list[str]:
    assert any(promise.cases for promise in promises), table(promises)
    return [failure for promise in promises for failure in promise.failures]


def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    assert broken(kills.measure(tmp_path, 6, random.Random().sample(MODES, 1))) == []


def test_a_few_full_disks_lose_nothing(tmp_path: Path) -> None:
    assert broken(disks.measure(tmp_path, 4, MODES[:1])) == []


def test_a_little_of_each_kind_of_wrong_input_is_answered(tmp_path: Path) -> None:
    assert broken(fuzz.measure(tmp_path, 0.01)) == []


def test_many_jobs_leave_nothing_open(tmp_path: Path) -> None:
    promises = endurance.measure(tmp_path, 400, whole_film=False)
    assert broken(promises) == []


@pytest.mark.skipif(bool(network.available()), reason=network.available() or "-")
def test_a_worker_that_is_busy_for_some_seconds_sends_nothing(tmp_path: Path) -> None:
    assert broken(network.measure(tmp_path, 6.0, ("a busy worker",))) == []


def _edits_the_film(scene: Scene) -> tuple[str, bool]:
    (scene.cut / "film.mp4").write_bytes(b"gone")
    return "", True


def _leaves_litter(scene: Scene) -> tuple[str, bool]:
    (scene.cut / "left.part").write_bytes(b"")
    return "", True


def test_a_broken_promise_is_noticed(tmp_path: Path) -> None:
    mode = MODES[0]
    seen = undisturbed(tmp_path / "mode", mode)
    promise = Promise("an attack", "it holds")
    attacks = [Attack(f.__name__, mode, seen, f) for f in (_edits_the_film, _leaves_litter)]
    assert attacked(promise, tmp_path, attacks) == 2
    edited, littered = promise.failures
    assert "film.mp4 was changed" in edited
    assert "left.part" in littered


def test_the_table_goes_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- torture -->\nwhat was there\n<!-- /torture -->\nafter\n")
    publish([Promise("an attack", "it holds", 1200, ["one"], "3 s")], page)
    assert "| an attack | it holds | 1,200 | 1 | 3 s |" in page.read_text()
    assert "what was there" not in page.read_text()
