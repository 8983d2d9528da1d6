"""The Blender extension and the DeepAudio outside, played by small scripts."""

import json
import os
import sys
import time

import pytest

from deepaudio_plugin.core.command_line import output
from tests.helpers.blender_extension import extension

outside = extension("outside")
ExtensionError = extension("errors").ExtensionError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="its interpreters are shell scripts")


@pytest.fixture
def python(tmp_path, monkeypatch):
    """Makes an interpreter that does what a script says."""

    def made(script):
        path = tmp_path / "python"
        path.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("DEEPAUDIO_PYTHON", str(path))

    return made


def finished(render):
    end = time.monotonic() + 120
    while (outcome := render.poll(timeout_s=0.05)) is None:
        assert time.monotonic() < end
    return outcome


def event(kind, version=1, **values):
    line = json.dumps({"event": kind, "version": version, **values})
    return f"print({line!r}, flush=True)\n"


def test_progress_is_told_and_the_output_found(python, tmp_path):
    python(
        "print('chatter of a library')\n"
        + event("progress", stage="rendering", done=1, total=3, fraction=0.33, eta_s=4.2)
        + event("failed", where="00:00:01:00", message="too long", hint="Shorten it.")
        + event("finished", output="/x/film.deepaudio.otio", warnings=["fast"])
    )
    render = outside.RenderProcess(tmp_path / "film.otio", outside.RenderArguments())
    outcome = finished(render)
    assert render.status == "rendering 1 of 3, 33%, 4 s left"
    assert str(outcome.output) == "/x/film.deepaudio.otio"
    assert outcome.failures == ["00:00:01:00: too long. Shorten it."]
    assert outcome.error is None


def test_what_the_command_says_is_what_the_person_reads(python, tmp_path):
    python(
        event("error", message="the file is empty", where="a.otio", hint="Export it.") + "exit(2)"
    )
    outcome = finished(outside.RenderProcess(tmp_path / "a.otio", outside.RenderArguments()))
    assert str(outcome.error) == "a.otio: the file is empty. Export it"


def test_it_understands_the_lines_that_the_command_writes():
    assert outside.JSON_VERSION == output.JSON_VERSION


@pytest.mark.parametrize("version", [None, 2])
def test_a_render_of_another_version_is_stopped_and_says_what_to_do(python, tmp_path, version):
    python(event("planned", version, takes=1, cached=0) + "time.sleep(3600)")
    outcome = finished(outside.RenderProcess(tmp_path / "a.otio", outside.RenderArguments()))
    assert str(outcome.error) == (
        "this extension and the DeepAudio outside are of different versions. "
        "In a terminal run: deepaudio hosts install blender, then restart Blender"
    )
    assert outcome.output is None and not outcome.cancelled


def test_a_process_that_breaks_down_leaves_its_last_words(python, tmp_path):
    python("sys.exit('ModuleNotFoundError: deepaudio_plugin')")
    outcome = finished(outside.RenderProcess(tmp_path / "a.otio", outside.RenderArguments()))
    assert "ModuleNotFoundError: deepaudio_plugin" in str(outcome.error)
    assert "deepaudio doctor" in str(outcome.error)


def test_a_render_is_stopped_by_an_interrupt(python, tmp_path):
    python(
        event("progress", stage="rendering", fraction=0)
        + "try:\n    time.sleep(3600)\nexcept KeyboardInterrupt:\n    sys.exit(130)"
    )
    render = outside.RenderProcess(tmp_path / "a.otio", outside.RenderArguments())
    while "rendering" not in render.status:
        assert render.poll(timeout_s=0.05) is None
    render.cancel()
    outcome = finished(render)
    assert outcome.cancelled and outcome.error is None


def test_render_arguments_are_options_of_the_command_line(python, tmp_path):
    python(
        event("finished", output="/x") + "print(sys.argv, file=open(sys.argv[4] + '.seen', 'w'))"
    )
    arguments = outside.RenderArguments("lines.srt", "sketch", 2, ("--handles", "6"))
    finished(outside.RenderProcess(tmp_path / "a.otio", arguments))
    seen = (tmp_path / "a.otio.seen").read_text()
    assert "'--json', '--subtitles', 'lines.srt', '--engine', 'sketch', '--takes', '2'" in seen


def test_the_recorded_interpreter_is_used(tmp_path, monkeypatch):
    monkeypatch.delenv("DEEPAUDIO_PYTHON", raising=False)
    (tmp_path / "deepaudio.json").write_text(json.dumps({"python": sys.executable}))
    assert outside.interpreter(tmp_path) == sys.executable


@pytest.mark.parametrize("content", [None, "", "{}", '{"python": "/gone/python"}'])
def test_without_an_interpreter_it_says_what_to_run(tmp_path, monkeypatch, content):
    monkeypatch.delenv("DEEPAUDIO_PYTHON", raising=False)
    if content is not None:
        (tmp_path / "deepaudio.json").write_text(content)
    with pytest.raises(ExtensionError, match="deepaudio hosts install blender"):
        outside.interpreter(tmp_path)
