"""What a take's file claims."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from deepaudio.__main__ import main
from deepaudio.credentials.certificate import credential
from deepaudio.credentials.signing import Signer
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.protocol import Take
from deepaudio_plugin.core.take_spec import RECORDED, ReferenceVoice
from deepaudio_plugin.decisions.model import UNDECIDED
from deepaudio_plugin.output.claims import consent_of, mix_claim, take_claim
from deepaudio_plugin.output.marking import NO_CONSENT
from deepaudio_plugin.output.placed_takes import PlacedTake
from deepaudio_plugin.planning.plan import make_plan
from deepaudio_plugin.subtitles.material import read_material
from deepaudio_plugin.timeline.identity import MediaIdentity
from tests.helpers.project import make_project
from tests.helpers.rendered import ENGINE
from tests.helpers.tones import write_tone

TAKE = Take("k", "/takes/k.wav", 96_000, 1, 480, 95_040, -23.0, -1.0)


@pytest.fixture(scope="module")
def placed(tmp_path_factory):
    project = make_project(tmp_path_factory.mktemp("film") / "film")
    options = RenderOptions(subtitles=(project.subtitles,))
    material = read_material(project.timeline, options)
    plan = make_plan(material, options, ENGINE, MediaIdentity(), UNDECIDED)
    job = next(job for job in plan.jobs if job.stem == "speech")
    return PlacedTake(job, 1, job.requests[0], TAKE, ())


def spoken_like(placed, recording):
    voice = ReferenceVoice(str(recording), "words", "0" * 64)
    return replace(placed, request=replace(placed.request, reference=voice))


def test_a_line_says_whose_words_in_which_voice(placed, tmp_path):
    made = take_claim(placed, tmp_path / "a.wav", ENGINE).made_from
    assert made["words"] == placed.request.text
    assert made["voice"] == placed.request.voice
    assert made["key"] == placed.request.key
    assert "consent" not in made


def test_a_recorded_voice_says_who_agreed(placed, tmp_path):
    recording = tmp_path / "mara.wav"
    said = take_claim(spoken_like(placed, recording), Path("/a.wav"), ENGINE).made_from
    assert said["consent"] == NO_CONSENT
    (tmp_path / "mara.consent.txt").write_text("Mara Holm, 2026-11-02:\n for this film's dub.\n")
    said = take_claim(spoken_like(placed, recording), Path("/a.wav"), ENGINE).made_from
    assert said["consent"] == "Mara Holm, 2026-11-02: for this film's dub."


@pytest.mark.parametrize("written_down", [True, False])
def test_who_agreed_to_a_recorded_voice_is_read_back_from_the_file(
    placed, tmp_path, capsys, written_down
):
    recording, line = tmp_path / "mara.wav", tmp_path / "line.wav"
    if written_down:
        (tmp_path / "mara.consent.txt").write_text("Mara Holm, 2026-11-02: for this film's dub.")
    write_tone(line, 440, 0, 4_800, 0)
    Signer(credential()).sign(take_claim(spoken_like(placed, recording), line, ENGINE))
    assert main(["verify", str(line)]) == 0
    said = capsys.readouterr().out
    agreed = "Mara Holm, 2026-11-02: for this film's dub." if written_down else NO_CONSENT
    assert f"  consent   {agreed}\n" in said
    assert f"recorded voice {'0' * 64}" in said


def test_a_mix_names_its_takes_and_brings_the_claims_of_files_beside_it(placed, tmp_path):
    plan = SimpleNamespace(name="cut.otio", engine=ENGINE)
    beside, elsewhere = tmp_path / "line.wav", tmp_path / "temp" / "fuse-0.wav"
    recorded = replace(placed, request=replace(placed.request, engine=RECORDED))
    made = mix_claim(plan, tmp_path / "mix.wav", "mix", {beside: placed, elsewhere: placed})
    assert made.ingredients == (str(beside),)
    assert made.made_from["takes"] == [placed.request.key] * 2
    assert made.source == "trained"
    assert recorded.request.is_recorded
    both = mix_claim(plan, tmp_path / "mix.wav", "mix", {beside: placed, elsewhere: recorded})
    assert both.source == "mixed"


def test_a_consent_that_is_empty_or_no_text_is_none(tmp_path):
    (tmp_path / "a.consent.txt").write_text(" \n")
    (tmp_path / "b.consent.txt").mkdir()
    assert consent_of(tmp_path / "a.wav") == consent_of(tmp_path / "b.wav") == ""
