"""The main job on a small real project, with the real worker and the sketch engine."""

from __future__ import annotations

import json
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

import deepaudio_plugin
from deepaudio_plugin.core.errors import CancelledError, EngineUnavailableError, UsageError
from deepaudio_plugin.core.take_spec import DescribedSound
from deepaudio_plugin.rendering.progress import JobFailed, Planned, Step, TakeRendered
from tests.helpers.project import RATE, SRT, Project, make_project, write_timeline


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


_alive: list[otio.schema.Timeline] = []  # a track leaves its timeline when that is freed


def tracks(path: Path) -> dict[str, otio.schema.Track]:
    timeline = otio.adapters.read_from_file(str(path), "otio_json")
    _alive.append(timeline)
    return {t.name: t for t in timeline.tracks}


def test_a_timeline_comes_back_with_its_own_tracks_and_two_new_ones(project):
    result = deepaudio_plugin.render(project.timeline, subtitles=[project.subtitles])
    assert result.exit_code == 0
    assert result.output == project.timeline.with_name("cut.deepaudio.otio")
    found = tracks(result.output)
    assert list(found) == ["V1", "DeepAudio Speech", "DeepAudio Audio"]
    assert found["V1"].is_equivalent_to(tracks(project.timeline)["V1"])


def test_every_clip_names_a_file_that_is_there_and_says_what_made_it(project):
    result = deepaudio_plugin.render(project.timeline, subtitles=[project.subtitles])
    clips = [c for t in tracks(result.output).values() for c in t.find_clips() if t.name != "V1"]
    assert len(clips) == 3
    for clip in clips:
        assert (result.output.parent / clip.media_reference.target_url).is_file()
        facts = clip.metadata["deepaudio"]
        assert facts["engine"] == "sketch"
        assert "not the DeepAudio model" in facts["engine_title"]


def test_speech_lands_on_its_cue_and_sound_on_its_shot(project):
    result = deepaudio_plugin.render(project.timeline, subtitles=[project.subtitles])
    found = tracks(result.output)
    (line,) = found["DeepAudio Speech"].find_clips()
    assert line.range_in_parent().start_time.value == 6  # 0.25 s at 24 fps
    assert [c.range_in_parent().start_time.value for c in found["DeepAudio Audio"]] == [0, 36]


def test_lines_over_black_are_spoken_where_there_is_no_picture_at_all(tmp_path):
    black = otio.schema.Gap(source_range=TimeRange(RationalTime(0, RATE), RationalTime(60, RATE)))
    timeline = write_timeline(tmp_path / "cut.otio", [black])
    (tmp_path / "cut.srt").write_text(SRT, encoding="utf-8")
    result = deepaudio_plugin.render(timeline, tracks=["speech", "audio", "mix"])
    assert result.exit_code == 0
    found = tracks(result.output)
    assert list(found) == ["V1", "DeepAudio Speech", "DeepAudio Mix"]
    (line,) = found["DeepAudio Speech"].find_clips()
    assert line.range_in_parent().start_time.value == 6
    told = [problem.message for problem in result.problems]
    assert any("no picture" in message for message in told)
    assert any("'door slams' has no picture" in message for message in told)


def test_a_described_sound_is_not_spoken_but_prompts_its_shot(project):
    plan = deepaudio_plugin.plan(project.timeline, subtitles=[project.subtitles])
    assert [job.requests[0].text for job in plan.jobs if job.stem == "speech"] == ["Who is there?"]
    second = [job for job in plan.jobs if job.stem == "audio"][1]
    assert second.spec.sounds == (DescribedSound("door slams", 0.1, 1.0),)


def test_a_second_render_renders_nothing_and_writes_the_same_bytes(project):
    first = deepaudio_plugin.render(project.timeline, subtitles=[project.subtitles])
    before = first.output.read_bytes()
    second = deepaudio_plugin.render(project.timeline, subtitles=[project.subtitles])
    assert (second.rendered, second.reused) == (0, 3)
    assert second.output.read_bytes() == before


def test_changing_one_line_renders_one_job(project):
    deepaudio_plugin.render(project.timeline, subtitles=[project.subtitles])
    project.subtitles.write_text(SRT.replace("Who is there?", "Who is it?"), encoding="utf-8")
    result = deepaudio_plugin.render(project.timeline, subtitles=[project.subtitles])
    assert (result.rendered, result.reused) == (1, 2)


def test_takes_are_alternatives_of_one_clip(project):
    result = deepaudio_plugin.render(project.timeline, tracks=["audio"], takes=2)
    clip = next(iter(tracks(result.output)["DeepAudio Audio"].find_clips()))
    assert len(clip.media_references()) == 2


def test_clips_can_be_chosen_by_name_or_number(project):
    for chosen in ("shot 2", "2"):
        plan = deepaudio_plugin.plan(project.timeline, clips=[chosen])
        assert [job.name for job in plan.jobs] == ["shot 2"]


def test_an_unknown_clip_is_a_usage_error_that_lists_the_shots(project):
    with pytest.raises(UsageError, match="shot 9") as raised:
        deepaudio_plugin.plan(project.timeline, clips=["shot 9"])
    assert "1: shot 1" in raised.value.hint


def test_progress_is_told_in_order(project):
    told: list[object] = []
    deepaudio_plugin.render(project.timeline, tracks=["audio"], listener=told.append)
    assert isinstance(told[0], Step)
    assert any(isinstance(event, Planned) for event in told)
    assert sum(isinstance(event, TakeRendered) for event in told) == 2
    assert not any(isinstance(event, JobFailed) for event in told)
    fractions = [e.fraction for e in told if isinstance(e, Step) and e.stage == "rendering"]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)


def test_stopping_keeps_what_is_finished_and_writes_no_timeline(project):
    finished: list[object] = []

    def listen(event: object) -> None:
        if isinstance(event, TakeRendered):
            finished.append(event)

    with pytest.raises(CancelledError):
        deepaudio_plugin.render(
            project.timeline,
            subtitles=[project.subtitles],
            listener=listen,
            cancelled=lambda: bool(finished),
        )
    assert not project.timeline.with_name("cut.deepaudio.otio").exists()
    result = deepaudio_plugin.render(project.timeline, subtitles=[project.subtitles])
    assert result.reused >= len(finished) >= 1


def test_the_model_engine_says_that_it_is_not_there(project):
    with pytest.raises(EngineUnavailableError) as raised:
        deepaudio_plugin.render(project.timeline, engine="deepaudio-v1")
    assert raised.value.exit_code == 3
    assert raised.value.hint


def test_in_place_keeps_a_backup(project):
    before = project.timeline.read_bytes()
    result = deepaudio_plugin.render(project.timeline, tracks=["audio"], in_place=True)
    assert result.output == project.timeline
    assert result.backup.read_bytes() == before
    assert "DeepAudio Audio" in tracks(project.timeline)


def test_the_mix_track_and_preview_cover_the_whole_timeline(project, tmp_path):
    av = pytest.importorskip("av")
    preview = tmp_path / "preview.mp4"
    result = deepaudio_plugin.render(
        project.timeline,
        subtitles=[project.subtitles],
        tracks=["speech", "audio", "mix"],
        preview=preview,
    )
    (mix,) = tracks(result.output)["DeepAudio Mix"].find_clips()
    assert mix.duration().to_seconds() == pytest.approx(3.0)
    with av.open(str(preview)) as film:
        assert [s.type for s in film.streams] == ["video", "audio"]
        assert float(film.duration / av.time_base) == pytest.approx(3.0, abs=0.1)


def test_speech_alone_works_on_a_timeline_without_picture(tmp_path):
    project = make_project(tmp_path)
    timeline = json.loads(project.timeline.read_text())
    timeline["tracks"]["children"][0]["kind"] = "Audio"
    project.timeline.write_text(json.dumps(timeline))
    result = deepaudio_plugin.render(project.timeline, subtitles=[project.subtitles])
    assert result.exit_code == 0
    assert "DeepAudio Audio" not in tracks(result.output)
    assert len(list(tracks(result.output)["DeepAudio Speech"].find_clips())) == 1
