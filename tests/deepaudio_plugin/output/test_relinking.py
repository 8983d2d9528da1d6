"""Media that are elsewhere, and media in a bundle: written links lead to files that stay."""

from __future__ import annotations

import shutil
from pathlib import Path

import opentimelineio as otio
import pytest

from deepaudio_plugin.cli.main import main
from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.formats import writing as formats
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.output.save import SavedTimeline, write
from deepaudio_plugin.output.tracks import build_tracks
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.timeline.links import local_path
from tests.helpers.tone_film import tone_job, write_changed_cut, write_cut

RATE = 25.0


def rendered(film: Path, output: Path, **more: object) -> SavedTimeline:
    document = read(film)
    job = tone_job(media_folder(output), RATE, 10, 20, 440)
    tracks = build_tracks([job], document.rate, document.start, folder=output.parent)
    return write(document, tracks, output, **more)  # type: ignore[arg-type]


def files(path: Path) -> set[Path]:
    """Where the links of a written timeline lead."""
    document = read(path)
    return {
        found.resolve()
        for clip in document.timeline.find_clips()
        for media in clip.media_references().values()
        if (found := local_path(getattr(media, "target_url", "") or "", document.base))
    }


@pytest.fixture
def moved(tmp_path: Path) -> tuple[Path, Path]:
    """A cut that names its media on a drive of another computer, and the folder they are in."""

    def far(timeline: otio.schema.Timeline) -> None:
        for clip in timeline.find_clips():
            media = clip.media_reference
            media.target_url = f"D:\\Film\\day 1\\{media.target_url}"

    path = write_changed_cut(tmp_path, RATE, far)
    root = tmp_path / "archive"
    (root / "day 1").mkdir(parents=True)
    for name in ("picture.mp4", "own.wav"):
        (path.parent / name).rename(root / "day 1" / name)
    return path, root


@pytest.mark.parametrize("ending", ["xml", "fcpxml", "edl", "aaf", "kdenlive", "xges"])
def test_other_formats_link_media_where_they_were_found(
    moved: tuple[Path, Path], ending: str
) -> None:
    if ending not in otio.adapters.suffixes_with_defined_adapters(write=True):
        pytest.skip(f"no adapter for .{ending}: pip install -e '.[formats]'")
    film, root = moved
    saved = rendered(film, film.with_name(f"out.{ending}"), media_roots=[root])
    there = {path.name for path in files(saved.path) if path.is_file()}
    assert there >= {"picture.mp4", "own.wav"}
    assert "2 links lead to where --media-root found their media" in saved.notes[0]


@pytest.mark.parametrize("kind", ["otioz", "otiod"])
def test_a_bundle_takes_in_media_that_were_found(moved: tuple[Path, Path], kind: str) -> None:
    film, root = moved
    saved = rendered(film, film.with_name(f"out.{kind}"), media_roots=[root])
    assert {path.name for path in files(saved.path) if path.is_file()} >= {"picture.mp4", "own.wav"}
    assert not any("not in the bundle" in note for note in saved.notes)


def test_a_host_is_led_to_media_that_were_found(moved: tuple[Path, Path]) -> None:
    film, root = moved
    saved = rendered(film, film.with_name("out.otio"), media_roots=[root], dialect="resolve")
    assert {path for path in files(saved.path) if path.parent.name == "day 1"} == {
        *(root / "day 1").resolve().iterdir()
    }


def test_plain_otio_keeps_the_users_links_and_says_so(moved: tuple[Path, Path]) -> None:
    film, root = moved
    saved = rendered(film, film.with_name("out.otio"), media_roots=[root])
    assert "D:\\\\Film\\\\day 1\\\\own.wav" in saved.path.read_text("utf-8")
    assert "2 of your links lead nowhere here and stay as they are" in saved.notes[0]


def test_numbered_images_are_linked_where_they_were_found(tmp_path: Path) -> None:
    def numbered(timeline: otio.schema.Timeline) -> None:
        timeline.tracks[0][0].media_reference = otio.schema.ImageSequenceReference(
            *("/gone/plates/", "plate.", ".png", 1, 1, 25.0, 4),
            available_range=timeline.tracks[0][0].media_reference.available_range,
        )
        timeline.tracks[0][1].media_reference.target_url = "/gone/plates/plate.%2504d.png"

    film = write_changed_cut(tmp_path, RATE, numbered)
    plates = tmp_path / "archive" / "plates"
    plates.mkdir(parents=True)
    for number in range(1, 201):
        (plates / f"plate.{number:04d}.png").write_bytes(b"png")
    saved = rendered(
        film, film.with_name("out.otio"), media_roots=[plates.parent], dialect="blender"
    )
    row = read(saved.path).timeline.tracks[0]
    assert Path(row[0].media_reference.target_url_base) == plates
    assert Path(row[1].media_reference.target_url).parent == plates


def test_check_looks_below_the_folders_given(
    moved: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    film, root = moved
    main(["check", str(film), "--for", "resolve"])
    assert "own.wav" in capsys.readouterr().out
    main(["check", str(film), "--for", "resolve", "--media-root", str(root)])
    assert "own.wav" not in capsys.readouterr().out
    assert main(["check", str(film), "--media-root", str(root / "nowhere")]) == 2


# -- out of a bundle ---------------------------------------------------------------------


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A zipped bundle alone in a folder; it is unpacked in a cache of the test's own."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda _name: tmp_path / "cache")
    film = write_cut(tmp_path / "source", RATE)
    (tmp_path / "work").mkdir()
    path = rendered(film, tmp_path / "work" / "film.otioz").path
    shutil.rmtree(film.parent)
    return path


@pytest.mark.parametrize("ending", ["otio", "xml", "aaf"])
def test_what_comes_out_of_a_bundle_never_links_into_the_cache(
    bundle: Path, tmp_path: Path, ending: str
) -> None:
    if ending not in ("otio", *otio.adapters.suffixes_with_defined_adapters(write=True)):
        pytest.skip(f"no adapter for .{ending}: pip install -e '.[formats]'")
    saved = rendered(bundle, bundle.with_name(f"out.{ending}"))
    shutil.rmtree(tmp_path / "cache")
    lead = files(saved.path)
    assert all(path.is_file() for path in lead)
    assert {path.name for path in lead if path.parent.name == "out.media"} == {
        *("picture.mp4", "own.wav")
    }
    assert any("2 media files of the bundle are copied to out.media" in n for n in saved.notes)
    again = rendered(bundle, bundle.with_name(f"out.{ending}"))
    assert len([*(bundle.parent / "out.media").iterdir()]) == 2
    assert again.path == saved.path


def test_a_file_of_that_name_is_never_replaced(bundle: Path) -> None:
    theirs = bundle.with_name("out.media") / "own.wav"
    theirs.parent.mkdir()
    theirs.write_bytes(b"somebody else's")
    saved = rendered(bundle, bundle.with_name("out.otio"))
    assert theirs.read_bytes() == b"somebody else's"
    assert theirs.with_name("own-2.wav") in files(saved.path)


def test_nothing_is_copied_for_a_timeline_that_cannot_be_written(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> list[str]:
        raise OutputError("no room")

    monkeypatch.setattr(formats, "write", full)
    with pytest.raises(OutputError):
        rendered(bundle, bundle.with_name("out.otio"))
    assert not bundle.with_name("out.media").exists()
