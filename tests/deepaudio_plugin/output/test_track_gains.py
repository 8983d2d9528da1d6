"""Gains of tracks: decided once, written as levels of the files, told, and taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deepaudio.dsp import wav
from deepaudio.worker.mixing import fuse
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.protocol import Done, Fuse
from deepaudio_plugin.core.track_levels import track_name
from deepaudio_plugin.decisions import file as decisions_file
from deepaudio_plugin.decisions.gains import set_gain
from deepaudio_plugin.decisions.model import UNDECIDED
from deepaudio_plugin.output.assemble import Written
from deepaudio_plugin.output.crossfades import mix_parts
from deepaudio_plugin.output.placed_takes import placed_takes
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.finished import finish, opened
from tests.helpers.project import Project


class Fusing:
    """The worker's own fusing, in this process."""

    def run(self, orders: Sequence[Fuse], **_: object) -> Iterator[Done]:
        for order in orders:
            task = Task(order, lambda _event: None)
            task.begin()
            yield fuse(order, task)


def written(project: Project, library: TakeLibrary, gains: dict[str, float]) -> Written:
    one = opened(project.timeline, library, subtitles=(project.subtitles,), duck_db=0)
    for track, gain in gains.items():
        one.decide("gain", lambda d, track=track, gain=gain: set_gain(d, track, gain))
    finish(one)
    made = one.writing().write(Fusing, Watch())
    one.close()
    return made


def level(written: Written, name: str) -> float:
    path = next(path for path in written.media_folder.glob("*.wav") if name in path.name)
    return float(np.abs(wav.read(path, 0, wav.num_samples(path)).samples).max())


def test_the_files_of_a_track_have_its_gain(project, library):
    plain = written(project, library, {})
    before, other = level(plain, "Who"), level(plain, "shot")
    names = {path.name for path in plain.media_folder.glob("*.wav")}
    quieter = written(project, library, {"speech": -6.0})
    assert level(quieter, "Who") == pytest.approx(before * 10 ** (-6 / 20), rel=1e-3)
    assert level(quieter, "shot") == pytest.approx(other, rel=1e-6)
    assert [p.message for p in quieter.problems if "levels" in p.message] == []  # the plan says it
    again = written(project, library, {"speech": 0.0})
    assert {path.name for path in again.media_folder.glob("*.wav")} == names
    assert level(again, "Who") == before


def test_a_plan_says_which_tracks_have_another_level(project, library):
    one = opened(project.timeline, library, subtitles=(project.subtitles,))
    one.decide("gain", lambda d: set_gain(set_gain(d, "speech 2", -3.04), "audio", 2))
    told = [problem.message for problem in one.plan.problems]
    assert "levels by decision: audio +2 dB, speech 2 -3 dB" in told
    one.undo()
    assert not any("levels" in problem.message for problem in one.plan.problems)
    one.close()


def test_the_file_keeps_gains_and_refuses_nonsense(tmp_path):
    path = tmp_path / "film.deepaudio.json"
    decisions_file.write(path, set_gain(UNDECIDED, "speech", -3))
    assert json.loads(path.read_text())["gains"] == {"speech": -3.0}
    assert decisions_file.read(path)[0].gains == {"speech": -3.0}
    path.write_text('{"version": 1, "gains": {"speech": 400}}')
    assert decisions_file.read(path)[1]  # damaged: moved aside, and said


@pytest.mark.parametrize("gain", [13.0, -61.0, float("nan"), float("inf")])
def test_gains_have_limits(gain: Any):
    with pytest.raises(UsageError, match="gain"):
        set_gain(UNDECIDED, "speech", gain)


def test_tracks_are_called_as_people_count():
    assert [track_name("speech", lane) for lane in range(3)] == ["speech", "speech 2", "speech 3"]


def test_parts_of_raw_takes_carry_the_gains_that_files_hold(project, library):
    one = opened(project.timeline, library, subtitles=(project.subtitles,))
    one.decide("gain", lambda d: set_gain(d, "audio", -4))
    finish(one)
    writing = one.writing()
    heard = [(p, Path(p.take.path)) for p in placed_takes(writing.plan, writing.outcome)]
    gains = {part.stem: part.gain_db for part in mix_parts(heard, writing.plan.shots)}
    assert gains == {"speech": 0.0, "audio": -4.0}
    elsewhere = [(placed, Path("/media/made.wav")) for placed, _ in heard]
    assert {part.gain_db for part in mix_parts(elsewhere, writing.plan.shots)} == {0.0}
    one.close()
