"""The mark of generated sound: what a render signs, says, lists, and leaves alone."""

from __future__ import annotations

import json

import numpy as np
import opentimelineio as otio
import pytest

import deepaudio_plugin
from deepaudio.credentials.certificate import CERTIFICATE, FOLDER_VARIABLE, PRIVATE_KEY
from deepaudio.credentials.reading import read_claim
from deepaudio.credentials.watermark import look_for
from deepaudio.credentials.watermark_weights import weights
from deepaudio.dsp import wav
from deepaudio_plugin.core import riff
from deepaudio_plugin.output.claim_list import LIST_NAME
from deepaudio_plugin.output.marking import STATEMENT
from deepaudio_plugin.ownership.broadcast import read_broadcast
from tests.helpers.certificates import put_own
from tests.helpers.project import make_project
from tests.helpers.watermarks import with_weights


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return make_project(tmp_path_factory.mktemp("film") / "film")


def render(project, output, **asked):
    library = project.timeline.parent / "library"
    asked = {"subtitles": [project.subtitles], "library": library, "output": output, **asked}
    return deepaudio_plugin.render(project.timeline, ignore_decisions=True, **asked)


def said(result):
    return [f"{p.message} {p.hint}" for p in result.problems if p.where == "mark"]


def sounds(result):
    return sorted(result.media_folder.glob("*.wav"))


def description(path):
    with path.open("rb") as file:
        at = next(at for name, at, _ in riff.chunks(file) if name == b"bext")
        file.seek(at)
        return file.read(256).split(b"\0")[0].decode()


def clips(result):
    timeline = otio.adapters.read_from_file(str(result.output))
    found = timeline.find_clips()
    return [clip for clip in found if "stem" in clip.metadata.get("deepaudio", {})]


def test_everything_that_is_written_says_that_it_was_generated(project, tmp_path):
    preview = tmp_path / "preview.mp4"
    result = render(project, tmp_path / "cut.otio", stems=True, preview=preview)
    for path in (*sounds(result), preview):
        found = read_claim(path)
        assert (found.state, found.is_ours) == ("intact", True), path.name
    for path in sounds(result):
        assert description(path).startswith(STATEMENT)
    assert all(clip.metadata["deepaudio"]["statement"] == STATEMENT for clip in clips(result))
    listed = json.loads((result.media_folder / LIST_NAME).read_text("utf-8"))
    assert set(listed["files"]) == {path.name for path in sounds(result)}

    sources = {facts["source"] for facts in listed["files"].values()}
    assert sources == {"trained", "algorithm", "mixed"}  # voices are trained, sketched sounds not
    held = read_claim(result.delivered.path)
    assert len(held.ingredients) == len(held.made_from["takes"]) > 1
    line = next(path for path in sounds(result) if "MARA" in path.name)
    assert read_claim(line).made_from["key"] == read_broadcast(line).key


def test_a_second_render_signs_nothing_again(project, tmp_path):
    first = render(project, tmp_path / "cut.otio", stems=True)
    before = {path: path.stat().st_mtime_ns for path in first.media_folder.iterdir()}
    again = render(project, tmp_path / "cut.otio", stems=True)
    assert {path: path.stat().st_mtime_ns for path in again.media_folder.iterdir()} == before


def test_without_the_mark_that_is_said_and_the_sound_is_the_same(project, tmp_path):
    marked = render(project, tmp_path / "a" / "cut.otio")
    bare = render(project, tmp_path / "b" / "cut.otio", mark="none")
    assert ["--mark none" in line for line in said(bare)] == [True]
    assert [path.name for path in sounds(bare)] == [path.name for path in sounds(marked)]
    for one, other in zip(sounds(bare), sounds(marked), strict=True):
        assert read_claim(one).state == "none"
        assert not description(one).startswith(STATEMENT)
        np.testing.assert_array_equal(wav.read(one).samples, wav.read(other).samples)
    assert not (bare.media_folder / LIST_NAME).exists()
    assert not any("statement" in clip.metadata["deepaudio"] for clip in clips(bare))


def test_files_written_without_it_get_it_later_and_keep_it(project, tmp_path):
    output = tmp_path / "cut.otio"
    bare = render(project, output, mark="none")
    assert not render(project, output).failures
    assert {read_claim(path).state for path in sounds(bare)} == {"intact"}
    assert all(description(path).startswith(STATEMENT) for path in sounds(bare))
    (line,) = said(render(project, output, mark="none"))
    assert "carry a mark already keep it" in line
    assert {read_claim(path).state for path in sounds(bare)} == {"intact"}


def notes(result):
    return " | ".join(p.message for p in result.problems)


def test_a_watermark_has_no_place_without_a_mix_and_that_is_told(project, tmp_path):
    result = render(project, tmp_path / "cut.otio", watermark=True)
    assert "a watermark goes into the mix and the preview only" in notes(result)


@pytest.mark.skipif(weights() is not None, reason="the weights are installed")
def test_a_watermark_that_cannot_be_made_is_told_and_claimed_nowhere(project, tmp_path):
    result = render(project, tmp_path / "cut.otio", tracks=["speech", "mix"], watermark=True)
    assert "no watermark: resemble-perth is not installed" in notes(result)
    assert result.delivered.levels.watermark_db is None
    assert "watermark" not in read_claim(result.delivered.path).made_from


@with_weights
def test_a_watermark_is_in_the_mix_and_the_preview_and_in_no_clip_or_stem(project, tmp_path):
    preview = tmp_path / "preview.mp4"
    result = render(project, tmp_path / "cut.otio", stems=True, watermark=True, preview=preview)
    assert "dB below it" in result.delivered.line
    for path in (*sounds(result), preview):
        is_final = path in (result.delivered.path, preview)
        assert bool(look_for(path).found) == is_final, path.name
        assert ("watermark" in read_claim(path).made_from) == is_final


def listed(result):
    path = result.media_folder / LIST_NAME
    return set(json.loads(path.read_text("utf-8"))["files"]) if path.exists() else None


def notes_of(result):
    return [p.message for p in result.problems if LIST_NAME in p.message]


def test_a_list_names_no_file_that_a_later_write_without_marks_has_replaced(project, tmp_path):
    output = tmp_path / "cut.otio"
    first = render(project, output)
    named = listed(first)
    same = render(project, output, mark="none")  # its files keep their marks, and the list stays
    assert (listed(same), notes_of(same)) == (named, [])
    lines_alone = render(project, output, mark="none", tracks=["speech"])
    left = {path.name for path in sounds(lines_alone)}
    assert left < named
    assert listed(lines_alone) == left
    [note] = notes_of(lines_alone)
    assert f"names {len(named) - len(left)} files less" in note
    others = render(project, output, mark="none", tracks=["audio"])
    assert listed(others) is None
    assert notes_of(others) == [f"{LIST_NAME} is removed: no file beside it carries a mark"]


@pytest.mark.parametrize("mark", ["none", "c2pa"])
def test_a_list_that_is_somebody_s_own_is_never_lost(project, tmp_path, mark):
    output = tmp_path / "cut.otio"
    folder = render(project, output, tracks=["speech"]).media_folder
    (folder / LIST_NAME).write_text("theirs")
    again = render(project, output, mark=mark)
    kept = [path.read_text("utf-8") for path in folder.glob("artificially*.json")]
    assert "theirs" in kept
    assert len(notes_of(again)) == 1


@pytest.mark.parametrize("mark", ["none", "c2pa"])
def test_a_folder_in_the_list_s_place_stops_nothing_and_stays(project, tmp_path, mark):
    theirs = tmp_path / "cut.deepaudio" / LIST_NAME / "theirs.txt"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    result = render(project, tmp_path / "cut.otio", tracks=["speech"], mark=mark)
    assert result.output is not None
    assert theirs.read_text() == "theirs"
    why = f"{LIST_NAME} is not written: a folder has that name. The files are marked"
    assert notes_of(result) == ([why] if mark == "c2pa" else [])


def test_a_sound_that_somebody_worked_on_is_not_signed_as_ours(project, tmp_path):
    output = tmp_path / "cut.otio"
    result = render(project, output)
    theirs = sounds(result)[0]
    audio = wav.read(theirs)
    wav.write(theirs, type(audio)(audio.samples * 0.5, audio.rate))
    content = theirs.read_bytes()
    render(project, output)
    assert theirs.read_bytes() == content


def put_none(folder):
    folder.mkdir()
    (folder / CERTIFICATE).write_text("not a certificate")
    (folder / PRIVATE_KEY).write_text("nor a key")


def put_without_key(folder):
    put_own(folder)
    (folder / PRIVATE_KEY).unlink()


@pytest.mark.parametrize(
    ("put", "why"),
    [
        (put_none, "no certificate in PEM"),
        (lambda folder: put_own(folder, days=(-30, -1)), "not today"),
        (put_without_key, "cannot be read"),
    ],
    ids=["none", "expired", "without its key"],
)
def test_a_certificate_that_cannot_sign_costs_the_signature_and_nothing_else(
    project, tmp_path, monkeypatch, put, why
):
    own = tmp_path / "credentials"
    put(own)
    monkeypatch.setenv(FOLDER_VARIABLE, str(own))
    result = render(project, tmp_path / "cut.otio")
    (line,) = said(result)
    assert "not signed" in line
    assert why in line
    assert "in words alone" in line
    assert {read_claim(path).state for path in sounds(result)} == {"none"}
    assert all(description(path).startswith(STATEMENT) for path in sounds(result))
    assert (result.media_folder / LIST_NAME).exists()


def test_a_certificate_that_was_made_is_said_once(project, tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "credentials"))
    first = render(project, tmp_path / "a" / "cut.otio")
    assert ["a certificate was made" in line for line in said(first)] == [True]
    assert said(render(project, tmp_path / "b" / "cut.otio")) == []
