"""An engine of another distribution: found, listed, asked and heard, with no line changed here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest
import soundfile

from deepaudio_plugin.ownership.broadcast import read_broadcast
from deepaudio_plugin.project import diagnostics
from deepaudio_plugin.worker_client.interpreter import PATH_VARIABLE
from tests.helpers.command import deepaudio
from tests.helpers.installed import install
from tests.helpers.project import Project, make_project

SOURCE = Path(__file__).parents[2] / "helpers" / "other_engine"
SRT = """1
00:00:00,250 --> 00:00:01,400
MARA: Who is there?

2
00:00:01,600 --> 00:00:02,500
JON: Nobody.
"""


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The distribution lies where the worker's interpreter finds it."""
    folder = install(SOURCE, tmp_path / "site")
    root = Path(__file__).parents[3]
    monkeypatch.setenv(PATH_VARIABLE, f"{folder}:{root}")
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "takes"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "film", srt=SRT)


def test_it_is_listed_with_what_it_can_do_and_a_broken_one_harms_nobody() -> None:
    ran = deepaudio("engines", "--json")
    assert ran.code == 0
    engines = {event["engine"]["name"]: event["engine"] for event in ran.events}
    assert {"duet", "torn", "sketch"} <= set(engines)
    duet = engines["duet"]
    assert (duet["channels"], duet["speakers"], duet["window_s"]) == (2, 2, 60.0)
    assert [setting["name"] for setting in duet["settings"]] == ["width", "room", "hum"]
    assert engines["sketch"]["ready"]
    assert not engines["torn"]["ready"]
    assert "AttributeError" in engines["torn"]["state"]
    told = deepaudio("engines").out
    assert "stereo at 24 kHz, 60 s in one pass" in told
    assert "--set width: 0 to 1, default 0.75. How far apart the two are." in told


def test_the_doctor_names_it_and_what_is_wrong_with_the_broken_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = {finding.name: finding for finding in diagnostics._worker()}
    assert found["duet"].verdict == "ok"
    assert found["torn"].verdict == "note"
    assert "pip install --upgrade duet-engine" in found["torn"].advice


def test_it_renders_a_timeline_in_stereo(project: Project, tmp_path: Path) -> None:
    ran = deepaudio(
        "render", project.timeline, "--subtitles", project.subtitles, "--engine", "duet",
        "--set", "width=1", "--cast", "MARA=low", "--cast", "JON=high",
        "--tracks", "speech,audio,mix", "--for", "resolve", "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.out
    output = Path(ran.event("finished")["output"])
    timeline = otio.adapters.read_from_file(str(output), "otio_json")
    tracks = [track for track in timeline.tracks if track.name.startswith("DeepAudio ")]
    assert [t.metadata["Resolve_OTIO"]["Audio Type"] for t in tracks] == ["Stereo"] * 3
    files = {}
    for track in tracks:
        for clip in track.find_clips():
            path = Path(clip.media_reference.target_url)
            files[clip.name] = output.parent / path
            assert clip.media_reference.metadata["deepaudio"]["channels"] == 2
    loud = {name: np.abs(_sound(path)).max(axis=0) for name, path in files.items()}
    mara, jon = (level for name, level in loud.items() if name.startswith(("MARA", "JON")))
    assert mara[0] > 0.05 and mara[1] < 1e-4  # width 1: each is heard from one side alone
    assert jon[1] > 0.05 and jon[0] < 1e-4
    mix = loud["DeepAudio Mix"]
    assert min(mix) > 0.05
    line = next(path for name, path in files.items() if name.startswith("MARA"))
    facts = read_broadcast(line)
    assert facts is not None and facts.window == round(1.15 * 48_000)
    assert b"M=stereo" in line.read_bytes()
    clip = next(clip for clip in tracks[0].find_clips())
    assert clip.metadata["deepaudio"]["engine"] == "duet"
    assert clip.metadata["deepaudio"]["settings"]["width"] == 1


def test_it_speaks_like_a_recording_without_words(project: Project, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "mara.wav", np.zeros(48_000), 48_000)
    asked = ("--engine", "duet", "--cast", f"MARA={tmp_path / 'mara.wav'}", "--json")
    ran = deepaudio("plan", project.timeline, "--subtitles", project.subtitles, *asked, "-v")
    assert ran.code == 0, ran.out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--set", "width=2"), "width cannot be 2"),
        (("--set", "depth=1"), "has no setting 'depth'"),
        (("--steps", "5"), "has no setting 'steps'"),
        (("--cast", "MARA=alto"), "there is no voice 'alto'"),
    ],
)
def test_what_it_does_not_have_is_refused(project: Project, given: tuple[str, ...], told: str):
    ran = deepaudio("render", project.timeline, "--subtitles", project.subtitles,
                    "--engine", "duet", *given)  # fmt: skip
    assert ran.code == 2
    assert told in ran.err


def _sound(path: Path) -> np.ndarray:
    sound, rate = soundfile.read(path, always_2d=True)
    assert rate == 48_000
    assert sound.shape[1] == 2
    return sound
