"""Which takes come into a page, by the real worker's messages but without a worker."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import CancelledError
from deepaudio_plugin.core.protocol import Cancelled, Compress, Done, Failed
from deepaudio_plugin.core.verdicts import Verdict
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.reporting.sounds import collect_sounds
from tests.helpers.reports import line, take

BYTES = 3000
URI = len("data:audio/mpeg;base64,") + BYTES * 4 // 3


class Compressing:
    """Stands in for the worker: writes files of one size, the later of two first."""

    def __init__(self, damaged=()):
        self.asked = []
        self._damaged = damaged

    def run(self, requests, cancelled):
        waiting = []
        for request in requests:
            if cancelled():
                yield Cancelled(request.id)
                continue
            self.asked.append(request)
            waiting.insert(0, self._answer(request))
            if len(waiting) == 2:
                yield from waiting
                waiting.clear()
        yield from waiting

    def _answer(self, request):
        if Path(request.path).stem in self._damaged:
            return Failed(request.id, "media", "cannot be read")
        if isinstance(request, Compress):
            path = Path(f"{request.out_path}.mp3")
            path.write_bytes(bytes(BYTES))
        else:
            path = Path(request.out_path)
            path.write_bytes(bytes(2 * request.buckets))
        return Done(request.id, path=str(path))

    @property
    def compressed(self):
        return [Path(one.path).stem for one in self.asked if isinstance(one, Compress)]


def rows(*grades):
    return [
        line(number, take(f"{grade or 'open'}-{number}", Verdict(grade) if grade else None))
        for number, grade in enumerate(grades, start=1)
    ]


def collected(lines, worker, folder, **more):
    page = Path("/reports/cut.html")
    return collect_sounds(lines, page, lambda: worker, folder, Watch(), **more)


def test_takes_are_drawn_and_put_into_the_page(tmp_path):
    worker = Compressing()
    found = collected(rows("good", "bad"), worker, tmp_path)
    assert set(found.embedded) == {"good-1", "bad-2"}
    assert found.embedded["bad-2"].startswith("data:audio/mpeg;base64,")
    assert len(found.waveforms["good-1"]) == 2 * 16
    assert found.linked == {}
    assert {(one.start, one.length) for one in worker.asked if isinstance(one, Compress)} == {
        (4800, 96_000)
    }
    assert not list(tmp_path.iterdir())


def test_what_needs_another_listen_comes_first_and_the_rest_is_linked(tmp_path):
    worker = Compressing()
    found = collected(rows("good", None, "look", "bad"), worker, tmp_path, most=2 * URI)
    assert worker.compressed[:2] == ["bad-4", "look-3"]
    assert set(found.embedded) == {"bad-4", "look-3"}
    assert found.size <= found.most
    assert found.linked["good-1"] == "../takes/go/good-1.wav#t=0.100,2.100"


def test_nothing_more_is_compressed_once_the_page_is_full(tmp_path):
    worker = Compressing()
    found = collected(rows(*["good"] * 50), worker, tmp_path, most=3 * URI)
    assert len(found.embedded) == 3
    assert len(worker.compressed) < 10
    assert len(found.linked) == 47


def test_a_take_that_cannot_be_read_fails_alone(tmp_path):
    found = collected(rows("good", "good"), Compressing(damaged={"good-1"}), tmp_path)
    assert set(found.embedded) == {"good-2"}
    assert set(found.linked) == {"good-1"}
    assert "good-1" not in found.waveforms


def test_addresses_of_takes_are_those_of_browsers_whatever_their_folders_are_called(tmp_path):
    path = "/my takes/ä#?\udcff/k.wav"
    row = replace(rows("good")[0], take=replace(take("k1"), path=path))
    found = collected([row], Compressing(damaged={"k"}), tmp_path)
    assert found.linked["k1"] == "../my%20takes/%C3%A4%23%3F%FF/k.wav#t=0.100,2.100"


def test_it_can_be_stopped(tmp_path):
    with pytest.raises(CancelledError, match="before the report was written"):
        collect_sounds(
            *(rows("good"), Path("/reports/cut.html"), Compressing, tmp_path),
            Watch(cancelled=lambda: True),
        )


def test_without_takes_no_worker_is_asked(tmp_path):
    def no_worker():
        raise AssertionError("nobody needs one")

    found = collect_sounds([line(1, None)], tmp_path / "cut.html", no_worker, tmp_path, Watch())
    assert (found.embedded, found.linked) == ({}, {})
