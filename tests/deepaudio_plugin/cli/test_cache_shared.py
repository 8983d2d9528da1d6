"""`deepaudio cache shared`: listed first, and removed only when that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.command import deepaudio
from tests.helpers.work import LINES, Ordered, keys_in, ordered

pytestmark = pytest.mark.usefixtures("no_real_worker")


@pytest.fixture
def order(tmp_path: Path, share: Path) -> Ordered:
    """Orders that are done: their takes are shared."""
    found = ordered(tmp_path, LINES)
    assert found.do("--library", share.as_uri()).code == 0
    return found


def tidied(share: Path, *arguments: object):
    return deepaudio("cache", "shared", "--library", share.as_uri(), *arguments)


def test_nothing_is_removed_until_that_is_asked_for(order: Ordered, share: Path):
    ran = tidied(share, "--older-than", 0)
    assert ran.code == 0
    assert all(line in ran.out for line in LINES)
    assert f"5 takes, 0.1 MB, of {share} not needed. Add --remove" in ran.out
    assert keys_in(share) == sorted(order.keys)
    ran = tidied(share, "--older-than", 0, "--remove", "--json")
    assert ran.event("tidied")["removed"] == 5
    assert {e["key"] for e in ran.events if e["event"] == "unneeded"} == set(order.keys)
    assert [path for path in share.rglob("*") if path.is_file()] == []


def test_what_is_young_or_named_in_a_file_stays(order: Ordered, share: Path, tmp_path: Path):
    assert "0 takes" in tidied(share, "--older-than", 1, "--remove").out
    assert "0 takes" in tidied(share, "--older-than", 0, "--remove", "--keep", order.work).out
    part = tmp_path / "part.jsonl"
    part.write_bytes(b"".join(order.work.read_bytes().splitlines(keepends=True)[:3]))
    assert tidied(share, "--older-than", 0, "--remove", "--keep", part).code == 0
    assert keys_in(share) == sorted(order.keys[:2])


def test_a_timeline_keeps_what_was_written_of_it_also_what_was_only_fetched(
    order: Ordered, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "desk"))
    arguments = ("--tracks", "speech", "--library", share.as_uri())
    assert deepaudio("render", order.timeline, *arguments).code == 0
    assert tidied(share, "--older-than", 0, "--remove", "--keep", order.timeline).code == 0
    assert keys_in(share) == sorted(order.keys)
    order.timeline.with_name("cut.deepaudio.otio").unlink()
    ran = tidied(share, "--older-than", 0, "--remove", "--keep", order.timeline)
    assert (ran.code, "names no take" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--keep", "gone.otio"), "cannot be read"),
        (("--keep", "cut/cut.otio"), "names no take"),
        (("--older-than", "-1"), "out of range"),
        (("--library", "mine"), "which no machines share"),
    ],
)
def test_where_it_is_unclear_what_is_needed_nothing_is_removed(
    order: Ordered,
    share: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    told: str,
):
    monkeypatch.chdir(tmp_path)
    ran = tidied(share, "--older-than", 0, "--remove", *arguments)
    assert (ran.code, told in ran.err) == (2, True), ran.err
    assert keys_in(share) == sorted(order.keys)
