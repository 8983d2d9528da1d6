"""What somebody did in a written timeline, or in a file beside it, outlives the next write."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.errors import DiskFullError
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.output import written_files
from deepaudio_plugin.output.carrying import carried
from deepaudio_plugin.output.save import SavedTimeline, output_path, speech_file, write
from deepaudio_plugin.output.tracks import build_tracks
from deepaudio_plugin.output.written_files import WrittenFiles
from deepaudio_plugin.ownership.paths import media_folder
from tests.helpers.tone_film import tone_job, write_cut

RATE = 25.0


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return write_cut(tmp_path / "film", RATE)


def render(
    film: Path, output: Path | None = None, *, at: int = 10, **more: object
) -> SavedTimeline:
    """Write the timeline with one line, which begins at the frame `at`."""
    document = read(film)
    target = output_path(document, output, **more)  # type: ignore[arg-type]
    job = tone_job(media_folder(target), RATE, at, 20, 440)
    job = replace(job, provenance={"text": f"said at {at}"})
    tracks = build_tracks([job], document.rate, document.start, folder=target.parent)
    return write(document, tracks, output, **more)  # type: ignore[arg-type]


def edit(path: Path, change: Callable[[otio.schema.Timeline], None]) -> None:
    """Change a timeline as an editing program does."""
    timeline = otio.adapters.read_from_file(str(path))
    change(timeline)
    otio.adapters.write_to_file(timeline, str(path))


def their_work(timeline: otio.schema.Timeline) -> None:
    """A marker, a track and metadata."""
    one = TimeRange(RationalTime(3, RATE), RationalTime(1, RATE))
    timeline.tracks.markers.append(otio.schema.Marker("look here", one))
    timeline.tracks[0][0].markers.append(otio.schema.Marker("and here", one))
    timeline.tracks.append(otio.schema.Track("Music", kind="Audio"))
    timeline.metadata["mine"] = {"note": "do not lose me"}


def has_their_work(path: Path) -> bool:
    timeline = otio.adapters.read_from_file(str(path))
    return (
        [marker.name for marker in timeline.tracks.markers] == ["look here"]
        and [marker.name for marker in timeline.tracks[0][0].markers] == ["and here"]
        and "Music" in [track.name for track in timeline.tracks]
        and timeline.metadata["mine"]["note"] == "do not lose me"
    )


def our_starts(path: Path) -> list[float]:
    timeline = otio.adapters.read_from_file(str(path))
    (track,) = [track for track in timeline.tracks if track.name == "DeepAudio Speech"]
    return [clip.range_in_parent().start_time.value for clip in track.find_clips()]


def test_the_same_render_again_leaves_their_file_as_it_is(film: Path) -> None:
    path = render(film).path
    edit(path, their_work)
    before = path.read_bytes()
    for _ in range(3):
        again = render(film)
        assert path.read_bytes() == before
        assert again.backup is None
        assert again.notes == (f"what was changed by hand in {path.name} is kept in it",)


def test_what_was_changed_around_our_tracks_is_in_every_later_render(film: Path) -> None:
    path = render(film).path
    edit(path, their_work)
    for at in (12, 14):
        assert render(film, at=at).backup is None
        assert has_their_work(path)
        assert our_starts(path) == [at]


def test_changes_in_the_cut_and_in_the_output_come_together(film: Path) -> None:
    path = render(film).path
    edit(path, their_work)

    def other_cut(timeline: otio.schema.Timeline) -> None:
        timeline.tracks[1].metadata["cut"] = 2

    edit(film, other_cut)
    assert render(film, at=12).backup is None
    assert has_their_work(path)
    written = otio.adapters.read_from_file(str(path))
    assert written.tracks[1].metadata["cut"] == 2


def rename(name: str) -> Callable[[otio.schema.Timeline], None]:
    def change(timeline: otio.schema.Timeline) -> None:
        timeline.tracks[0].name = name

    return change


def test_one_thing_changed_on_both_sides_is_kept_as_a_backup(film: Path) -> None:
    path = render(film).path
    edit(path, rename("theirs"))
    theirs = path.read_bytes()
    edit(film, rename("of the cut"))
    again = render(film)
    assert again.backup == path.with_name(f"{film.stem}.deepaudio.1.otio")
    assert again.backup.read_bytes() == theirs
    assert again.backup.name in again.notes[-1]
    assert otio.adapters.read_from_file(str(path)).tracks[0].name == "of the cut"
    assert render(film).notes == ()


def on_our_track(timeline: otio.schema.Timeline) -> None:
    timeline.tracks[-1].markers.append(
        otio.schema.Marker("mine", TimeRange(RationalTime(0, RATE), RationalTime(1, RATE)))
    )


def an_own_clip(timeline: otio.schema.Timeline) -> None:
    timeline.tracks[-1].append(otio.schema.Clip("Mara, recorded", None, None))


def without_our_track(timeline: otio.schema.Timeline) -> None:
    del timeline.tracks[-1]


@pytest.mark.parametrize("change", [on_our_track, an_own_clip, without_our_track])
def test_changes_of_our_own_tracks_are_kept_as_a_backup(
    film: Path, change: Callable[[otio.schema.Timeline], None]
) -> None:
    path = render(film).path
    edit(path, change)
    theirs = path.read_bytes()
    again = render(film, at=12)
    assert again.backup is not None
    assert again.backup.read_bytes() == theirs
    assert 12 in our_starts(path)


@pytest.mark.parametrize("ending", ["otio", "otioz"])
def test_what_is_no_timeline_any_more_is_kept_under_the_next_number(
    film: Path, ending: str
) -> None:
    path = render(film, film.with_name(f"out.{ending}")).path
    for number in (1, 2):
        path.write_bytes(f"work of {number} days".encode())
        again = render(film, path)
        assert again.backup == path.with_name(f"out.{number}.{ending}")
        assert again.backup.read_bytes() == f"work of {number} days".encode()
    assert render(film, path).backup is None


def test_a_bundle_folder_that_was_changed_is_kept(film: Path) -> None:
    path = render(film, film.with_name("out.otiod")).path
    assert render(film, path).backup is None
    (path / "media" / "notes.txt").write_text("mine")
    again = render(film, path)
    assert again.backup is not None
    assert (again.backup / "media" / "notes.txt").read_text() == "mine"


def test_an_earlier_file_of_ours_that_was_put_back_is_no_work_of_others(film: Path) -> None:
    path = render(film).path
    first = path.read_bytes()
    render(film, at=12)
    path.write_bytes(first)
    assert (render(film, at=14).backup, len(list(film.parent.glob("*.1.*")))) == (None, 0)


def test_without_memory_a_backup_is_made(film: Path, private_folders: Path) -> None:
    path = render(film).path
    edit(path, their_work)
    for file in private_folders.rglob("written/*.*"):
        file.write_bytes(b"{ broken")
    again = render(film, at=12)
    assert again.backup is not None
    assert has_their_work(again.backup)


def test_a_subtitle_file_of_ours_is_replaced_and_one_that_was_changed_is_kept(
    film: Path,
) -> None:
    output = render(film, dialect="resolve").path
    subtitles = speech_file(output)
    assert subtitles.exists()
    before = sorted(path.name for path in film.parent.iterdir())
    render(film, at=12, dialect="resolve")
    assert sorted(path.name for path in film.parent.iterdir()) == before
    subtitles.write_text("my own words")
    again = render(film, at=14, dialect="resolve")
    kept = subtitles.with_name(f"{subtitles.stem}.1.srt")
    assert kept.read_text() == "my own words"
    assert any(kept.name in note for note in again.notes)
    assert subtitles.read_text() != "my own words"


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_mode_and_owner_of_a_file_that_is_replaced_stay(film: Path) -> None:
    path = render(film).path
    for file, more in ((path, {}), (film, {"in_place": True})):
        file.chmod(0o600)
        if os.geteuid() == 0:
            os.chown(file, 12_345, 23_456)
        stood = file.stat()
        written = render(film, at=12, **more)
        if written.backup is not None:
            assert written.backup.stat().st_mode == stood.st_mode
        stands = file.stat()
        assert stands.st_ino != stood.st_ino
        assert (stands.st_mode, stands.st_uid, stands.st_gid) == (
            stood.st_mode,
            stood.st_uid,
            stood.st_gid,
        )


def test_in_place_on_a_link_changes_the_file_that_it_leads_to(film: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.otio"
    link.parent.mkdir()
    link.symlink_to(film)
    before = film.read_bytes()
    written = render(link, in_place=True)
    assert link.is_symlink()
    assert film.read_bytes() == link.read_bytes() != before
    assert written.backup is not None
    assert written.backup.read_bytes() == before
    timeline = json.loads(film.read_text())
    (clip,) = [c for c in timeline["tracks"]["children"][-1]["children"] if "metadata" in c
               and "deepaudio" in c["metadata"]]  # fmt: skip
    url = clip["media_references"]["DEFAULT_MEDIA"]["target_url"]
    assert Path(otio.url_utils.filepath_from_url(url)).is_file()  # from wherever it is opened


def test_a_link_at_the_output_stays_one(film: Path, tmp_path: Path) -> None:
    path = render(film).path
    real = tmp_path / "real.otio"
    path.rename(real)
    path.symlink_to(real)
    render(film, at=12)
    assert path.is_symlink()
    assert our_starts(real) == [12]


def test_a_backup_on_a_disk_without_links_is_a_copy(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refused)
    film.chmod(0o640)
    before = film.read_bytes()
    backup = render(film, in_place=True).backup
    assert backup is not None
    assert backup.read_bytes() == before != film.read_bytes()
    assert backup.stat().st_mode == film.stat().st_mode


def test_a_write_that_fails_leaves_no_backup(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = sorted(film.parent.iterdir())
    document = read(film)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DiskFullError):
        write(document, [], in_place=True)
    assert sorted(film.parent.iterdir()) == before


# -- the memory ------------------------------------------------------------------------------


def test_a_file_is_ours_until_a_byte_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"ours")
    memory = WrittenFiles(tmp_path)
    memory.note(path)
    memory.save()
    assert WrittenFiles(tmp_path).is_ours(path)
    path.write_bytes(b"Ours")
    assert WrittenFiles(tmp_path).is_changed(path)
    path.unlink()
    assert not WrittenFiles(tmp_path).is_changed(path)


def test_a_killed_render_forgets_nothing_that_it_wrote(
    tmp_path: Path, private_folders: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
        WrittenFiles(tmp_path).note(tmp_path / name)  # and never saved
    (journal,) = private_folders.rglob("written/*.log")
    journal.write_text(journal.read_text() + '["c", "half')
    memory = WrittenFiles(tmp_path)
    assert memory.is_ours(tmp_path / "a") and memory.is_ours(tmp_path / "b")
    memory.note(tmp_path / "b")
    memory.save()
    assert not journal.exists()
    assert WrittenFiles(tmp_path).names() == ["a", "b"]


def test_files_that_are_gone_and_folders_of_long_ago_are_forgotten(
    tmp_path: Path, private_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written_files, "MAX_FOLDERS", 3)
    for number in range(6):
        folder = tmp_path / str(number)
        folder.mkdir()
        memory = WrittenFiles(folder)
        for name in ("a", "b"):
            (folder / name).write_text(name)
            memory.note(folder / name)
        (folder / "a").unlink()
        memory.save()
        assert WrittenFiles(folder).names() == ["b"]
    assert len(list(private_folders.rglob("written/*.json"))) == 3


def test_texts_are_kept_up_to_a_number(
    tmp_path: Path, private_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written_files, "MAX_TEXTS", 3)
    memory = WrittenFiles(tmp_path)
    for number in range(6):
        memory.note_text(tmp_path / "a.otio", f"text {number}")
    assert len(list(private_folders.rglob("texts/*"))) == 3
    assert next(iter(memory.texts(tmp_path / "a.otio"))) == "text 5"


def test_two_that_note_in_one_folder_forget_nothing_of_each_other(tmp_path: Path) -> None:
    one, other = WrittenFiles(tmp_path), WrittenFiles(tmp_path)
    for memory, name in ((one, "a"), (other, "b")):
        (tmp_path / name).write_text(name)
        memory.note(tmp_path / name)
        memory.save()
    assert WrittenFiles(tmp_path).names() == ["a", "b"]


def test_a_memory_that_cannot_be_written_stops_nothing(film: Path, private_folders: Path) -> None:
    home = private_folders / "xdg_data_home"
    home.parent.mkdir(exist_ok=True)
    home.write_text("no folder")
    assert render(film).path.exists()
    assert render(film).backup is None  # the same bytes


# -- carrying --------------------------------------------------------------------------------


def test_nothing_is_carried_from_what_is_no_timeline(film: Path) -> None:
    text = render(film).path.read_text()
    for theirs in ("", "{}", "[]", "{ half", "null", '{"OTIO_SCHEMA": "Timeline.1"}'):
        assert carried(text, theirs, text + " ") is None


@pytest.mark.parametrize("ending", [".otioz", ".otiod", ".xml"])
def test_a_file_whose_writer_is_killed_as_it_takes_its_place_is_known_as_ours(
    film: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = film.with_name(f"out{ending}")
    render(film, output)

    def killed(_folder: Path) -> None:
        raise KeyboardInterrupt  # as good as a kill: nothing that follows is done

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        for module in ("core.files", "formats.bundles"):
            patched.setattr(f"deepaudio_plugin.{module}.sync_folder", killed)
        render(film, output, at=40)
    assert not WrittenFiles(output.parent).is_changed(output)
    assert render(film, output, at=60).backup is None
