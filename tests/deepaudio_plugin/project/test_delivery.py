"""A mix and its stems as they are delivered: levels, timecode, and what is said of them."""

from __future__ import annotations

import json

import numpy as np
import pytest

import deepaudio_plugin
from deepaudio.dsp import wav
from deepaudio.dsp.loudness import loudness
from deepaudio_plugin.cli.main import main
from deepaudio_plugin.core import riff
from deepaudio_plugin.core.errors import DiskFullError
from deepaudio_plugin.output import marking
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
    assert list(made.stems) == ["dialogue", "effects and ambience", "music and effects"]
    mix, speech, sound, without = (
        wav.read(path).samples for path in (made.path, *made.stems.values())
    )
    np.testing.assert_allclose(speech + sound, mix, atol=2 / (1 << 23))
    assert np.abs(without).sum() > np.abs(sound).sum()  # it is not lowered under speech
    assert made.levels.dialogue_gated
    assert made.levels.lufs == pytest.approx(-24.0, abs=0.2)
    assert "dialogue-gated by our voice detector" in made.line
    assert any("effects and ambience are one stem" in p.message for p in result.problems)

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
