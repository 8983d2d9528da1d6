"""Workers that misbehave in every way, against the command and against the window's backend.

The worker is `tests/helpers/fake_worker.py`: the words of a line say how its job goes wrong.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil

from deepaudio_plugin.backend import messages
from tests.helpers.panel import FAKE, Panel
from tests.helpers.project import make_project
from tests.torture.promises import Promise
from tests.torture.scene import Mode, Scene, variables_of

WORDS = (
    "die", "die-once", "hang", "still", "fail", "garbage", "half-line", "huge-line", "stray",
    "full", "ignore-cancel slow", "elsewhere", "linked", "no-take", "rubbish", "shortened",
)  # fmt: skip
"""How one job of three goes wrong; the other two are to be finished all the same."""
SWITCHES = (
    ("--die-at-start",), ("--mute",), ("--version", "9.0"), ("--future-ready",), ("--silent",),
    ("--garbage",), ("--stay",), ("--die-before-work",), ("--start-delay", "2"),
)  # fmt: skip
"""How a whole process goes wrong."""
HEALTHY = {"--garbage", "--stay", "--start-delay"}
HOLDS_UP = {"full"}  # a full disk stops the queue: what waits is told and waits
REPLACED_S = 40.0
PATIENCE_S = 150.0
STOPS = 20
MEDIAN_S, WORST_S = 0.5, 2.0


def measure(folder: Path) -> list[Promise]:
    """Each mode against both, then how long stopping takes."""
    command = Promise(
        f"a worker that misbehaves in {len(WORDS) + len(SWITCHES)} ways, against the command",
        "it ends with a reason, without a stack trace, the other jobs are finished, no process "
        f"after 5 s, a hung worker is replaced within {REPLACED_S:.0f} s",
    )
    window = Promise(
        f"the same {len(WORDS) + len(SWITCHES)}, against the window's backend",
        "it lives and answers, the job that went wrong is told with advice, the others are "
        "finished",
    )
    cases = [(word, ()) for word in WORDS] + [("", switches) for switches in SWITCHES]
    slowest = 0.0
    with ThreadPoolExecutor(4) as pool:  # most of them wait
        for told, lasted in pool.map(lambda case: _command(folder, *case), cases):
            command.case(told)
            slowest = max(slowest, lasted)
        for told in pool.map(lambda case: _window(folder, *case), cases):
            window.case(told)
    command.measured = f"the slowest took {slowest:.0f} s in all"
    return [command, window, _stopping(folder)]


def _srt(words: str) -> str:
    lines = ("one", f"please {words}" if words else "three", "two")
    return "\n\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},200\n{line}" for n, line in enumerate(lines)
    )


@contextmanager
def _project(folder: Path, words: str, switches: tuple[str, ...]) -> Iterator[tuple[Scene, dict]]:
    name = "-".join((words or "_".join(switches)).replace("-", " ").split())
    place = folder / f"{name}-{time.monotonic_ns()}"
    scene = Scene(place, Mode("speech alone"))
    make_project(scene.cut, srt=_srt(words))
    notes = place / "notes"
    notes.mkdir()
    worker = [sys.executable, str(FAKE), "--engine", "sketch", "--notes", str(notes), *switches]
    yield scene, {"DEEPAUDIO_WORKER_COMMAND": json.dumps(worker)}


def _command(folder: Path, words: str, switches: tuple[str, ...]) -> tuple[str, float]:
    name = f"{words or ' '.join(switches)}, command"
    with _project(folder, words, switches) as (scene, variables):
        begun = time.monotonic()
        with scene.start(**variables) as process:
            try:
                out, err = process.communicate(timeout=PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                return f"{name}: did not end in {PATIENCE_S:.0f} s", PATIENCE_S
        lasted = time.monotonic() - begun
        told = _told(out, err, process.returncode, words, switches, lasted) or scene.orphans()
        return (f"{name}: {told}" if told else ""), lasted


def _told(
    out: str, err: str, code: int, words: str, switches: tuple[str, ...], lasted: float
) -> str:
    """What is wrong with how a command ended."""
    if "Traceback" in out + err:
        return f"a stack trace: {(out + err)[-300:]}"
    events = [json.loads(line) for line in out.splitlines()]
    takes = sum(event["event"] == "take" for event in events)
    errors = [event for event in events if event["event"] in ("error", "failed")]
    unforeseen = [event for event in errors if event["code"] == "unexpected" or not event["hint"]]
    if unforeseen:
        return f"an error without advice: {unforeseen[0]}"
    if switches and switches[0] not in HEALTHY and switches[0] != "--die-before-work":
        return "" if errors and code else f"no error is told (exit code {code})"
    if lasted > 2 * REPLACED_S:  # a job that kills or hangs is tried twice
        return f"took {lasted:.0f} s"
    if words not in HOLDS_UP and takes < 2 and "--die-before-work" not in switches:
        return f"only {takes} of the other takes were made: {out[-300:]}"
    return ""


def _window(folder: Path, words: str, switches: tuple[str, ...]) -> str:
    name = f"{words or ' '.join(switches)}, window"
    with _project(folder, words, switches) as (scene, variables), variables_of(scene, variables):
        panel = Panel(scene.folder / "backend.log", process=True)
    try:
        with panel:
            panel.open(scene.cut / "cut.otio", scene.cut / "cut.srt")
            panel.carried(messages.Set, {"tracks": ["speech"]})
            answer = panel.order(messages.Generate, scope="all")[-1]
            if isinstance(answer, messages.Refused):
                return "" if answer.hint else f"{name}: refused without advice: {answer.message}"
            panel.until(_settled(panel), PATIENCE_S)
            told = _window_told(name, panel, words, switches)
            panel.carried(messages.Set, {"seed": 5})  # it lives, and answers
            return told
    except AssertionError as error:
        return f"{name}: {str(error)[-400:]}"


def _settled(panel: Panel) -> Callable[[object], bool]:
    """Whether nothing is under way any more, or it waits for somebody who was told why."""

    def settled(fact: object) -> bool:
        if isinstance(fact, messages.Queue) and fact.paused:
            return True
        if isinstance(fact, messages.ProblemFound) and fact.level == "error" and fact.hint:
            return True
        states = {job.state for job in panel.jobs.values()}
        return states <= {"ready", "failed"}  # at first they are planned, until the worker is there

    return settled


def _window_told(name: str, panel: Panel, words: str, switches: tuple[str, ...]) -> str:
    failed = [job for job in panel.jobs.values() if job.state == "failed"]
    without = [job.name for job in failed if not (job.problem and job.hint)]
    if without:
        return f"{name}: {', '.join(without)} failed without advice"
    ready = sum(job.state == "ready" for job in panel.jobs.values())
    if words and words not in HOLDS_UP and ready < 2:
        return f"{name}: only {ready} of the other lines are ready"
    if switches and switches[0] in HEALTHY and ready < 3:
        return f"{name}: only {ready} lines are ready"
    return ""


def _stopping(folder: Path) -> Promise:
    """How long it takes until a stopped job is told as stopped, while the machine is busy."""
    promise = Promise(
        "a running job is stopped while every core is busy",
        f"≤ {MEDIAN_S * 1000:.0f} ms at the median, ≤ {WORST_S:.0f} s at worst",
    )
    busy = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(psutil.cpu_count() or 1)
    ]
    try:
        with _project(folder, "endless", ()) as (scene, more), variables_of(scene, more):
            panel = Panel(scene.folder / "backend.log", process=True)
        with panel:
            panel.open(scene.cut / "cut.otio", scene.cut / "cut.srt")
            panel.carried(messages.Set, {"tracks": ["speech"]})
            ref = panel.line("endless")
            times = []
            for _ in range(STOPS):
                panel.carried(messages.Generate, (ref,))
                panel.until_job(ref, "rendering")
                begun = time.monotonic()
                panel.send(messages.Stop, (ref,))
                panel.until(lambda _f: panel.jobs[ref].state not in ("waiting", "rendering"))
                times.append(time.monotonic() - begun)
                promise.case("" if times[-1] <= WORST_S else f"took {times[-1]:.2f} s")
    finally:
        for process in busy:
            process.kill()
            process.wait()
    median = statistics.median(times)
    if median > MEDIAN_S:
        promise.failures.append(f"{median:.2f} s at the median")
    promise.measured = f"{median * 1000:.0f} ms at the median, {max(times) * 1000:.0f} ms at worst"
    return promise
