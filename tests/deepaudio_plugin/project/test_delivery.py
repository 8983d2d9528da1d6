"""A mix and its stems as they are delivered: levels, timecode, and what is said of them."""

from __future__ import annotations

import json

import numpy as np
import opentimelineio as otio
import pytest

import deepaudio_plugin
from deepaudio.dsp import wav
from deepaudio.dsp.loudness import loudness
from deepaudio_plugin.cli.main import main
from deepaudio_plugin.core import riff
from deepaudio_plugin.core.errors import DiskFullError
from deepaudio_plugin.output import ambience, delivering, marking
from deepaudio_plugin.ownership.broadcast import read_broadcast, read_levels
from deepaudio_plugin.timeline.timing import samples
from tests.helpers.project import make_project


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return make_project(tmp_path_factory.mktemp("film") / "film")


def places(project):
    """What all tests share: nothing is rendered twice."""
    return {"subtitles": [project.subtitles], "library": project.timeline.parent / "library"}


def chunks(path):
    with path.open("rb") as file:
        found = {name: (at, size) for name, at, size in riff.chunks(file)}
        return {name: _body(file, *found[name]) for name in (b"bext", b"iXML")}


def _body(file, at, size):
    file.seek(at)
    return file.read(size)


def test_stems_add_up_to_the_mix_and_all_carry_the_timeline_s_timecode(project, tmp_path):
    asked = {**places(project), "output": tmp_path / "cut.otio", "stems": True}
    result = deepaudio_plugin.render(project.timeline, **asked, spec="atsc-a85")
    made = result.delivered
    assert list(made.stems) == ["dialogue", "effects", "ambience", "music and effects"]
    mix, speech, effects, beds, without = (
        wav.read(path).samples for path in (made.path, *made.stems.values())
    )
    assert len(mix) == 2
    np.testing.assert_allclose(speech + effects + beds, mix, atol=3 / (1 << 23))
    assert np.abs(without).sum() > np.abs(effects + beds).sum()  # not lowered under speech
    assert loudness(beds) > -60
    assert made.levels.dialogue_gated
    assert made.levels.lufs == pytest.approx(-24.0, abs=0.2)
    assert "dialogue-gated by our voice detector" in made.line
    assert not any("made as one" in p.message for p in result.problems)

    plan = deepaudio_plugin.plan(project.timeline, subtitles=[project.subtitles])
    for path in (made.path, *made.stems.values()):
        held = chunks(path)
        low = int.from_bytes(held[b"bext"][338:346], "little")
        assert low == samples(plan.start) > 0
        assert b"<BWFXML>" in held[b"iXML"]
        assert read_broadcast(path) is None  # no take, when it comes back in a timeline
    assert read_levels(made.path) == made.levels
    assert int.from_bytes(chunks(made.path)[b"bext"][412:414], "little", signed=True) == round(
        made.levels.lufs * 100
    )

    before = {path: path.stat().st_mtime_ns for path in result.media_folder.iterdir()}
    again = deepaudio_plugin.render(project.timeline, **asked, spec="atsc-a85")
    assert again.delivered == made
    assert {path: path.stat().st_mtime_ns for path in again.media_folder.iterdir()} == before


def test_what_is_between_hits_is_ambience_alone(project, tmp_path):
    """Effects are silent where nothing hits: all that goes on there is in the other stem."""
    asked = {**places(project), "output": tmp_path / "cut.otio", "tracks": ["audio"]}
    made = deepaudio_plugin.render(project.timeline, **asked, stems=True, spec="none").delivered
    effects, beds = (wav.read(made.stems[name]).samples for name in ("effects", "ambience"))
    by_frame = np.square(effects).sum(axis=0)[: effects.shape[1] // 480 * 480].reshape(-1, 480)
    quiet = by_frame.mean(axis=1) < 1e-12
    assert quiet.mean() > 0.3
    assert (np.square(beds).sum(axis=0)[::480][: len(quiet)][quiet] > 0).mean() > 0.9


@pytest.mark.parametrize(("channels", "count"), [("mono", 1), ("stereo", 2), ("5.1", 6)])
def test_a_mix_has_the_channels_that_are_asked_for(project, tmp_path, channels, count):
    asked = {**places(project), "output": tmp_path / "cut.otio", "tracks": ["audio", "mix"]}
    result = deepaudio_plugin.render(project.timeline, **asked, channels=channels)
    sound = wav.read(result.delivered.path).samples
    assert (len(sound), result.delivered.channels) == (count, count)
    assert loudness(sound) == pytest.approx(-23, abs=0.2)
    timeline = otio.adapters.read_from_file(str(result.output))
    audio, mix = (
        next(track for track in timeline.tracks if track.name == f"DeepAudio {name}")
        for name in ("Audio", "Mix")
    )
    said = [
        clip.media_reference.metadata["deepaudio"]["channels"]
        for track in (audio, mix)
        for clip in track.find_clips()
    ]
    assert said == [min(count, 2)] * (len(said) - 1) + [count]
    told = result.delivered.path.read_bytes()
    assert (b"Downmix to stereo" in told) == (b"<NAME>Ls</NAME>" in told) == (count == 6)
    if count == 6:
        assert np.abs(sound[4:]).max() > 0
        assert not sound[3].any()


def test_sounds_that_were_made_as_one_are_all_effects_and_that_is_told(
    project, tmp_path, monkeypatch
):
    """By another engine, or by an earlier version of this one."""
    for module in (delivering, ambience):
        monkeypatch.setattr(module, "has_parts", lambda *_: False)
    asked = {**places(project), "output": tmp_path / "cut.otio", "stems": True}
    result = deepaudio_plugin.render(project.timeline, **asked)
    assert list(result.delivered.stems) == ["dialogue", "effects", "music and effects"]
    speech, effects, _ = (wav.read(path).samples for path in result.delivered.stems.values())
    mix = wav.read(result.delivered.path).samples
    np.testing.assert_allclose(speech + effects, mix, atol=2 / (1 << 23))
    told = "effects and ambience of every sound were made as one: the effects stem holds both"
    assert told in [problem.message for problem in result.problems]


def test_ambience_that_cannot_be_made_stays_with_the_effects_and_that_is_told(
    project, tmp_path, monkeypatch
):
    monkeypatch.setattr(ambience.AmbienceMaker, "_rendered", lambda *_: {})
    asked = {**places(project), "output": tmp_path / "cut.otio", "stems": True}
    result = deepaudio_plugin.render(project.timeline, **asked)
    made = result.delivered
    speech, effects, beds, _ = (wav.read(path).samples for path in made.stems.values())
    np.testing.assert_allclose(speech + effects, wav.read(made.path).samples, atol=2 / (1 << 23))
    assert not beds.any()
    told = [problem.message for problem in result.problems]
    assert any("could not be made: the effects hold it" in message for message in told)


def test_stems_stay_while_their_mix_does_and_go_with_it(project, tmp_path):
    asked = {**places(project), "output": tmp_path / "cut.otio"}
    first = deepaudio_plugin.render(project.timeline, **asked, stems=True)
    deepaudio_plugin.render(project.timeline, **asked)
    assert all(path.exists() for path in first.delivered.stems.values())
    deepaudio_plugin.render(project.timeline, **asked, tracks=["mix"], spec="none")
    assert not any(path.exists() for path in first.delivered.stems.values())


def test_the_command_says_what_was_measured_in_words_and_for_programs(project, tmp_path, capsys):
    asked = ["render", str(project.timeline), "--subtitles", str(project.subtitles)]
    asked += ["--library", str(project.timeline.parent / "library")]
    asked += ["-o", str(tmp_path / "cut.otio"), "--tracks", "mix", "--spec", "web"]
    assert main([*asked, "--json"]) == 0
    finished = json.loads(capsys.readouterr().out.splitlines()[-1])["mix"]
    assert finished["spec"] == "web"
    assert finished["levels"]["lufs"] == pytest.approx(
        loudness(wav.read(finished["path"]).samples), abs=0.1
    )
    assert main(asked) == 0
    assert finished["said"] in capsys.readouterr().out


def test_what_fails_leaves_no_half_of_a_delivery(project, tmp_path, monkeypatch):
    def broken(*_, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(marking, "write_broadcast_wav", broken)
    asked = {**places(project), "output": tmp_path / "cut.otio", "stems": True}
    with pytest.raises(DiskFullError):
        deepaudio_plugin.render(project.timeline, **asked)
    assert list(tmp_path.rglob("*.*")) == []
