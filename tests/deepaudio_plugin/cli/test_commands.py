"""What the commands say when all is well, and the small ones."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout

import opentimelineio as otio
import pytest

from deepaudio_plugin.cli.main import main
from deepaudio_plugin.core.feature_cache import features_folder
from deepaudio_plugin.core.logs import LOG_NAMES, log_path
from tests.helpers.command import deepaudio
from tests.helpers.project import SRT, clip, make_project, write_timeline


@pytest.fixture
def project(tmp_path):
    return make_project(tmp_path, shot_frames=12, srt=SRT.replace("00:01,400", "00:00,900"))


def shown_help(*arguments):
    out = io.StringIO()
    with redirect_stdout(out), pytest.raises(SystemExit) as left:
        main([*arguments, "--help"])
    assert left.value.code == 0
    return out.getvalue()


@pytest.mark.parametrize(
    "command",
    [
        *((), ("render",), ("plan",), ("doctor",), ("worker",)),
        *(("cache", "gc"), ("cache", "clear")),
    ],
)
def test_help_explains_every_option(command):
    told = shown_help(*command)
    lines = told.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("  --"):
            words = line.split("  ")
            explained = len([w for w in words if w.strip()]) > 1
            assert explained or lines[number + 1].startswith(" " * 20), line
    assert "None" not in told


def test_without_a_command_help_is_shown():
    ran = deepaudio()
    assert ran.code == 0
    assert "start here: deepaudio render" in ran.out


def test_the_panel_understands_the_windows_own_options(capfd):
    assert deepaudio("panel", "--help").code == 0
    assert "--subtitles FILE" in capfd.readouterr().out


# -- doctor -------------------------------------------------------------------------


def test_doctor_finds_everything_in_place():
    ran = deepaudio("doctor")
    assert ran.code == 0
    assert "Everything needed is in place." in ran.out
    assert "Sketch engine: temp speech and sound, not the DeepAudio model" in ran.out


def test_doctor_lists_what_only_some_of_the_work_needs():
    from deepaudio_plugin.core.protocol import Ready
    from deepaudio_plugin.project.diagnostics import _EXTRAS, _extras, _worker_packages

    versions = dict.fromkeys(_EXTRAS, "1.0")
    found = _extras(Ready("r", "1", (), packages=versions))
    assert (found.verdict, found.detail) == (
        "ok", "faster-whisper 1.0, Resemblyzer 1.0, resemble-perth 1.0"
    )  # fmt: skip
    without = Ready("r", "1", (), packages={**versions, "numpy": "2.0", "resemble-perth": ""})
    found = _extras(without)
    assert found.verdict == "note"
    assert "; not installed: resemble-perth (watermarks)" in found.detail
    assert found.advice == 'pip install "deepaudio-editors[watermark]"'
    assert _worker_packages(without).detail == "numpy 2.0"


def test_doctor_says_whether_the_window_would_start(monkeypatch):
    import deepaudio_plugin.project.diagnostics as checkup

    [window] = [f for f in checkup.examine() if f.name == "window"]
    assert window.verdict == "ok"
    assert window.detail.startswith("PySide6 6.")
    monkeypatch.setattr(checkup, "_TRY_QT", "import nothing_of_that_name")
    [window] = [f for f in checkup.examine() if f.name == "window"]
    assert window.verdict == "note"
    assert "nothing_of_that_name" in window.detail
    assert "pip install PySide6" in window.advice


def test_doctor_names_a_missing_worker_and_what_to_do(monkeypatch):
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHON", "/no/such/python")
    ran = deepaudio("doctor", "--json")
    assert ran.code == 3
    (worker,) = [e for e in ran.events if e["name"] == "worker"]
    assert worker["verdict"] == "bad"
    assert "/no/such/python" in worker["detail"]
    assert "DEEPAUDIO_WORKER_PYTHON" in worker["advice"]
    assert {"Python", "opentimelineio", "take library", "log"} <= {e["name"] for e in ran.events}


def test_doctor_names_the_log_of_every_process(monkeypatch):
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHON", "/no/such/python")
    told = {e["name"]: e["detail"] for e in deepaudio("doctor", "--json").events}
    printed = deepaudio("doctor").out
    for name in LOG_NAMES:
        assert told[f"{name} log"].startswith(str(log_path(name)))
        assert str(log_path(name)) in printed


def test_doctor_names_a_library_that_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "file" / "takes"))
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHON", "/no/such/python")
    (found,) = [e for e in deepaudio("doctor", "--json").events if e["name"] == "take library"]
    assert found["verdict"] == "bad"
    assert "DEEPAUDIO_LIBRARY" in found["advice"]


# -- the library --------------------------------------------------------------------


def test_cache_lists_takes_and_clears_those_that_no_timeline_uses(tmp_path, project):
    library = tmp_path / "takes"
    assert deepaudio("cache", "list", "--library", library).out.startswith("0 takes")
    assert not library.exists()
    deepaudio("render", project.timeline, "--tracks", "audio", "--library", library)
    listed = deepaudio("cache", "list", "--library", library)
    assert "'shot 1'" in listed.out
    assert "2 takes" in listed.out
    assert len(deepaudio("cache", "list", "--library", library, "--json").events) == 2
    kept = deepaudio("cache", "clear", "--library", library, "--json").event("cleaned")
    assert (kept["removed"], kept["protected"]) == (0, 2)
    project.timeline.with_name("cut.deepaudio.otio").unlink()
    gone = deepaudio("cache", "gc", "--max-gb", "0", "--library", library)
    assert gone.out.startswith("2 takes deleted")


@pytest.mark.parametrize("size", ["nan", "-1", "inf", "much"])
def test_a_senseless_size_is_refused(size):
    assert deepaudio("cache", "gc", "--max-gb", size).code == 2


def test_cache_shows_the_features_of_the_model_and_clears_them_alone(tmp_path, project):
    library = tmp_path / "takes"
    deepaudio("render", project.timeline, "--tracks", "audio", "--library", library)
    assert "Features" not in deepaudio("cache", "list", "--library", library).out
    folder = features_folder()
    folder.mkdir(parents=True)
    for name in ("a.safetensors", "b.part"):
        (folder / name).write_bytes(bytes(750_000))
    listed = deepaudio("cache", "list", "--library", library)
    assert listed.out.splitlines()[-1] == f"Features kept by the model: 1.5 MB in {folder}"
    told = deepaudio("cache", "list", "--library", library, "--json").event("features")
    assert (told["files"], told["bytes"], told["folder"]) == (2, 1_500_000, str(folder))
    gone = deepaudio("cache", "clear", "--features", "--library", library)
    assert gone.out == "2 files of the model's features deleted (1.5 MB).\n"
    assert list(folder.iterdir()) == []
    assert "2 takes" in deepaudio("cache", "list", "--library", library).out
    again = deepaudio("cache", "clear", "--features", "--json").event("features-cleared")
    assert (again["files"], again["bytes"]) == (0, 0)


def test_a_library_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").touch()
    ran = deepaudio("cache", "list", "--library", tmp_path / "file")
    assert ran.code == 2
    assert "is not a folder" in ran.err


# -- render -------------------------------------------------------------------------


def test_a_render_says_what_it_made_and_with_what(tmp_path, project):
    ran = deepaudio("render", project.timeline, "--subtitles", project.subtitles)
    assert ran.code == 0
    assert "3 takes, 0 already in the library. Sketch engine: temp speech" in ran.err
    assert "3 takes rendered, 0 from the library" in ran.out
    assert f"Timeline: {tmp_path / 'cut.deepaudio.otio'}" in ran.out


def test_in_place_keeps_a_backup_of_the_very_bytes(tmp_path, project):
    before = project.timeline.read_bytes()
    ran = deepaudio("render", project.timeline, "--in-place", "--tracks", "audio", "--json")
    assert ran.code == 0
    assert (tmp_path / "cut.otio.bak").read_bytes() == before
    written = otio.adapters.read_from_file(str(project.timeline))
    assert [track.name for track in written.tracks] == ["V1", "DeepAudio Audio"]


def test_a_preview_replaces_an_earlier_preview_and_never_media(tmp_path, project):
    preview = tmp_path / "preview.mp4"
    arguments = ("--tracks", "audio", "--clips", "1", "--preview", preview)
    assert deepaudio("render", project.timeline, *arguments).code == 0
    assert deepaudio("render", project.timeline, *arguments).code == 0
    used = write_timeline(tmp_path / "next.otio", [clip("preview.mp4", 0, 12, "shot")])
    before = preview.read_bytes()
    ran = deepaudio("render", used, "--preview", preview)
    assert ran.code == 2
    assert "media that the timeline uses" in ran.err
    assert preview.read_bytes() == before


def test_a_preview_is_not_made_over_sound_that_the_timeline_uses(tmp_path, project):
    preview = tmp_path / "preview #1.mkv"
    deepaudio("render", project.timeline, "--tracks", "audio", "--preview", preview)
    timeline = json.loads(project.timeline.read_text())
    sound = json.loads(json.dumps(timeline["tracks"]["children"][0]))
    sound["kind"] = "Audio"
    for heard in sound["children"]:
        for reference in heard["media_references"].values():
            reference["target_url"] = "preview%20%231.mkv"
    timeline["tracks"]["children"].append(sound)
    project.timeline.write_text(json.dumps(timeline))
    ran = deepaudio("render", project.timeline, "--preview", preview)
    assert ran.code == 2
    assert "media that the timeline uses" in ran.err


def test_an_unforeseen_fault_is_told_without_a_stack_trace(monkeypatch, project):
    def fail(*_arguments, **_options):
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("deepaudio_plugin.project.reading.seen_of", fail)
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHON", "/no/such/python")
    ran = deepaudio("render", project.timeline)
    assert ran.code == 1
    assert "ZeroDivisionError: by nothing" in ran.err
    assert "Traceback" not in ran.err
    log = log_path("cli")
    assert str(log) in ran.err
    assert "ZeroDivisionError: by nothing" in log.read_text()
    assert "in fail" in log.read_text()


def test_verbose_shows_what_is_being_done_beside_the_result(monkeypatch, project):
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHON", "/no/such/python")
    quiet = deepaudio("plan", project.timeline, "--json")
    told = deepaudio("plan", project.timeline, "--json", "-v")
    assert f"reading {project.timeline}" in told.err
    assert "reading" not in quiet.err
    assert told.out == quiet.out
    assert "arguments:" not in told.err
    assert "arguments:" in deepaudio("-vv", "plan", project.timeline).err


def test_a_log_holds_what_a_line_says_at_debug_level_only(monkeypatch, project):
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHON", "/no/such/python")
    deepaudio("plan", project.timeline, "--prompt", "a secret garden")
    assert "begins" in log_path("cli").read_text()
    assert "garden" not in log_path("cli").read_text()
    deepaudio("plan", project.timeline, "--prompt", "a secret garden", "-vv")
    assert "garden" in log_path("cli").read_text()


def test_json_is_ascii_whatever_the_names(tmp_path, project, monkeypatch):
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHON", "/no/such/python")
    path = project.timeline.rename(tmp_path / "編集 🎬.otio")
    ran = deepaudio("plan", path, "--json")
    assert ran.out.isascii()
    assert ran.event("plan")["timeline"] == "編集 🎬.otio"


def test_doctor_asks_a_shared_library_whether_it_answers(tmp_path, monkeypatch):
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHON", "/no/such/python")
    share = tmp_path / "share"
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", share.as_uri())

    def found() -> dict[str, str]:
        events = deepaudio("doctor", "--json").events
        return next(event for event in events if event["name"] == "shared library")

    assert found()["verdict"] == "bad"
    assert str(share) in found()["detail"]
    share.mkdir()
    assert (found()["verdict"], found()["detail"]) == ("ok", str(share))
