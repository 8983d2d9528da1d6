"""A picture is decoded once, whoever asks."""

import threading

import numpy as np
import pytest

from deepaudio.engines.base import RequestCancelled
from deepaudio.engines.sketch import picture_analysis
from deepaudio.engines.sketch.picture_analysis import analyse_picture
from deepaudio.media.picture import JobPicture
from tests.helpers import scenes


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    change_maps = scenes.make("sway", 501, scenes.Weather())
    return str(change_maps.save(tmp_path_factory.mktemp("film") / "sway.mp4"))


@pytest.fixture
def readings(monkeypatch):
    """How often frames were read, with an empty memory to begin with."""
    count = []

    class Counted(picture_analysis.FrameReader):
        def __iter__(self):
            count.append(self.span)
            return super().__iter__()

    monkeypatch.setattr(picture_analysis, "FrameReader", Counted)
    monkeypatch.setattr(picture_analysis, "_cache", picture_analysis._AnalysisCache())
    return count


def test_a_cue_within_a_shot_reads_nothing_anew(film, readings):
    analyse_picture(JobPicture(film, duration_s=3.0), 0.0, 3.0)
    cue = analyse_picture(JobPicture(film, media_start_s=1.0, duration_s=1.0), 0.0, 1.0)
    assert len(readings) == 1
    assert cue.motion.times_s[0] == pytest.approx(0.0, abs=0.04)


def test_what_was_kept_is_what_reading_gives(film, readings):
    cue = JobPicture(film, media_start_s=1.0, duration_s=1.0)
    alone = analyse_picture(cue, 0.0, 1.0).motion
    picture_analysis._cache = picture_analysis._AnalysisCache()
    analyse_picture(JobPicture(film, duration_s=3.0), 0.0, 3.0)
    assert np.array_equal(analyse_picture(cue, 0.0, 1.0).motion.fine, alone.fine)


def test_two_threads_read_once(film, readings):
    threads = [
        threading.Thread(target=analyse_picture, args=(JobPicture(film, duration_s=3.0), 0.0, 3.0))
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
        analyse_picture(JobPicture(film, duration_s=3.0), 0.0, 3.0, stop)
    assert len(analyse_picture(JobPicture(film, duration_s=3.0), 0.0, 3.0).motion) > 60


def test_a_changed_file_is_read_again(film, readings, tmp_path):
    path = tmp_path / "film.mp4"
    for kind in ("sway", "pass"):
        scenes.make(kind, 502, scenes.Weather()).save(path)
        analyse_picture(JobPicture(str(path), duration_s=2.0), 0.0, 2.0)
    assert len(readings) == 2


def test_memory_is_bounded(film, readings, monkeypatch):
    monkeypatch.setattr(picture_analysis, "_MAX_CACHE_BYTES", 1)
    for start in (0.0, 1.0, 2.0):
        analyse_picture(JobPicture(film, media_start_s=start, duration_s=0.5), 0.0, 0.5)
    assert len(picture_analysis._cache._kept) == 1
