"""From a timeline to written tracks with the model, through the real worker process."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from deepaudio.dsp.waveform import SAMPLE_RATE
from tests.helpers.command import deepaudio
from tests.helpers.project import make_project
from tests.helpers.sounding_film import write_sounding_film
from tests.helpers.spoken import spoken, write_voice

DEMO = Path(__file__).parents[4] / "resources" / "demo"


def render(project, *more, output="out.otio"):
    return deepaudio(
        "render", project.timeline, "--subtitles", project.subtitles, "--engine", "deepaudio-v1",
        "--steps", "2", "-o", project.timeline.with_name(output), "--json", *more,
    )  # fmt: skip


def written(path):
    """The clips of our tracks by name, with their provenance."""
    timeline = json.loads(Path(path).read_text("utf-8"))
    return {
        clip["name"]: clip["metadata"]["deepaudio"]
        for track in timeline["tracks"]["children"]
        for clip in track["children"]
        if track["kind"] == "Audio"
        and clip["OTIO_SCHEMA"].startswith("Clip")
        and "deepaudio" in clip.get("metadata", {})
    }


def voice(folder, *, level=0.7):
    write_voice(folder / "mara.wav", level=level)
    (folder / "mara.txt").write_text("These are the words that I say.", encoding="utf-8")
    return folder / "mara.wav"


def test_a_project_becomes_tracks_and_a_second_run_makes_nothing_anew(tiny, tmp_path):
    project = make_project(tmp_path)
    first = render(project, "--preset", "draft")
    assert first.code == 0, first.out + first.err
    assert first.event("finished")["rendered"] == 3
    clips = written(tmp_path / "out.otio")
    assert set(clips) == {"MARA: Who is there?", "shot 1", "shot 2"}
    line = clips["MARA: Who is there?"]
    assert line["engine_title"] == "DeepAudio-V1: the model, tiny"
    assert line["settings"] == {"variant": "tiny", "preset": "draft", "steps": 2}
    again = render(project, "--preset", "draft", "--low-vram")
    assert (again.event("finished")["rendered"], again.event("finished")["reused"]) == (0, 3)


def test_takes_that_share_passes_have_keys_of_their_own(tiny, tmp_path):
    project = make_project(tmp_path)
    assert render(project).event("finished")["rendered"] == 3
    batched = render(project, "--set", "batched=true")
    assert batched.code == 0, batched.out + batched.err
    assert batched.event("finished")["rendered"] == 3
    assert not batched.event("finished")["failures"]
    settings = {name: clip["settings"] for name, clip in written(tmp_path / "out.otio").items()}
    assert settings["shot 1"] == {"variant": "tiny", "steps": 2, "batched": True}
    again = render(project, "--set", "batched=true")
    assert (again.event("finished")["rendered"], again.event("finished")["reused"]) == (0, 3)


def test_speakers_are_cast_with_recordings_known_by_their_content(tiny, tmp_path):
    project = make_project(tmp_path / "a")
    cast = "--cast", f"MARA={voice(tmp_path)}", "--tracks", "speech"
    assert render(project, *cast).event("finished")["rendered"] == 1
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for file in (tmp_path / "mara.wav", tmp_path / "mara.txt"):
        shutil.move(file, moved)
    words = "These are the words that I say."
    same = render(project, "--cast", f"MARA={moved / 'mara.wav'}:{words}", "--tracks", "speech")
    assert (same.event("finished")["rendered"], same.event("finished")["reused"]) == (0, 1)
    voice(moved, level=0.3)
    other = render(project, "--cast", f"MARA={moved / 'mara.wav'}", "--tracks", "speech")
    assert other.event("finished")["rendered"] == 1


def test_a_line_across_a_cut_in_the_voice_of_a_film_is_said_to_its_pictures(tiny, tmp_path):
    """Through plan, protocol and worker: two shots under the line, a third behind the voice."""
    project = make_project(tmp_path)
    spoken_film = write_sounding_film(tmp_path / "mara.mov", spoken()[: 3 * SAMPLE_RATE])
    project.subtitles.write_text(
        "1\n00:00:01,000 --> 00:00:03,000\nMARA: Who is there?\n", encoding="utf-8"
    )
    words = "The morning train leaves at seven."
    cast = "--cast", f"MARA={spoken_film}:{words}", "--tracks", "speech"
    planned = deepaudio(
        "plan", project.timeline, "--subtitles", project.subtitles, "--engine", "deepaudio-v1",
        *cast[:2], "--json",
    )  # fmt: skip
    (line,) = [job for job in planned.event("plan")["jobs"] if job["stem"] == "speech"]
    assert line["picture"] is None
    assert len(line["pictures"]) == 2
    ran = render(project, *cast)
    assert ran.code == 0, ran.out + ran.err
    assert not any("without guidance" in text for text in ran.out.splitlines())
    assert set(written(tmp_path / "out.otio")) == {"MARA: Who is there?"}


def test_a_recording_that_cannot_serve_fails_its_lines_alone(tiny, tmp_path):
    project = make_project(tmp_path)
    ran = render(project, "--cast", f"MARA={voice(tmp_path, level=0)}")
    assert ran.code == 1
    (failure,) = ran.event("finished")["failures"]
    assert "is silent" in failure["message"]
    assert set(written(tmp_path / "out.otio")) == {"shot 1", "shot 2"}


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--variant", "large_44k"), 3, "'large_44k' is not installed (installed: tiny)"),
        (("--cast", "MARA=gone.wav"), 2, "there is no recording gone.wav"),
        (("--steps", "-3"), 2, "steps cannot be -3"),
        (("--cfg", "99"), 2, "cfg cannot be 99"),
        (("--engine", "sketch", "--preset", "draft"), 2, "has no setting 'preset'"),
        (("--engine", "sketch", "--cast", "MARA={voice}"), 2, "not with recordings"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_rendered(tiny, tmp_path, more, code, said):
    project = make_project(tmp_path)
    more = [text.replace("{voice}", str(voice(tmp_path))) for text in more]
    if "sketch" in more:
        ran = deepaudio(
            "render", project.timeline, "--subtitles", project.subtitles, *more, "--json"
        )
    else:
        ran = render(project, *more)
    assert ran.code == code
    assert said in ran.out + ran.err
    assert not (tmp_path / "out.otio").exists()


def test_a_recording_needs_its_words(tiny, tmp_path):
    project = make_project(tmp_path)
    recording = voice(tmp_path)
    (tmp_path / "mara.txt").unlink()
    ran = render(project, "--cast", f"MARA={recording}")
    assert ran.code == 2
    assert "mara.txt" in ran.out


def test_without_weights_the_engine_says_what_to_fetch(tmp_path, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    project = make_project(tmp_path)
    ran = render(project)
    assert ran.code == 3
    assert "deepaudio models pull large_44k" in ran.out
    told = deepaudio("doctor").out
    assert "deepaudio models pull large_44k" in told
    assert "Not for commercial use" in told
    assert "none found; the worker runs on the CPU" in told


@pytest.mark.slow
def test_the_demo_film_is_rendered_by_the_model(tiny, tmp_path):
    shutil.copytree(DEMO, tmp_path / "demo", ignore=shutil.ignore_patterns("demo.deepaudio*"))
    demo = tmp_path / "demo"
    ran = deepaudio(
        "render", demo / "demo.otio", "--subtitles", demo / "demo.srt",
        "--engine", "deepaudio-v1", "--steps", "1", "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.out + ran.err
    finished = ran.event("finished")
    clips = written(finished["output"])
    assert {clip["stem"] for clip in clips.values()} == {"speech", "audio"}
    assert finished["rendered"] >= len(clips) > 5
