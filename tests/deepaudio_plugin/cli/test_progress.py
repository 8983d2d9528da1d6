"""Progress as a terminal, a pipe and a program see it."""

from __future__ import annotations

import os
import re
import sys
from types import SimpleNamespace

import pytest

from deepaudio_plugin.cli import progress
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.errors import MediaError
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.rendering.progress import JobFailed, Planned, Step
from tests.helpers.project import make_project

PLAN = SimpleNamespace(
    name="cut.otio",
    due=None,
    jobs=[SimpleNamespace(requests=[1, 2])],
    engine=SimpleNamespace(name="sketch", title="Sketch engine"),
)
STEPS = [Step("rendering", 1, 4, 0.25, 75.2), Step("making the preview", 0, 1, 0.5, 3.0)]


def test_a_pipe_gets_a_line_now_and_then(monkeypatch, capsys):
    clock = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    with progress.reporter(Output(json_lines=False)) as listener:
        listener(Planned(PLAN, frozenset({"a"})))
        for step in STEPS:
            clock[0] += 2.0
            listener(step)
            clock[0] += 4.0
            listener(step)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "cut.otio: 2 takes, 1 already in the library. Sketch engine.",
        "  rendering: 1 of 4, 25%, 1:15 min left",
        "  making the preview: 50%, 3 s left",
    ]


def test_a_program_gets_every_step_as_json(capsys):
    job = SimpleNamespace(id="audio-0001")
    with progress.reporter(Output(json_lines=True)) as listener:
        listener(STEPS[0])
        listener(JobFailed(job, MediaError("is damaged", where="shot 1", hint="Copy it again.")))
    first, second = capsys.readouterr().out.splitlines()
    assert first == (
        '{"event": "progress", "version": 1, "stage": "rendering", "done": 1, "total": 4, '
        '"fraction": 0.25, "eta_s": 75.2}'
    )
    assert '"code": "bad-media"' in second
    assert '"hint": "Copy it again."' in second


def test_what_other_machines_have_to_say_is_told_at_once(capsys):
    problem = Problem("farm", "gpu-7 is not used", "Look there.")
    for json_lines in (True, False):
        with progress.reporter(Output(json_lines=json_lines)) as listener:
            listener(problem)
    out, err = capsys.readouterr()
    assert '"event": "note"' in out and '"message": "gpu-7 is not used"' in out
    assert err == "  note: farm: gpu-7 is not used. Look there.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a POSIX thing")
@pytest.mark.slow
def test_a_terminal_gets_a_bar_with_stage_count_and_time_left_and_a_clean_result(tmp_path):
    import pty
    import subprocess

    project = make_project(tmp_path, shots=4, shot_frames=12)
    ours, theirs = pty.openpty()
    command = (sys.executable, "-m", "deepaudio_plugin.cli.main")
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    arguments = ["render", str(project.timeline), "--tracks", "audio", "--no-sidecar"]
    process = subprocess.Popen(
        [*command, *arguments], stdout=subprocess.PIPE, stderr=theirs, env=environment
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:
        pass  # Linux says so when the other end has closed
    os.close(ours)
    out = process.communicate()[0].decode()
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())
    assert process.returncode == 0
    assert "4 takes, 0 already in the library." in plain
    assert re.search(r"(rendering|writing sound) +[━╸╺]+ [1-4] of 4 +\d+ s left", plain)
    assert out.splitlines()[0].startswith("4 takes rendered")
    assert shown.rstrip().endswith(b"\x1b[2K")  # the bar is gone
