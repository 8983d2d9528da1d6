"""The lock beside the decisions: what a killed process left goes, what somebody holds stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio_plugin.decisions.file import path_for
from deepaudio_plugin.project.timeline_lock import TimelineLock
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.finished import finish, opened
from tests.helpers.project import make_project


@pytest.fixture
def timeline(tmp_path: Path) -> Path:
    return make_project(tmp_path / "cut").timeline


def lock_of(timeline: Path) -> Path:
    decisions = path_for(timeline)
    return decisions.with_name(f".{decisions.name}.lock")


def test_a_lock_that_a_killed_command_left_is_removed_by_the_next(
    timeline: Path, tmp_path: Path
) -> None:
    lock_of(timeline).write_text("in another panel or window (process 1 on nowhere)")
    project = opened(timeline, TakeLibrary(tmp_path / "takes"))
    project.save()
    assert not lock_of(timeline).exists()
    finish(project)  # with something to save the lock is taken, and given back
    assert not lock_of(timeline).exists()


def test_a_lock_that_somebody_holds_stays(timeline: Path, tmp_path: Path) -> None:
    held = TimelineLock(path_for(timeline))
    assert held.take() is None
    project = opened(timeline, TakeLibrary(tmp_path / "takes"))
    project.save()
    assert lock_of(timeline).exists()
    held.let_go()
