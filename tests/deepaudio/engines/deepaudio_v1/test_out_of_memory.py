"""Memory that runs out, in the real worker process: one more try, advice, and the next job."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from deepaudio_plugin.core.protocol import Done, Failed, PictureSource, RenderRequest
from deepaudio_plugin.worker_client import WorkerClient

ROOT = Path(__file__).parents[4]
SCARCE = ["-m", "deepaudio.worker", "--engines", "tests.helpers.scarce_engine"]


@pytest.fixture
def worker(tiny, tmp_path, monkeypatch):
    """A client of one real worker with the tiny model."""
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHONPATH", str(ROOT))
    monkeypatch.setenv("DEEPAUDIO_DEVICE", "cpu")
    with WorkerClient(command=[sys.executable, *SCARCE], log_path=tmp_path / "w.log") as client:
        yield client


@pytest.fixture
def ask(worker, film, tmp_path):
    """Render a take of that name in one step; `seed` keeps sounds from being remembered."""
    picture = PictureSource(film, media_start_s=1.0, duration_s=1.5, clock_start_s=0.0)

    def asked(key, stem, seed, *, seen=True, **settings):
        request = RenderRequest(
            key, key, stem, "deepaudio-v1", str(tmp_path), 72_000, seed=seed,
            picture=picture if seen else None, text="Who is there?", voice="alto",
            settings={"steps": 1} | settings,
        )  # fmt: skip
        return worker.request(request)

    return asked


@pytest.mark.slow
def test_a_job_that_runs_out_of_memory_is_done_once_more_with_less(ask, tmp_path):
    jobs = {
        "sound": ("audio", 1, True),
        "line": ("speech", 2, False),
        "line over a picture": ("speech", 3, True),
    }
    for key, (stem, seed, seen) in jobs.items():
        done = ask(key, stem, seed, seen=seen, room=1)
        assert isinstance(done, Done), done
        assert sum("small memory footprint" in warning for warning in done.warnings) == 1, key
        assert done.take.lufs > -60
    usual = ask("usual", "audio", 4)
    assert not any("footprint" in warning for warning in usual.warnings)
    assert {path.stem for path in tmp_path.glob("*.wav")} == {*jobs, "usual"}


@pytest.mark.slow
def test_when_less_is_too_much_the_job_fails_with_advice_and_the_worker_goes_on(
    ask, worker, tmp_path
):
    first = ask("first", "audio", 1)
    pid = worker.pid
    for stem, seen in (("audio", True), ("speech", False), ("speech", True)):
        failed = ask("failed", stem, 2, seen=seen, room=0)
        assert isinstance(failed, Failed), failed
        assert failed.code == "out-of-memory"
        assert "smaller variant" in failed.hint
    after = [ask("sound", "audio", 2), ask("line", "speech", 2, seen=False)]
    assert all(isinstance(done, Done) for done in (first, *after)), after
    assert worker.pid == pid is not None
    assert {path.stem for path in tmp_path.glob("*.wav")} == {"first", "sound", "line"}
