"""What a person waits for does not wait behind renders; it beats, and stops when told to."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio
from deepaudio_plugin.core.protocol import (
    Cancel,
    Cancelled,
    Done,
    Failed,
    Heartbeat,
    Mix,
    MixPart,
    Original,
    Peaks,
    PictureSource,
    Probe,
    Probed,
    Progress,
    RenderRequest,
    Thumbnails,
    Viewed,
)
from tests.helpers.fake_engine import ENDLESS
from tests.helpers.sounding_film import write_sounding_film
from tests.helpers.worker_peer import Peer

RATE = 48_000


@pytest.fixture
def film(tmp_path):
    return str(write_sounding_film(tmp_path / "film.mov", np.full(2 * RATE, 0.25)))


@pytest.fixture
def asked(tmp_path, film):
    """One request of each kind that must not wait."""
    picture = PictureSource(film, clock_start_s=0.0, duration_s=1.0)
    part = MixPart(str(tmp_path / "take.wav"), 0, "audio")
    wav.write(part.path, Audio.mono(np.full(RATE, 0.1, np.float32)))

    def out(name):
        return str(tmp_path / name)

    return {
        "probe": Probe("probe", film),
        "thumbnails": Thumbnails("thumbnails", (picture,), (out("a.jpg"),)),
        "peaks": Peaks("peaks", film, 100, out("a.peaks")),
        "original": Original("original", (picture,), (0.0,), RATE, out("own.wav")),
        "reel": Mix(
            "reel", (part,), RATE, out("mix.wav"), picture=(picture,),
            picture_starts_s=(0.0,), preview_path=out("reel.mp4"),
        ),
    }  # fmt: skip


def render(name, tmp_path, steps):
    return RenderRequest(
        name, name, "audio", "fake", str(tmp_path), num_samples=4800, settings={"steps": steps}
    )


def test_everything_to_see_and_hear_is_answered_while_renders_run_and_wait(asked, tmp_path):
    with Peer(parallel=1) as peer:
        peer.send(*(render(f"r{i}", tmp_path, ENDLESS) for i in range(20)))
        peer.next(Progress)
        peer.send(*asked.values())
        answers = {}
        while len(answers) < len(asked):
            event = peer.next(Probed, Viewed, Done, Failed)
            answers[event.id] = event
        assert set(answers) == set(asked)
        assert not [event for event in answers.values() if isinstance(event, Failed)]
    picture = (tmp_path / "a.jpg").read_bytes()
    assert (picture[:2], picture[-2:]) == (b"\xff\xd8", b"\xff\xd9")  # a whole JPEG


def test_an_answer_tells_what_it_wrote(asked, tmp_path):
    with Peer() as peer:
        assert peer.ask(asked["thumbnails"]).paths == (str(tmp_path / "a.jpg"),)
        assert peer.ask(asked["peaks"]).path == str(tmp_path / "a.peaks")
        assert peer.ask(asked["original"]).path == str(tmp_path / "own.wav")


@pytest.mark.parametrize("kind", ["thumbnails", "peaks", "original"])
def test_what_runs_long_is_cancelled_at_once_beats_until_then_and_leaves_no_part(
    tmp_path, film, kind, monkeypatch
):
    hold(monkeypatch)
    many = [PictureSource(film, media_start_s=n / 24, duration_s=1 / 24) for n in range(40)]
    requests = {
        "thumbnails": Thumbnails(
            "j", tuple(many), tuple(str(tmp_path / f"{n}.jpg") for n in range(40))
        ),
        "peaks": Peaks("j", film, 10, str(tmp_path / "a.peaks")),
        "original": Original("j", tuple(many), tuple(n / 24 for n in range(40)), 2 * RATE,
                             str(tmp_path / "own.wav")),
    }  # fmt: skip
    with Peer() as peer:
        peer.send(requests[kind])
        assert peer.next(Heartbeat, Viewed, Done, Failed).busy == 1
        peer.send(Cancel("j"))
        assert isinstance(peer.next(Viewed, Done, Failed, Cancelled), Cancelled)
    left = {path.name for path in tmp_path.iterdir() if path.suffix not in (".mov", ".jpg")}
    assert left == set()


def hold(monkeypatch):
    """Let work go so far, and then no further before it is told to stop."""
    from deepaudio.worker.task import Task

    real, passed = Task.check, itertools.count()

    def check(task):
        if next(passed) >= 5:
            task._stopped.wait(120)
        real(task)

    monkeypatch.setattr(Task, "check", check)


def test_a_client_that_leaves_stops_what_it_asked_for(tmp_path, film, monkeypatch):
    hold(monkeypatch)
    many = tuple(PictureSource(film, media_start_s=n / 24) for n in range(40))
    with Peer() as peer:
        peer.send(Original("o", many, tuple(n / 24 for n in range(40)), RATE,
                           str(tmp_path / "own.wav")))  # fmt: skip
        peer.next(Progress)
        peer.close_requests()
    assert {path.name for path in tmp_path.iterdir()} == {"film.mov"}
