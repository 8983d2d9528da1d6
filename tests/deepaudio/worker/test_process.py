"""The real worker process: quick to start, clean on stdout, gone with its client."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deepaudio_plugin.core import protocol
from deepaudio_plugin.core.errors import MediaMissingError
from deepaudio_plugin.core.protocol import (
    Cancelled,
    Done,
    Failed,
    Hello,
    Probed,
    Progress,
    Ready,
    RenderRequest,
)
from deepaudio_plugin.worker_client import WorkerClient
from tests.helpers.fake_engine import ENDLESS
from tests.helpers.films import write_film

ROOT = Path(__file__).parents[3]
FAKE_ENGINES = ["-m", "deepaudio.worker", "--engines", "tests.helpers.fake_engine"]


@pytest.fixture
def client(tmp_path, monkeypatch):
    """A client of the real worker with the fake engine."""
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHONPATH", str(ROOT))
    command = [sys.executable, *FAKE_ENGINES]
    with WorkerClient(command=command, log_path=tmp_path / "log" / "worker.log") as worker:
        yield worker


@pytest.fixture
def takes(tmp_path):
    folder = tmp_path / "takes"
    folder.mkdir()
    return folder


def audio(takes, name="j", **settings):
    return RenderRequest(
        name, name, "audio", "fake", str(takes), num_samples=48_000, settings=settings
    )


def test_worker_renders_and_keeps_chatter_out_of_the_protocol(client, takes, tmp_path):
    events = list(client.run([audio(takes, f"j{i}") for i in range(5)]))
    assert all(isinstance(event, Done) for event in events)
    assert sorted(path.name for path in takes.iterdir()) == [f"j{i}.wav" for i in range(5)]
    log = (tmp_path / "log" / "worker.log").read_text()
    assert "libfoo: chatter" in log
    assert "not understood" not in log


def test_traceback_goes_to_the_log_only(client, takes, tmp_path):
    failed = client.request(audio(takes, fault="bug"))
    assert isinstance(failed, Failed)
    assert "Traceback" not in failed.message + failed.hint
    client.close()
    assert "Traceback" in (tmp_path / "log" / "worker.log").read_text()


def test_probe_tells_the_facts_of_a_film(client, tmp_path):
    facts = client.probe(write_film(tmp_path / "Fünf 🎬.mp4", 24))
    assert isinstance(facts, Probed)
    assert (facts.width, facts.height, facts.rate_num, facts.rate_den) == (64, 36, 24, 1)
    assert facts.has_video
    assert not facts.has_audio


def test_probe_of_a_missing_file_raises_the_workers_error(client, tmp_path):
    with pytest.raises(MediaMissingError):
        client.probe(tmp_path / "none.mov")


def test_a_running_job_is_cancelled_and_leaves_no_file(client, takes):
    asked = []

    def on_event(event):
        if isinstance(event, Progress) and event.stage == "step" and not asked:
            asked.append(event)

    requests = [audio(takes, steps=ENDLESS)]
    [event] = client.run(requests, on_event, cancelled=lambda: bool(asked))
    assert isinstance(event, Cancelled)
    assert list(takes.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM")
def test_asked_to_end_the_worker_cleans_up(client, takes):
    def on_event(event):
        if isinstance(event, Progress) and event.stage == "step":
            process = client.connect()[0]
            if process.alive:
                os.kill(process.pid, signal.SIGTERM)

    events = list(client.run([audio(takes, steps=ENDLESS)], on_event, cancelled=None))
    assert [type(event) for event in events] == [Failed]
    assert list(takes.iterdir()) == []


def start(*arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, *(arguments or ("-m", "deepaudio.worker"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def test_worker_leaves_when_its_input_ends_even_in_mid_work(takes):
    with start(*FAKE_ENGINES) as worker:
        worker.stdin.write(protocol.encode(audio(takes, steps=ENDLESS)))
        worker.stdin.flush()
        while not isinstance(protocol.decode(worker.stdout.readline()), Progress):
            pass
        worker.stdin.close()
        assert worker.wait() == 0
    assert list(takes.iterdir()) == []


def test_worker_is_ready_before_anything_heavy_is_loaded():
    code = (
        "import sys\n"
        "from deepaudio.worker.server import Server\n"
        "from deepaudio.worker.engines import Engines, registry\n"
        "from deepaudio_plugin.core.ipc.channel import Channel\n"
        "from deepaudio_plugin.core.protocol import Hello, encode\n"
        "import io\n"
        "out = io.BytesIO()\n"
        "Server(Channel(io.BytesIO(encode(Hello())), out), Engines(registry()), 2).serve()\n"
        "heavy = {'torch', 'torchaudio', 'av', 'onnxruntime', 'scipy.signal'} & set(sys.modules)\n"
        "assert b'ready' in out.getvalue()\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_threads_that_need_scipy_at_once_all_have_it():
    code = (
        "import sys, threading\n"
        "import deepaudio.worker.__main__\n"
        "parts = ['scipy.ndimage', 'scipy.signal', 'scipy.fft', 'scipy.stats']\n"
        "begin, failed = threading.Barrier(len(parts)), []\n"
        "def load(part):\n"
        "    begin.wait()\n"
        "    try:\n"
        "        __import__(part)\n"
        "    except BaseException as error:\n"
        "        failed.append(error)\n"
        "threads = [threading.Thread(target=load, args=(part,)) for part in parts]\n"
        "[thread.start() for thread in threads]\n"
        "[thread.join() for thread in threads]\n"
        "assert 'scipy' in sys.modules and not failed, failed\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_real_worker_offers_the_sketch_engine():
    with start() as worker:
        worker.stdin.write(protocol.encode(Hello()))
        worker.stdin.close()
        ready = protocol.decode(worker.stdout.readline())
    assert isinstance(ready, Ready)
    assert {engine.name: engine.ready for engine in ready.engines}["sketch"]
    assert worker.returncode == 0


def test_sketch_engine_renders_a_line_and_a_shot(takes, tmp_path):
    film = write_film(tmp_path / "film.mp4", 24)
    picture = protocol.PictureSource(str(film), duration_s=1.0, clock_start_s=0.0)
    requests = [
        RenderRequest(
            "s", "s", "speech", "sketch", str(takes), 72_000, text="Good morning, everyone."
        ),
        RenderRequest("a", "a", "audio", "sketch", str(takes), 48_000, 4800, 4800, picture=picture),
    ]
    with WorkerClient(log_path=tmp_path / "worker.log") as client:
        events = {event.id: event for event in client.run(requests)}
    assert isinstance(events["s"], Done), events["s"]
    assert isinstance(events["a"], Done), events["a"]
    assert events["s"].take.lufs == pytest.approx(-23, abs=0.2)
    assert events["s"].take.speech_start_s < 0.08
    assert events["a"].take.num_samples == 57_600
