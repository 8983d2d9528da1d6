"""A picture is decoded once, whoever asks."""

import threading

import numpy as np
import pytest

from deepaudio.engines.base import RequestCancelled
from deepaudio.engines.sketch import watching
from deepaudio.engines.sketch.watching import watch
from deepaudio.media.picture import JobPicture
from tests.helpers import scenes


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    scene = scenes.make("sway", 501, scenes.Weather())
    return str(scene.save(tmp_path_factory.mktemp("film") / "sway.mp4"))


@pytest.fixture
def readings(monkeypatch):
    """How often frames were read, with an empty memory to begin with."""
    count = []

    class Counted(watching.FrameReader):
        def __iter__(self):
            count.append(self.span)
            return super().__iter__()

    monkeypatch.setattr(watching, "FrameReader", Counted)
    monkeypatch.setattr(watching, "_memory", watching._Memory())
    return count


def test_a_cue_within_a_shot_reads_nothing_anew(film, readings):
    watch(JobPicture(film, duration_s=3.0), 0.0, 3.0)
    cue = watch(JobPicture(film, media_start_s=1.0, duration_s=1.0), 0.0, 1.0)
    assert len(readings) == 1
    assert cue.motion.times_s[0] == pytest.approx(0.0, abs=0.04)


def test_what_was_kept_is_what_reading_gives(film, readings):
    cue = JobPicture(film, media_start_s=1.0, duration_s=1.0)
    alone = watch(cue, 0.0, 1.0).motion
    watching._memory = watching._Memory()
    watch(JobPicture(film, duration_s=3.0), 0.0, 3.0)
    assert np.array_equal(watch(cue, 0.0, 1.0).motion.fine, alone.fine)


def test_two_threads_read_once(film, readings):
    threads = [
        threading.Thread(target=watch, args=(JobPicture(film, duration_s=3.0), 0.0, 3.0))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(readings) == 1


def test_a_stopped_reading_leaves_the_way_free(film, readings):
    def stop():
        raise RequestCancelled

    with pytest.raises(RequestCancelled):
        watch(JobPicture(film, duration_s=3.0), 0.0, 3.0, stop)
    assert len(watch(JobPicture(film, duration_s=3.0), 0.0, 3.0).motion) > 60


def test_a_changed_file_is_read_again(film, readings, tmp_path):
    path = tmp_path / "film.mp4"
    for kind in ("sway", "pass"):
        scenes.make(kind, 502, scenes.Weather()).save(path)
        watch(JobPicture(str(path), duration_s=2.0), 0.0, 2.0)
    assert len(readings) == 2


def test_memory_is_bounded(film, readings, monkeypatch):
    monkeypatch.setattr(watching, "_KEPT_BYTES", 1)
    for start in (0.0, 1.0, 2.0):
        watch(JobPicture(film, media_start_s=start, duration_s=0.5), 0.0, 0.5)
    assert len(watching._memory._kept) == 1
