"""The worker on a host: it renders, tells, stops, and leaves nothing."""

from __future__ import annotations

import hashlib
import sys
import time
from pathlib import Path
from tempfile import gettempdir

import pytest

from deepaudio_plugin import __version__
from deepaudio_plugin.core import protocol
from deepaudio_plugin.core.errors import ProtocolError, WorkerStartError
from deepaudio_plugin.core.leftovers import owner_mark
from deepaudio_plugin.core.protocol import Cancelled, Done, Failed, Progress, RenderRequest
from deepaudio_plugin.farm.hosted import HostedWorker

PATIENCE_S = 120.0
FAKE = Path(__file__).parents[2] / "helpers" / "fake_worker.py"


@pytest.fixture
def hosted(tmp_path):
    """Makes hosted workers with switches of the fake one; closes them."""
    made = []

    def make(*switches, version=__version__):
        command = [sys.executable, str(FAKE), "--notes", str(tmp_path), *switches]
        made.append(HostedWorker("gpu-1", [], version, command))
        return made[-1]

    yield make
    for worker in made:
        worker.close()


def order(key, text="fine"):
    return protocol.encode(
        RenderRequest("r", key, "speech", "fake", "/elsewhere", num_samples=1, text=text)
    )


def until(worker, *kinds):
    """News up to the first event of one of the kinds: that event, its news, and all events."""
    told, deadline = [], time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        for news in worker.news(1.0):
            event = protocol.decode(news.line)
            told.append(event)
            if isinstance(event, kinds):
                return event, news, told
    raise AssertionError(f"nothing of {kinds} came: {told}")


def folders():
    return list(Path(gettempdir()).glob(f"{owner_mark()}-deepaudio_farm_*"))


def test_a_take_comes_with_its_bytes_and_their_digest_and_is_kept_nowhere(hosted):
    worker = hosted()
    worker.give("1", order("k"), {})
    done, news, told = until(worker, Done)
    assert done.id == news.attempt == "1"
    assert news.content.startswith(b"RIFF")
    assert news.digest == hashlib.sha256(news.content).hexdigest()
    assert any(isinstance(event, Progress) for event in told)
    assert not Path(done.take.path).exists()


def test_its_folder_goes_with_it(hosted):
    before = set(folders())
    worker = hosted()
    assert set(folders()) - before
    worker.close()
    assert not set(folders()) - before


def test_word_to_stop_reaches_the_worker(hosted):
    worker = hosted("--parallel", "1")
    worker.give("1", order("k", "endless"), {})
    until(worker, Progress)
    worker.stop("1")
    event, _, _ = until(worker, Cancelled)
    assert event.id == "1"
    worker.give("2", order("l"), {})
    until(worker, Done)  # by the same worker, which has one hand


def test_word_to_stop_may_come_before_the_order(hosted, tmp_path):
    worker = hosted()
    worker.stop("1")
    worker.give("1", order("k"), {})
    event, _, _ = until(worker, Cancelled)
    assert event.id == "1"
    worker.give("2", order("l"), {})
    until(worker, Done)
    assert not (tmp_path / "key-k").exists()


def test_what_has_begun_is_not_given_back_and_what_waits_is(hosted):
    worker = hosted("--parallel", "1")
    worker.give("1", order("k", "slow"), {})
    until(worker, Progress)
    worker.give("2", order("l"), {})
    worker.give_back("1")
    worker.give_back("2")
    event, _, _ = until(worker, Cancelled)
    assert event.id == "2"
    done, _, _ = until(worker, Done)
    assert done.id == "1"


def test_an_order_that_cannot_be_read_is_answered(hosted):
    worker = hosted()
    worker.give("1", b"{", {})
    event, _, _ = until(worker, Failed)
    assert (event.id, event.code) == ("1", "protocol")


def test_what_the_host_does_not_see_is_not_begun(hosted, tmp_path):
    worker = hosted()
    worker.give("1", order("k"), {str(tmp_path / "film.mp4"): 4})
    event, _, _ = until(worker, Failed)
    assert (event.code, event.message) == ("media-missing", "gpu-1 does not see this file")
    assert not (tmp_path / "key-k").exists()


def test_a_worker_that_dies_is_replaced_and_the_rest_is_done(hosted):
    worker = hosted("--parallel", "1")
    worker.give("1", order("k", "die"), {})
    worker.give("2", order("l"), {})
    answers = {}
    while len(answers) < 2:
        event, _, _ = until(worker, Done, Failed)
        answers[event.id] = event
    assert answers["1"].code == "worker-died"
    assert isinstance(answers["2"], Done)


def test_a_file_elsewhere_is_not_read(hosted, tmp_path):
    worker = hosted()
    (tmp_path / "theirs.wav").write_bytes(b"secret")
    worker.give("1", order("k", "linked"), {})
    event, news, _ = until(worker, Failed, Done)
    assert isinstance(event, Failed)
    assert news.content == b""


def test_another_version_is_refused_before_anything_is_started(hosted, tmp_path):
    with pytest.raises(ProtocolError, match="has DeepAudio"):
        hosted(version="0.0.9")
    assert not (tmp_path / "started").exists()


def test_a_worker_that_does_not_start_is_an_error(hosted):
    before = set(folders())
    with pytest.raises(WorkerStartError):
        hosted("--die-at-start")
    assert set(folders()) == before
