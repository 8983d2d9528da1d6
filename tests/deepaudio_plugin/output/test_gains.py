"""Gains of lines and shots: in written files, in the mix once, and in what speech lowers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deepaudio_plugin.core.protocol import Done, Fuse, Mix
from deepaudio_plugin.decisions import model
from deepaudio_plugin.output.assemble import Written
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.finished import finish, opened
from tests.helpers.project import make_project
from tests.helpers.tones import write_tone


class LevelWorker:
    """Keeps the orders, and writes tones as long as is asked for."""

    def __init__(self) -> None:
        self.orders: list[Fuse | Mix] = []

    def __call__(self) -> Any:
        return self

    def run(self, orders: Sequence[Fuse | Mix], **_: object) -> Iterator[Done]:
        for order in orders:
            self.orders.append(order)
            if isinstance(order, Fuse):
                length = Path(order.audio.path).stat().st_size - 44
                write_tone(Path(order.out_path), 440, 0, length // 3, 0)
            else:
                write_tone(Path(order.out_path), 440, 0, order.num_samples, 0)
            yield Done(order.id, path=order.out_path)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    files, library = make_project(tmp_path / "film"), TakeLibrary()
    one = opened(files.timeline, library, subtitles=(files.subtitles,))
    finish(one)
    yield one
    one.close()
    library.close()


def line_of(project: Project) -> str:
    return next(ref for ref in project.jobs.by_ref if ref.startswith("cue:"))


def adjust(project: Project, gain_db: float) -> None:
    ref = line_of(project)
    cue = project.contents.cue(ref)
    project.decide("gain", lambda d: model.adjust_lines(d, {ref: cue}, {"gain_db": gain_db}))


def write(project: Project, worker: LevelWorker, **options: Any) -> Written:
    return project.writing(replace(project.options, **options)).write(worker, Watch())


def test_a_line_is_written_at_its_gain_without_being_rendered_again(project: Project):
    adjust(project, -6.0)
    assert not finish(project)
    worker = LevelWorker()
    written = write(project, worker)
    [order] = worker.orders
    assert isinstance(order, Fuse)
    assert (order.audio.gain_db, order.speech) == (-6.0, ())
    assert '"gain_db": -6.0' in written.output.read_text()


def test_another_gain_is_another_file_and_none_is_the_take_itself(project: Project):
    names = []
    for gain_db in (0.0, -6.0, 3.0):
        adjust(project, gain_db)
        written = write(project, LevelWorker())
        (line,) = (path.name for path in written.media_folder.glob("*Who*.wav"))
        names.append(line)
    assert len(set(names)) == 3
    adjust(project, 0.0)
    worker = LevelWorker()
    write(project, worker)
    assert worker.orders == []


def test_the_mix_has_the_gain_once(project: Project):
    adjust(project, -6.0)
    worker = LevelWorker()
    write(project, worker, tracks=("mix",))
    [fuse, mix] = worker.orders
    assert isinstance(mix, Mix)
    assert isinstance(fuse, Fuse)
    [speech] = [part for part in mix.parts if part.stem == "speech"]
    assert (speech.path, speech.gain_db) == (fuse.out_path, 0.0)


def test_a_shot_has_its_gain_and_sound_makes_way_for_a_line_at_its_gain(project: Project):
    ref = next(ref for ref in project.jobs.by_ref if ref.startswith("shot:"))
    shot = project.contents.shot(ref)
    project.decide("gain", lambda d: model.prompt_shots(d, {ref: shot}, gain_db=2.0))
    adjust(project, -6.0)
    worker = LevelWorker()
    write(project, worker, duck_db=9.0)
    ducked = [order for order in worker.orders if isinstance(order, Fuse) and order.speech]
    assert {order.audio.gain_db for order in ducked} == {2.0, 0.0}  # the other shot has none
    assert {line.gain_db for order in ducked for line in order.speech} == {-6.0}
