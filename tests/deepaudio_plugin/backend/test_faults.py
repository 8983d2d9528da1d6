"""A backend whose worker, disk, media or panel fails: nothing freezes, nothing is lost."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.client import BackendClient
from deepaudio_plugin.backend.server import BackendServer
from deepaudio_plugin.core.ipc.child import ChildProcess
from tests.helpers.panel import PATIENCE_S, Panel, fake_worker, of
from tests.helpers.project import make_project


def lines(*words):
    """Subtitles of lines, one each quarter of a second."""
    times = [
        f"00:00:0{n // 4},{n % 4 * 250:03d} --> 00:00:0{n // 4},{n % 4 * 250 + 200:03d}"
        for n in range(len(words))
    ]
    return "\n\n".join(f"{n}\n{t}\n{w}" for n, (t, w) in enumerate(zip(times, words, strict=True)))


@pytest.fixture
def panel_on(tmp_path, monkeypatch):
    """Opens a project with these lines in a backend with a fake worker."""
    made = []

    def make(*words, switches=(), process=False):
        fake_worker(monkeypatch, "--notes", str(tmp_path), *switches)
        project = make_project(tmp_path / "cut", srt=lines(*words))
        panel = Panel(tmp_path / "backend.log", process=process)
        made.append(panel)
        panel.open(project.timeline, project.subtitles)
        panel.carried(messages.Set, {"tracks": ["speech"]})
        panel.project = project
        return panel

    yield make
    for panel in made:
        panel.client.close(PATIENCE_S)


def by_words(panel):
    """How the jobs stand, by the words of their lines."""
    return {panel.cues[ref].text: job.state for ref, job in panel.jobs.items()}


def test_a_worker_that_dies_is_another_one_and_only_the_killer_fails(panel_on):
    panel = panel_on("one", "please die", "two", "three")
    panel.carried(messages.Generate, scope="all")
    panel.until_idle()
    assert by_words(panel) == {
        "one": "ready",
        "please die": "failed",
        "two": "ready",
        "three": "ready",
    }
    killer = panel.jobs[panel.line("please die")]
    assert "two workers died" in killer.problem
    assert killer.hint


@pytest.mark.slow
def test_a_killed_worker_is_told_and_the_renders_go_on(panel_on):
    panel = panel_on("slow one", "slow two")
    panel.carried(messages.Generate, scope="all")
    panel.until_job(panel.line("slow one"), "rendering")
    [worker] = psutil.Process(panel.client.pid).children()
    worker.kill()
    panel.until_idle()
    assert set(by_words(panel).values()) == {"ready"}
    assert [q.failed for q in of(messages.Queue, panel.facts)][-1] == 0


def test_what_failed_is_listed_and_can_be_tried_again(panel_on):
    panel = panel_on("please fail", "one")
    failing = panel.line("please fail")
    panel.carried(messages.Generate, scope="all")
    panel.until_idle()
    assert (panel.jobs[failing].problem, panel.jobs[failing].hint) == (
        "no such language",
        "Speak English.",
    )
    panel.carried(messages.Generate, (failing,))
    assert panel.jobs[failing].state in ("waiting", "rendering")
    panel.until_job(failing, "failed")
    panel.carried(messages.EditLine, failing, text="succeed")
    assert panel.jobs[failing].state == "planned"
    panel.carried(messages.Generate, (failing,))
    panel.until_job(failing, "ready")


def test_a_full_disk_stops_the_queue_with_one_problem_and_leaves_the_rest_waiting(panel_on):
    panel = panel_on("disk is full", "also full", "one", switches=("--parallel", "1"))
    panel.carried(messages.Generate, scope="all")
    paused = panel.until(lambda f: isinstance(f, messages.Queue) and f.paused)[-1]
    if not of(messages.ProblemFound, panel.facts):  # why may be told after that
        panel.until(lambda f: isinstance(f, messages.ProblemFound))
    [problem] = of(messages.ProblemFound, panel.facts)
    assert "the disk is full" in problem.message
    assert "3 takes wait" in problem.hint
    assert (paused.waiting, paused.failed) == (3, 0)
    for words in ("disk is full", "also full"):
        panel.carried(messages.Stop, (panel.line(words),))
    panel.carried(messages.Pause, False)
    panel.until_idle()
    assert by_words(panel) == {"disk is full": "planned", "also full": "planned", "one": "ready"}


def test_one_of_many_is_stopped_and_the_others_are_rendered(panel_on):
    panel = panel_on("slow one", "slow two", "slow three", switches=("--parallel", "1"))
    first, last = panel.line("slow one"), panel.line("slow three")
    panel.carried(messages.Generate, scope="all")
    panel.until_job(first, "rendering")
    panel.carried(messages.Stop, (first,))
    panel.carried(messages.Stop, (last,))
    panel.until_idle()
    assert by_words(panel) == {"slow one": "planned", "slow two": "ready", "slow three": "planned"}


def test_all_are_stopped(panel_on):
    panel = panel_on("slow one", "slow two", "slow three")
    panel.carried(messages.Generate, scope="all")
    panel.until_job(panel.line("slow one"), "rendering")
    panel.carried(messages.Stop)
    panel.until_idle()
    panel.until(lambda _f: set(by_words(panel).values()) == {"planned"})


@pytest.mark.slow
def test_a_pause_lets_finish_what_has_begun_and_begins_nothing(panel_on, monkeypatch):
    panel = panel_on("slow one", "slow two", "slow three", switches=("--parallel", "1"))
    panel.carried(messages.Generate, scope="all")
    panel.until_job(panel.line("slow one"), "rendering")
    panel.carried(messages.Pause)
    panel.until_job(panel.line("slow one"), "ready")
    ticks, tick = [], BackendServer._tick
    monkeypatch.setattr(BackendServer, "_tick", lambda here: (ticks.append(1), tick(here)))
    wait_until(lambda: len(ticks) > 10)  # any of them would have begun another
    panel.carried(messages.Pause, True)
    assert by_words(panel) == {"slow one": "ready", "slow two": "waiting", "slow three": "waiting"}
    panel.carried(messages.Pause, False)
    panel.until_idle()
    assert set(by_words(panel).values()) == {"ready"}


def test_a_line_that_is_edited_while_it_waits_is_rendered_as_it_is_now(panel_on, tmp_path):
    panel = panel_on("slow one", "two", switches=("--parallel", "1"))
    panel.carried(messages.Generate, scope="all")
    panel.carried(messages.EditLine, panel.line("two"), text="three")
    panel.until_idle()
    assert set(by_words(panel).values()) == {"ready"}
    assert len(list((Path(os.environ["DEEPAUDIO_LIBRARY"])).glob("??/*.wav"))) == 2


@pytest.mark.slow
def test_a_worker_that_does_not_answer_holds_up_no_decision(panel_on):
    panel = panel_on("one", switches=("--mute",), process=True)
    panel.carried(messages.EditLine, panel.line("one"), text="two")
    assert not of(messages.EngineStatus, panel.facts)[-1].engine.ready
    assert panel.jobs[panel.line("one")].state == "planned"
    family = [p := psutil.Process(panel.client.pid), *p.children(recursive=True)]
    panel.client.close(PATIENCE_S)
    assert not psutil.wait_procs(family, timeout=PATIENCE_S)[1]
    assert panel.ends == []


def test_a_worker_that_cannot_start_is_a_problem_with_advice_and_is_tried_again(panel_on):
    panel = panel_on("one", switches=("--die-at-start",))
    panel.until_engine(lambda engine: "did not start" in engine.state)
    assert of(messages.EngineStatus, panel.facts)[-1].engine.hint
    panel.carried(messages.Generate, scope="all")
    [*_, problem] = panel.until(lambda f: isinstance(f, messages.ProblemFound))
    assert "did not start" in problem.message
    assert problem.hint
    assert by_words(panel) == {"one": "planned"}


def test_what_is_asked_for_before_the_worker_is_ready_is_rendered_when_it_is(panel_on, tmp_path):
    begin = tmp_path / "begin"
    panel = panel_on("one", switches=("--begin-when", str(begin)))
    assert not of(messages.EngineStatus, panel.facts)[-1].engine.ready
    panel.carried(messages.Generate, scope="all")
    begin.touch()
    panel.until_job(panel.line("one"), "ready")


def test_an_engine_that_cannot_run_renders_nothing_and_says_why(panel_on):
    panel = panel_on("one")
    panel.until_engine(lambda engine: engine.ready)
    panel.carried(messages.Set, {"engine": "deepaudio-v1"})
    refusal = panel.refused(messages.Generate, scope="all")
    assert refusal.code == "engine"
    assert "deepaudio-v1" in refusal.message


@pytest.mark.slow
def test_a_new_worker_is_started_and_what_was_rendered_goes_on(panel_on, tmp_path):
    panel = panel_on("slow one", "slow two", switches=("--parallel", "1"))
    panel.carried(messages.Generate, scope="all")
    panel.until_job(panel.line("slow one"), "rendering")
    [before] = psutil.Process(panel.client.pid).children()
    panel.carried(messages.RestartWorker)
    panel.carried(messages.EditLine, panel.line("slow two"), speaker="MARA")
    panel.until_idle()
    assert set(by_words(panel).values()) == {"ready"}
    assert not before.is_running() or before.status() == psutil.STATUS_ZOMBIE


@pytest.mark.slow
def test_a_plan_made_without_the_worker_is_made_again_when_it_comes(panel_on, tmp_path):
    begin = tmp_path / "begin"
    panel = panel_on("one", switches=("--begin-when", str(begin)))
    assert panel.jobs[panel.line("one")].voice == ""
    begin.touch()
    panel.until_engine(lambda engine: engine.ready)
    if not panel.jobs[panel.line("one")].voice:
        panel.until(lambda _f: panel.jobs[panel.line("one")].voice != "")


def test_closing_the_panel_in_the_middle_ends_backend_and_worker_and_keeps_what_is_done(panel_on):
    panel = panel_on("one", "endless two", switches=("--parallel", "1"), process=True)
    panel.carried(messages.EditLine, panel.line("one"), speaker="MARA")
    panel.carried(messages.Generate, scope="all")
    panel.until_job(panel.line("endless two"), "rendering")
    processes = [p := psutil.Process(panel.client.pid), *p.children(recursive=True)]
    panel.client.close(PATIENCE_S)
    assert not psutil.wait_procs(processes, timeout=PATIENCE_S)[1]
    assert panel.ends == []
    with Panel() as again:
        again.open(panel.project.timeline)
        assert again.cues[again.line("one")].speaker == "MARA"
        assert again.jobs[again.line("one")].state == "ready"


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_backend_is_told_and_another_goes_on_with_all_decisions(panel_on):
    panel = panel_on("one", "two", process=True)
    panel.carried(messages.EditLine, panel.line("one"), text="three")
    workers = psutil.Process(panel.client.pid).children()
    os.kill(panel.client.pid, signal.SIGKILL)
    wait_until(lambda: panel.ends)
    assert "signal 9" in panel.ends[0]
    assert not psutil.wait_procs(workers, timeout=PATIENCE_S)[1]
    with Panel() as again:
        facts = again.open(panel.project.timeline)
        assert not of(messages.Opened, facts)[0].read_only
        assert again.cues[again.line("one")].text == "three"


def test_the_second_panel_on_a_timeline_is_told_and_cannot_decide(panel_on):
    panel = panel_on("one")
    with Panel() as second:
        facts = second.open(panel.project.timeline)
        assert of(messages.Opened, facts)[0].read_only
        assert str(panel.client.pid) in of(messages.Problems, facts)[0].problems[0].message
        refusal = second.refused(messages.EditLine, second.line("one"), text="two")
        assert refusal.code == "bad-decisions"
        assert refusal.hint
        panel.carried(messages.CloseTimeline)
        facts = second.open(panel.project.timeline)
        assert not of(messages.Opened, facts)[0].read_only
        second.carried(messages.EditLine, second.line("one"), text="two")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM")
def test_a_backend_that_is_asked_to_end_ends(panel_on):
    panel = panel_on("endless one", process=True)
    panel.carried(messages.Generate, scope="all")
    os.kill(panel.client.pid, signal.SIGTERM)
    wait_until(lambda: panel.ends)
    assert "code 0" in panel.ends[0]


def test_a_backend_that_cannot_be_started_says_so(tmp_path):
    with pytest.raises(Exception, match="cannot run the backend's Python"):
        BackendClient(print, print, command=[str(tmp_path / "python")], log_path=tmp_path / "log")


def test_a_backend_that_dies_at_once_is_told_with_its_last_words(tmp_path):
    ends = queue.SimpleQueue()
    command = [sys.executable, "-c", "raise SystemExit('no such module')"]
    BackendClient(print, ends.put, command=command, log_path=tmp_path / "log")
    assert "no such module" in ends.get(timeout=PATIENCE_S)
    assert "no such module" in (tmp_path / "log").read_text()


def test_closing_waits_no_longer_than_it_is_told(tmp_path, monkeypatch):
    over, close = threading.Event(), ChildProcess.close

    def endless(child, step_s):
        over.wait(PATIENCE_S)
        return close(child, step_s)

    monkeypatch.setattr(ChildProcess, "close", endless)
    command = [sys.executable, "-c", "import time; time.sleep(3600)"]
    client = BackendClient(print, print, command=command, log_path=tmp_path / "log")
    client.close(0.3)
    assert client.pid is not None  # it goes on ending by itself
    over.set()
    wait_until(lambda: client.pid is None)


def test_prints_of_a_library_do_not_disturb_the_pipe(tmp_path, monkeypatch):
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import threading, time, os\n"
        "def chatter():\n"
        "    while sys.stdout is not sys.stderr:\n"
        "        time.sleep(0.01)\n"
        "    while True:\n"
        "        print('chatter'); os.system('echo chatter'); time.sleep(0.05)\n"
        "import sys\n"
        "if 'deepaudio_plugin.backend' in ' '.join(sys.orig_argv):\n"
        "    threading.Thread(target=chatter, daemon=True).start()\n"
    )
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHONPATH", str(site))
    fake_worker(monkeypatch)
    log = tmp_path / "backend.log"
    project = make_project(tmp_path / "cut")
    with Panel(log, process=True) as panel:
        panel.open(project.timeline)
        wait_until(lambda: log.exists() and "chatter" in log.read_text())
        panel.open(project.timeline)
    assert "chatter" in log.read_text()
    assert "not understood" not in log.read_text()


def wait_until(condition):
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
