"""Writing a timeline: the right place and format, all or nothing, and nothing lost."""

from __future__ import annotations

import errno
import json
import os
import zipfile
from pathlib import Path

import opentimelineio as otio
import pytest

from deepaudio_plugin.core.errors import DiskFullError, OutputError, UsageError
from deepaudio_plugin.formats import writing as formats
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.output.save import output_path, write
from deepaudio_plugin.output.splice import without_ours
from deepaudio_plugin.output.tracks import build_tracks
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.timeline.document import Document
from tests.helpers.tone_film import tone_job, write_cut

RATE = 25.0
NAME = "Our film, 50% “ünïcödé” 😀 #1.otio"


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return write_cut(tmp_path / "Söhne & Co's", RATE, name=NAME)


def tracks(document: Document, output: Path) -> list[otio.schema.Track]:
    """A track with one take in the media folder beside `output`."""
    job = tone_job(media_folder(output), RATE, 10, 20, 440)
    return build_tracks([job], document.rate, document.start, folder=output.parent)


def render(film: Path, output: Path | None = None, *, in_place: bool = False) -> Path:
    document = read(film)
    target = output_path(document, output, in_place=in_place)
    return write(document, tracks(document, target), output, in_place=in_place).path


def linked(path: Path) -> list[Path]:
    """Every file that a written timeline links, from its own folder."""
    document = read(path)
    return [
        document.base / otio.url_utils.filepath_from_url(reference.target_url)
        for clip in document.timeline.find_clips()
        for reference in clip.media_references().values()
    ]


def test_the_new_timeline_lies_beside_the_old_which_stays_as_it_was(film: Path) -> None:
    before = film.read_bytes()
    path = render(film)
    assert path == film.with_name(f"{film.stem}.deepaudio.otio")
    assert film.read_bytes() == before
    assert without_ours(path.read_text("utf-8")).encode() == before
    assert all(p.is_file() for p in linked(path))
    assert not list(film.parent.glob(".deepaudio-*"))


def test_the_same_render_again_gives_the_same_bytes(film: Path) -> None:
    path = render(film)
    before = path.read_bytes()
    assert render(film) == path
    assert path.read_bytes() == before
    assert not list(film.parent.glob("*.bak*"))


def test_overwriting_the_input_is_refused_by_any_of_its_names(film: Path) -> None:
    alias = film.with_name("alias.otio")
    alias.symlink_to(film)
    for name in (film, film.parent / "takes" / ".." / film.name, alias):
        (film.parent / "takes").mkdir(exist_ok=True)
        with pytest.raises(UsageError) as caught:
            output_path(read(film), name)
        assert "--in-place" in caught.value.hint


def test_in_place_keeps_every_earlier_version(film: Path) -> None:
    versions = [film.read_bytes()]
    for _ in range(3):
        document = read(film)
        written = write(document, tracks(document, film), in_place=True)
        assert written.path == film
        assert written.backup is not None
        assert written.backup.read_bytes() == versions[-1]
        versions.append(film.read_bytes())
    assert sorted(p.name for p in film.parent.glob("*.bak*")) == [
        f"{film.name}.bak",
        f"{film.name}.bak.2",
        f"{film.name}.bak.3",
    ]
    document = read(film)
    assert len(document.timeline.tracks) == 3


def test_a_file_that_no_render_wrote_is_kept_as_a_backup(film: Path) -> None:
    mine = film.with_name("mine.otio")
    mine.write_text("my own work")
    document = read(film)
    written = write(document, tracks(document, mine), mine)
    assert written.backup == film.with_name("mine.1.otio")
    assert written.backup.read_text() == "my own work"
    assert written.notes == (
        "mine.otio was there, not as a render left it: it is kept as mine.1.otio",
    )


def test_links_of_old_clips_still_lead_somewhere_from_another_folder(
    film: Path, tmp_path: Path
) -> None:
    output = tmp_path / "elsewhere" / "deep" / "out.otio"
    document = read(film)
    written = write(document, tracks(document, output), output)
    assert all(p.is_file() for p in linked(output))
    assert "6 links" in written.notes[0]
    old, new = (json.loads(p.read_text("utf-8")) for p in (film, output))
    for one, other in zip(old["tracks"]["children"], new["tracks"]["children"], strict=False):
        for clip in (*one["children"], *other["children"]):
            clip["media_references"]["DEFAULT_MEDIA"].pop("target_url")
        assert one == other


@pytest.mark.parametrize("kind", ["otioz", "otiod"])
def test_a_bundle_holds_all_media_and_is_the_same_when_written_again(
    film: Path, tmp_path: Path, kind: str
) -> None:
    output = tmp_path / f"out.{kind}"
    assert render(film, output) == output
    first = {p.name: p.read_bytes() for p in [output, *output.rglob("*")] if p.is_file()}
    render(film, output)
    assert first == {p.name: p.read_bytes() for p in [output, *output.rglob("*")] if p.is_file()}
    timeline = otio.adapters.read_from_file(str(output))
    assert [t.name for t in timeline.tracks] == ["V1", "A1", "DeepAudio Speech"]
    files = linked(output)
    assert len(set(files)) == 3
    assert all(p.is_file() and p.parent.name == "media" for p in files)


@pytest.mark.parametrize("kind", ["otioz", "otiod"])
def test_a_bundle_rendered_in_place_keeps_its_media_and_does_not_grow(
    film: Path, tmp_path: Path, kind: str
) -> None:
    bundle = render(film, tmp_path / f"film.{kind}")
    before = read(bundle).text
    for number in ("", ".2"):
        assert render(bundle, in_place=True) == bundle
        assert (tmp_path / f"film.{kind}.bak{number}").exists()
        assert {p.name for p in linked(bundle)} >= {"picture.mp4", "own.wav"}
    assert without_ours(read(bundle).text or "") == without_ours(before or "")
    names = (
        zipfile.ZipFile(bundle).namelist()
        if kind == "otioz"
        else [p.name for p in (bundle / "media").iterdir()]
    )
    assert len([n for n in names if n.endswith((".wav", ".mp4"))]) == 3


def test_a_bundle_is_written_beside_a_bundle(film: Path, tmp_path: Path) -> None:
    bundle = render(film, tmp_path / "film.otioz")
    assert render(bundle) == tmp_path / "film.deepaudio.otioz"


def test_media_that_cannot_be_found_are_left_out_of_a_bundle_and_told(
    film: Path, tmp_path: Path
) -> None:
    (film.parent / "own.wav").unlink()
    document = read(film)
    output = tmp_path / "out.otioz"
    written = write(document, tracks(document, output), output)
    assert "1 media files could not be found" in written.notes[-1]


@pytest.mark.parametrize("ending", ["kdenlive", "xml", "xges"])
def test_other_formats_go_through_their_adapters_silently(
    film: Path, ending: str, capfd: pytest.CaptureFixture[str]
) -> None:
    if ending not in otio.adapters.suffixes_with_defined_adapters(write=True):
        pytest.skip(f"no adapter for .{ending}: pip install -e '.[formats]'")
    document = read(film)
    output = film.with_name(f"out.{ending}")
    written = write(document, tracks(document, output), output)
    assert "other takes" in written.notes[-1]
    (media,) = media_folder(output).iterdir()
    assert media.name in output.read_text("utf-8")
    assert capfd.readouterr() == ("", "")


def test_a_format_that_cannot_hold_the_timeline_says_so_and_leaves_nothing(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "edl" not in otio.adapters.suffixes_with_defined_adapters(write=True):
        pytest.skip("no adapter for .edl: pip install -e '.[formats]'")

    def nonsense(_timeline: object, path: Path) -> list[str]:
        path.write_text("001  nonsense")
        return []

    monkeypatch.setitem(formats._WRITERS, "cmx_3600", nonsense)
    document = read(film)
    output = film.with_name("out.edl")
    with pytest.raises(OutputError, match="could not be read again") as caught:
        write(document, tracks(document, output), output)
    assert ".otio" in caught.value.hint
    assert not output.exists()
    assert not list(film.parent.glob(".deepaudio-*"))


@pytest.mark.parametrize("name", ["out", "out.docx", "out.mp4"])
def test_a_name_that_asks_for_no_known_format_is_refused(film: Path, name: str) -> None:
    with pytest.raises(OutputError) as caught:
        output_path(read(film), film.with_name(name))
    assert "*.otio" in caught.value.hint


def test_a_folder_is_no_output(film: Path) -> None:
    folder = film.parent / "folder.otio"
    folder.mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        output_path(read(film), folder)


def test_a_place_below_a_file_is_refused(film: Path) -> None:
    with pytest.raises(OutputError, match="is not a folder"):
        output_path(read(film), film / "out.otio")


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_rendered(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = read(film)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(OutputError) as caught:
        output_path(document)
    assert caught.value.where == str(film.parent)


@pytest.mark.parametrize("ending", ["otio", "otioz", "otiod"])
def test_a_full_disk_leaves_what_was_there(
    film: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    output = render(film, film.with_name(f"out.{ending}"))
    before = sorted(p for p in film.parent.rglob("*"))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    document = read(film)
    document.timeline.name = "changed"
    new = tracks(document, output)
    monkeypatch.setattr(Path, "write_bytes", full)
    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(DiskFullError):
        write(document, new, output)
    assert sorted(p for p in film.parent.rglob("*")) == before
    assert read(output).timeline.name == "film"


def test_in_place_and_another_output_do_not_go_together(film: Path) -> None:
    with pytest.raises(UsageError):
        output_path(read(film), film.with_name("other.otio"), in_place=True)


def test_formats_of_other_hosts_are_not_changed_in_place(film: Path) -> None:
    if "kdenlive" not in otio.adapters.suffixes_with_defined_adapters(write=True):
        pytest.skip("no adapter for .kdenlive: pip install -e '.[formats]'")
    project = render(film, film.with_name("project.kdenlive"))
    with pytest.raises(UsageError, match="--in-place works on OTIO files"):
        output_path(read(project), in_place=True)
    assert render(project).name == "project.deepaudio.otio"


def test_a_file_that_holds_a_track_becomes_a_timeline(film: Path) -> None:
    timeline = otio.adapters.read_from_file(str(film))
    otio.adapters.write_to_file(timeline.tracks[0], str(film), "otio_json")
    document = read(render(film))
    assert [t.name for t in document.timeline.tracks] == ["V1", "DeepAudio Speech"]


def test_every_own_format_is_known_to_the_check() -> None:
    for kind in formats.OWN:
        formats.check(Path(f"film.{kind}"))
