"""What a panel sees and hears, from the real worker: once asked, then kept."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio
from deepaudio_plugin.core.errors import (
    JobError,
    OutputError,
    WorkerError,
)
from deepaudio_plugin.core.protocol import PictureSource, Progress, RenderRequest, Thumbnails
from deepaudio_plugin.viewing import Gallery
from deepaudio_plugin.worker_client import WorkerClient
from tests.helpers.films import write_film, write_images
from tests.helpers.sounding_film import write_sound, write_sounding_film

ROOT = Path(__file__).parents[3]
FAKE_ENGINES = (sys.executable, "-m", "deepaudio.worker", "--engines", "tests.helpers.fake_engine")


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with WorkerClient(log_path=tmp_path_factory.mktemp("log") / "worker.log") as client:
        client.start()  # not in a test, which would have to end it
        yield client


@pytest.fixture
def gallery(client, tmp_path):
    return Gallery(lambda: client, tmp_path / "cache")


@pytest.fixture
def offline(tmp_path):
    """The same cache where asking the worker is an error."""

    def refuse():
        raise WorkerError("nothing should be asked for")

    return Gallery(refuse, tmp_path / "cache")


@pytest.fixture
def film(tmp_path):
    return write_film(tmp_path / "film.mp4", 60)


def shot(path, frame, frames=1, **fields):
    return PictureSource(
        str(path), media_start_s=frame / 24, clock_start_s=0.0, duration_s=frames / 24, **fields
    )


# -- thumbnails ---------------------------------------------------------------------


def test_a_thumbnail_is_made_once_and_then_kept(gallery, offline, film):
    pictures = [shot(film, n) for n in (0, 30, 59)]
    paths = gallery.thumbnails(pictures)
    assert len({path.read_bytes() for path in paths}) == 3
    assert offline.thumbnails(pictures) == paths


def test_height_and_time_and_content_make_another(gallery, film):
    first = gallery.thumbnails([shot(film, 5)])
    assert gallery.thumbnails([shot(film, 5)], height=36) != first
    assert gallery.thumbnails([shot(film, 6)]) != first
    write_film(film, 60, grey=lambda _n: 200)
    assert gallery.thumbnails([shot(film, 5)]) != first


def test_the_same_frame_is_asked_for_once(gallery, film, monkeypatch):
    sent = []
    real = WorkerClient.thumbnails

    def thumbnails(client, requests, cancelled=None):
        return real(client, (sent.append(r) or r for r in requests), cancelled)

    monkeypatch.setattr(WorkerClient, "thumbnails", thumbnails)
    paths = gallery.thumbnails([shot(film, 5), shot(film, 5), shot(film, 4, 3), shot(film, 9)])
    assert paths[0] == paths[1] == paths[2] != paths[3]
    assert [len(request.pictures) for request in sent] == [2]


def test_many_come_in_parts_and_what_is_kept_comes_first(gallery, film):
    gallery.thumbnails([shot(film, 40)])
    order = [index for index, _ in gallery.each_thumbnail([shot(film, n) for n in range(50)])]
    assert sorted(order) == list(range(50))
    assert order[0] == 40
    assert set(order[1:5]) == set(range(4)) or set(order[1:17]) == set(range(4, 20))


def test_what_cannot_be_shown_is_none_and_says_why(gallery, film, tmp_path):
    broken = tmp_path / "broken.mov"
    broken.write_bytes(b"no film" * 99)
    sound = write_sound(tmp_path / "a.wav", np.zeros(4800))
    pictures = [shot(path, 3) for path in (film, broken, sound, tmp_path / "gone.mov", film)]
    paths = gallery.thumbnails(pictures)
    assert [bool(path) for path in paths] == [True, False, False, False, True]
    assert [gallery.problem(picture) for picture in pictures[:4]] == [
        "",
        "the media file is damaged or no media file",
        "the media has sound but no picture",
        f"media cannot be read: {tmp_path / 'gone.mov'}: No such file or directory",
    ]


def test_what_failed_is_not_asked_for_again_until_it_changes(gallery, film, tmp_path, monkeypatch):
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no film" * 99)
    assert gallery.thumbnails([shot(bad, 3)]) == [None]
    with monkeypatch.context() as patch:
        patch.setattr(WorkerClient, "thumbnails", None)
        assert gallery.thumbnails([shot(bad, 3)]) == [None]
    shutil.copy(film, bad)
    assert gallery.thumbnails([shot(bad, 3)]) != [None]


def test_media_that_vanishes_stays_as_it_was_seen(gallery, film):
    seen = gallery.thumbnails([shot(film, 3)])
    film.unlink()
    assert gallery.thumbnails([shot(film, 3)]) == seen
    assert gallery.thumbnails([shot(film, 9)]) == [None]


def test_an_image_sequence_is_shown_and_known_again(gallery, offline, tmp_path):
    write_images(tmp_path, range(8), grey=lambda n: 20 * n)
    images = PictureSource(
        str(tmp_path / "img.%04d.png"), kind="sequence", duration_s=8 / 24, clock_start_s=0.0,
        sequence_first=1001, sequence_count=8, sequence_rate=24.0,
    )  # fmt: skip
    [path] = gallery.thumbnails([images])
    assert path is not None
    assert offline.thumbnails([images]) == [path]


def test_closing_the_iterator_stops_what_was_asked(gallery, film):
    coming = gallery.each_thumbnail([shot(film, n) for n in range(60)])
    next(coming)
    coming.close()
    assert gallery.thumbnails([shot(film, 59)]) != [None]


def test_a_wish_to_stop_ends_it_early(gallery, film):
    pictures = [shot(film, n) for n in range(60)]
    assert gallery.thumbnails(pictures, cancelled=lambda: True) == [None] * 60
    assert None not in gallery.thumbnails(pictures)


def test_several_threads_may_ask_at_once(gallery, film):
    results = []

    def ask(first):
        results.append(gallery.thumbnails([shot(film, n) for n in range(first, first + 20)]))

    threads = [threading.Thread(target=ask, args=(first,)) for first in (0, 10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [None not in paths for paths in results] == [True] * 3


def test_two_processes_share_one_cache(gallery, film, tmp_path):
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from deepaudio_plugin.core.protocol import PictureSource\n"
        "from deepaudio_plugin.viewing import Gallery\n"
        "from deepaudio_plugin.worker_client import WorkerClient\n"
        "film, root = sys.argv[1:]\n"
        "with WorkerClient(log_path=Path(root) / 'log') as client:\n"
        "    found = Gallery(lambda: client, Path(root)).thumbnails([\n"
        "        PictureSource(film, media_start_s=n / 24, clock_start_s=0.0, duration_s=1 / 24)\n"
        "        for n in range(40)])\n"
        "assert None not in found\n"
    )
    command = [sys.executable, "-c", code, str(film), str(tmp_path / "cache")]
    with subprocess.Popen(command, cwd=ROOT) as other:
        mine = gallery.thumbnails([shot(film, n) for n in range(40)])
        assert other.wait(300) == 0
    assert all(path.read_bytes().endswith(b"\xff\xd9") for path in mine)  # a whole JPEG
    assert not list((tmp_path / "cache").glob("??/*.part"))


def test_a_cache_that_cannot_be_written_is_an_output_error(client, film, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OutputError):
        Gallery(lambda: client, tmp_path / "file" / "cache").thumbnails([shot(film, 3)])


# -- beside renders, and when the worker dies ----------------------------------------


@pytest.fixture
def busy(tmp_path, monkeypatch):
    """A worker that handles one render at a time, with ten long ones to do."""
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHONPATH", str(ROOT))
    command = [*FAKE_ENGINES, "--parallel", "1"]
    started, stop = threading.Event(), threading.Event()
    takes = tmp_path / "takes"
    takes.mkdir()
    renders = [
        RenderRequest(f"r{i}", f"r{i}", "audio", "fake", str(takes), 4800,
                      settings={"steps": 2000}) for i in range(10)
    ]  # fmt: skip

    def on_event(event):
        if isinstance(event, Progress):
            started.set()

    with WorkerClient(command=command, log_path=tmp_path / "worker.log") as client:
        thread = threading.Thread(target=lambda: list(client.run(renders, on_event, stop.is_set)))
        thread.start()
        assert started.wait(120)
        yield client
        stop.set()
        thread.join()


def test_nothing_waits_for_long_renders(busy, film, tmp_path):
    gallery = Gallery(lambda: busy, tmp_path / "cache")
    own = write_sound(tmp_path / "own.wav", np.full(48_000, 0.25))
    assert None not in gallery.thumbnails([shot(film, n) for n in range(0, 60, 2)])
    assert gallery.peaks(own) is not None
    assert gallery.original([shot(own, 0, 24)], [0.0], 48_000, tmp_path / "cut.wav").path
    assert busy.probe(own).has_audio


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_a_worker_killed_in_the_middle_is_replaced_and_all_thumbnails_come(film, tmp_path):
    with WorkerClient(log_path=tmp_path / "worker.log") as client:
        gallery = Gallery(lambda: client, tmp_path / "cache")
        found = {}
        for index, path in gallery.each_thumbnail([shot(film, n) for n in range(60)]):
            if not found:
                os.kill(client.pid, signal.SIGKILL)
            found[index] = path
    assert len(found) == 60
    assert None not in found.values()


def test_a_picture_that_kills_workers_is_not_asked_for_again(film, tmp_path):
    class Killer(WorkerClient):
        asked = 0

        def thumbnails(self, requests, cancelled=None):
            type(self).asked += 1
            return super().thumbnails(requests, cancelled)

    code = (
        "import os, sys\n"
        "from deepaudio.worker import thumbnails\n"
        "thumbnails.jpeg = lambda _frame: os._exit(9)\n"
        "from deepaudio.worker.__main__ import main\n"
        "main()\n"
    )
    with Killer(command=[sys.executable, "-c", code], log_path=tmp_path / "log") as client:
        gallery = Gallery(lambda: client, tmp_path / "cache")
        assert gallery.thumbnails([shot(film, 3)]) == [None]
        assert gallery.thumbnails([shot(film, 3)]) == [None]
    assert Killer.asked == 1
    assert "two workers died" in gallery.problem(shot(film, 3))


def test_no_worker_at_all_is_told(film, tmp_path):
    with WorkerClient(str(tmp_path / "no python"), log_path=tmp_path / "log") as client:
        gallery = Gallery(lambda: client, tmp_path / "cache")
        with pytest.raises(WorkerError):
            gallery.thumbnails([shot(film, 3)])


def test_an_older_worker_says_what_it_does_not_know(film, tmp_path):
    class Older(WorkerClient):
        def thumbnails(self, requests, cancelled=None):
            [request] = requests
            assert isinstance(request, Thumbnails)
            from deepaudio_plugin.core.protocol import Failed

            yield Failed(request.id, "protocol", "unknown message kind 'thumbnails'")

    with Older(log_path=tmp_path / "log") as client, pytest.raises(WorkerError, match="unknown"):
        Gallery(lambda: client, tmp_path / "cache").thumbnails([shot(film, 3)])


# -- sound --------------------------------------------------------------------------


@pytest.fixture
def ramp(tmp_path):
    return write_sounding_film(tmp_path / "ramp.mov", np.arange(96_000) / (1 << 20))


def test_a_waveform_is_made_once_and_then_kept(gallery, offline, ramp):
    path = gallery.peaks(ramp, buckets=100)
    assert path.stat().st_size == 200
    assert offline.peaks(ramp, buckets=100) == path
    assert gallery.peaks(ramp, buckets=50) != path
    assert gallery.peaks(ramp, buckets=100, start_s=1.0, duration_s=0.5) != path


def test_a_take_is_known_by_its_key_wherever_it_lies(gallery, offline, tmp_path):
    wav.write(tmp_path / "take.wav", Audio.mono(np.full(4800, 0.5, np.float32)))
    path = gallery.peaks(tmp_path / "take.wav", "k" * 64)
    assert set(path.read_bytes()) == {64}
    assert offline.peaks(tmp_path / "moved.wav", "k" * 64) == path


def test_what_has_no_sound_has_no_waveform(gallery, film, tmp_path):
    assert gallery.peaks(film) is None
    assert gallery.peaks(film) is None
    assert gallery.peaks(tmp_path / "gone.wav") is None


def test_a_take_that_was_lost_is_looked_for_again(gallery, tmp_path):
    assert gallery.peaks(tmp_path / "take.wav", "k" * 64) is None
    wav.write(tmp_path / "take.wav", Audio.mono(np.full(4800, 0.5, np.float32)))
    assert gallery.peaks(tmp_path / "take.wav", "k" * 64) is not None


def test_an_empty_range_is_told(gallery, ramp, tmp_path):
    with pytest.raises(JobError, match="empty"):
        gallery.peaks(ramp, duration_s=0.0)
    with pytest.raises(JobError, match="empty"):
        gallery.original([shot(ramp, 0, 24)], [0.0], 0, tmp_path / "o.wav")


def test_the_films_own_sound_is_written_with_what_is_odd_about_it(gallery, ramp, film, tmp_path):
    pictures = [shot(ramp, 12, 12), shot(ramp, 0, 12, speed=2.0)]
    sound = gallery.original(pictures, [0.0, 0.5], 48_000, tmp_path / "own.wav")
    assert sound.path == tmp_path / "own.wav"
    assert sound.warnings == ("silent where the clip is retimed: ramp.mov",)
    heard = wav.read(sound.path).samples[0]
    assert round(float(heard[0]) * (1 << 20)) == 24_000
    assert not heard[24_000:].any()
    assert gallery.original([shot(film, 0, 24)], [0.0], 480, tmp_path / "none.wav").path is None


def test_more_pictures_than_fit_a_line_are_heard(gallery, ramp, tmp_path):
    pictures = [shot(ramp, n % 40, 1) for n in range(5000)]
    starts_s = [n / 24 for n in range(5000)]
    sound = gallery.original(pictures, starts_s, 48_000, tmp_path / "own.wav")
    assert round(float(wav.read(sound.path).samples[0][47_999]) * (1 << 20)) == 47_999
