"""Details of the main job: tracks, takes, seeds, ducking, equal cues, warnings, the API."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest

import deepaudio_plugin
from deepaudio.dsp import wav
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import EngineUnavailableError, UsageError
from deepaudio_plugin.rendering.engine_choice import choose_engine
from deepaudio_plugin.rendering.progress import TakeRendered
from tests.helpers.project import SRT, Project, clip, make_project, write_timeline

LONG = "I told you not to open that door before I came back with the keys."


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path, srt=SRT.replace("MARA: ", ""))


def read(path: Path) -> otio.schema.Timeline:
    return otio.adapters.read_from_file(str(path), "otio_json")


def track_names(timeline: otio.schema.Timeline) -> list[str]:
    return [track.name for track in timeline.tracks]


def clips(timeline: otio.schema.Timeline, name: str) -> list[otio.schema.Clip]:
    (track,) = [track for track in timeline.tracks if track.name == name]
    return list(track.find_clips())


# -- tracks -------------------------------------------------------------------------


def test_a_mix_alone_writes_the_mix_and_nothing_else(project):
    arguments = {"subtitles": [project.subtitles], "tracks": ["mix"]}
    result = deepaudio_plugin.render(project.timeline, **arguments)
    timeline = read(result.output)
    assert track_names(timeline) == ["V1", "DeepAudio Mix"]
    (mix,) = result.media_folder.glob("*.wav")
    assert mix.name.startswith("mix_")
    before = mix.stat().st_mtime_ns
    assert deepaudio_plugin.render(project.timeline, **arguments).rendered == 0
    assert mix.stat().st_mtime_ns == before


def test_audio_goes_down_under_speech_only_where_it_is_asked_to(project, tmp_path):
    arguments = {"subtitles": [project.subtitles]}
    ducked = deepaudio_plugin.render(project.timeline, **arguments, duck_db=20)
    free = deepaudio_plugin.render(
        project.timeline, **arguments, duck_db=0, output=tmp_path / "free.otio"
    )
    assert free.rendered == 0

    def energy(result):
        """Of the first shot's sound in the middle of the line: 24 000 samples of it are handle."""
        timeline = read(result.output)  # its clips live as long as it does
        heard = clips(timeline, "DeepAudio Audio")[0]
        sound = wav.read(result.output.parent / heard.media_reference.target_url).samples[0]
        return float((sound[54_000:74_000] ** 2).sum()), heard.to_json_string()

    (under, facts), (over, plain) = energy(ducked), energy(free)
    assert under < 0.2 * over
    assert '"depth_db": 20' in facts
    assert "depth_db" not in plain


# -- takes and seeds ----------------------------------------------------------------


def test_three_takes_are_three_alternatives_and_another_seed_continues_them(project):
    one_line = {"subtitles": [project.subtitles], "tracks": ["speech"]}
    result = deepaudio_plugin.render(project.timeline, **one_line, takes=3)
    (line,) = clips(read(result.output), "DeepAudio Speech")
    files = {reference.target_url for reference in line.media_references().values()}
    assert len(files) == 3
    contents = {(result.output.parent / name).read_bytes() for name in files}
    assert len(contents) == 3
    again = deepaudio_plugin.render(project.timeline, **one_line, seed=1, takes=3)
    assert (again.rendered, again.reused) == (1, 2)


def test_equal_cues_are_rendered_once_and_each_has_its_clip(project):
    project.subtitles.write_text(
        "1\n00:00:00,000 --> 00:00:01,000\nWait!\n\n2\n00:00:07,000 --> 00:00:08,000\nWait!\n",
        encoding="utf-8",
    )
    write_timeline(project.timeline, [clip("gone.mp4", 0, 96, f"shot {n}") for n in range(3)])
    told = []
    result = deepaudio_plugin.render(
        project.timeline,
        subtitles=[project.subtitles],
        tracks=["speech"],
        listener=told.append,
    )
    assert result.rendered == 1
    rendered = [event.job.id for event in told if isinstance(event, TakeRendered)]
    assert rendered == ["speech-0001", "speech-0002"]
    assert len(clips(read(result.output), "DeepAudio Speech")) == 2


def test_equal_cues_that_fail_are_both_listed_and_each_once(project):
    text = "Ich habe dir doch gesagt, dass du heute nicht kommen sollst."
    project.subtitles.write_text(
        f"1\n00:00:00,000 --> 00:00:01,000\n{text}\n\n2\n00:00:07,000 --> 00:00:08,000\n{text}\n",
        encoding="utf-8",
    )
    write_timeline(project.timeline, [clip("gone.mp4", 0, 96, f"shot {n}") for n in range(3)])
    result = deepaudio_plugin.render(
        project.timeline, subtitles=[project.subtitles], tracks=["speech"], takes=2
    )
    assert [failure.job.id for failure in result.failures] == ["speech-0001", "speech-0002"]
    assert result.output is None
    assert result.exit_code == 1


# -- warnings -----------------------------------------------------------------------


def test_a_plan_warns_of_the_lines_that_rendering_then_hurries(project):
    """The estimate and the voice agree, and a take from the library keeps its warning."""
    windows = {"easy": 4.0, "hurried": 2.25, "too long": 1.6}
    lines, at = [], 0.0
    for number, window in enumerate(windows.values(), 1):
        lines.append(f"{number}\n{srt_time(at)} --> {srt_time(at + window)}\n{LONG}\n")
        at += window + 4.0
    project.subtitles.write_text("\n".join(lines), encoding="utf-8")
    write_timeline(project.timeline, [clip("gone.mp4", 0, 96, f"shot {n}") for n in range(6)])
    arguments = {"subtitles": [project.subtitles], "tracks": ["speech"]}
    plan = deepaudio_plugin.plan(project.timeline, **arguments)
    warned = [" ".join(job.warnings) for job in plan.jobs]
    assert warned[0] == ""
    assert "said at 1.6, it runs on" in warned[2]
    first = deepaudio_plugin.render(project.timeline, **arguments)
    assert len(first.warnings) == 2
    assert "hurried" in first.warnings[0]
    assert "said at 1.6, it runs on" in first.warnings[1]
    before = first.output.read_bytes()
    second = deepaudio_plugin.render(project.timeline, **arguments)
    assert second.rendered == 0
    assert second.warnings == first.warnings
    assert second.output.read_bytes() == before


def srt_time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"00:{minutes:02d}:{rest // 1000:02d},{rest % 1000:03d}"


# -- what is kept -------------------------------------------------------------------


def test_a_damaged_file_in_the_media_folder_is_made_again(project):
    first = deepaudio_plugin.render(project.timeline, tracks=["audio"], clips=["1"])
    (sound,) = first.media_folder.glob("*.wav")
    whole = wav.read(sound).samples
    sound.write_bytes(sound.read_bytes()[:1000])
    deepaudio_plugin.render(project.timeline, tracks=["audio"], clips=["1"])
    np.testing.assert_array_equal(wav.read(sound).samples, whole)


# -- engines ------------------------------------------------------------------------

SKETCH = EngineInfo("sketch", True, "Sketch", preference=0)
MODEL = EngineInfo("deepaudio-v1", True, "The model", preference=100)
NO_MODEL = replace(MODEL, ready=False, state="weights missing", hint="Fetch them.")


def test_auto_takes_the_best_engine_that_is_ready():
    assert choose_engine([SKETCH, MODEL], "auto") is MODEL
    assert choose_engine([SKETCH, NO_MODEL], "auto") is SKETCH


def test_an_engine_asked_for_by_name_is_that_or_an_error_with_its_own_advice():
    assert choose_engine([SKETCH, MODEL], "sketch") is SKETCH
    with pytest.raises(EngineUnavailableError, match="weights missing") as raised:
        choose_engine([SKETCH, NO_MODEL], "deepaudio-v1")
    assert raised.value.hint == "Fetch them."
    with pytest.raises(EngineUnavailableError, match="has no engine 'sketch'"):
        choose_engine([NO_MODEL], "sketch")
    with pytest.raises(EngineUnavailableError, match="no engine is ready"):
        choose_engine([NO_MODEL], "auto")


# -- the Python API -----------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [{"takes": 0}, {"tracks": ["music"]}, {"seed": -1}, {"handles": 9999}],
)
def test_the_api_refuses_what_the_command_line_refuses(project, options):
    with pytest.raises(UsageError) as raised:
        deepaudio_plugin.plan(project.timeline, **options)
    assert raised.value.hint


def test_a_plan_for_an_engine_that_is_not_there_says_so_and_a_render_is_refused(project):
    plan = deepaudio_plugin.plan(project.timeline, engine="magic")
    assert any("no engine 'magic'" in problem.message for problem in plan.problems)
    with pytest.raises(EngineUnavailableError, match="no engine 'magic'"):
        deepaudio_plugin.render(project.timeline, engine="magic")


def test_one_path_or_name_may_stand_for_a_list_of_one(project, monkeypatch):
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHON", "/no/such/python")
    plan = deepaudio_plugin.plan(
        str(project.timeline), subtitles=str(project.subtitles), tracks="speech", clips="shot 1"
    )
    assert [job.id for job in plan.jobs] == ["speech-0001"]
