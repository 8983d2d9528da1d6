"""Sounds, mixes and films beside a timeline: theirs are kept, ours are tidied up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from deepaudio_plugin.core import leftovers
from deepaudio_plugin.core.errors import CancelledError, MediaError
from deepaudio_plugin.core.protocol import PREVIEW_MARK, Done, Fuse, Mix
from deepaudio_plugin.output.assemble import Written
from deepaudio_plugin.output.output_lock import alone_at
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.finished import finish, opened
from tests.helpers.project import SRT, Project
from tests.helpers.tones import write_tone

ROOT = Path(__file__).parents[3]


class FilmWorker:
    """Makes mixes and films of a few bytes; `films` are what it has written to."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.films: list[Path] = []
        self._failure = failure

    def __call__(self) -> Any:
        return self

    def run(self, orders: Sequence[Mix], **_: object) -> Iterator[Done]:
        for order in orders:
            write_tone(Path(order.out_path), 440, 0, order.num_samples, 0)
            if order.preview_path:
                self.films.append(Path(order.preview_path))
                self.films[-1].write_text(f"{PREVIEW_MARK} {len(self.films)}")
            if self._failure is not None:
                raise self._failure
            yield Done(order.id, path=order.out_path)


def render(
    project: Project,
    library: TakeLibrary,
    worker: Any = None,
    *,
    undoable: bool = False,
    **more: Any,
) -> Written:
    one = opened(project.timeline, library, subtitles=(project.subtitles,), **more)
    finish(one)
    written = one.writing().write(worker or FilmWorker(), Watch(), undoable=undoable)
    one.close()
    return written


def notes(written: Written) -> list[str]:
    return [problem.message for problem in written.problems if problem.where != "mark"]


def sounds(project: Project) -> set[str]:
    return {path.name for path in (project.timeline.parent / "cut.deepaudio").glob("*.wav")}


def say(project: Project, words: str) -> None:
    project.subtitles.write_text(SRT.replace("Who is there?", words))


# -- what somebody changed -------------------------------------------------------------------


def test_a_sound_that_somebody_cut_is_kept_aside_when_it_is_made_anew(project, library):
    written = render(project, library)
    path = sorted(written.media_folder.glob("*.wav"))[0]
    path.write_bytes(b"cut by hand")
    again = render(project, library)
    kept = path.with_name(f"{path.stem}.1.wav")
    assert kept.read_bytes() == b"cut by hand"
    assert path.stat().st_size > 1000
    assert [note for note in notes(again) if kept.name in note]


def test_a_sound_that_somebody_worked_on_stays_and_is_never_removed(project, library):
    written = render(project, library)
    path = next(p for p in written.media_folder.glob("*.wav") if "Who" in p.name)
    theirs = path.read_bytes()[:-3] + b"abc"
    path.write_bytes(theirs)
    say(project, "Who is it?")
    for _ in range(2):
        render(project, library)
        assert path.read_bytes() == theirs


def test_a_mix_that_somebody_cut_is_kept_aside(project, library):
    tracks = ("speech", "audio", "mix")
    written = render(project, library, tracks=tracks)
    (path,) = written.media_folder.glob("mix_*.wav")
    path.write_bytes(b"cut by hand")
    again = render(project, library, tracks=tracks)
    assert path.with_name(f"{path.stem}.1.wav").read_bytes() == b"cut by hand"
    assert [note for note in notes(again) if f"{path.stem}.1.wav" in note]


def test_a_film_of_ours_is_replaced_and_one_that_was_changed_is_kept(project, library, tmp_path):
    film, worker = tmp_path / "film.mp4", FilmWorker()
    for number in (1, 2):
        assert notes(render(project, library, worker, preview=film)) == []
        assert film.read_text() == f"{PREVIEW_MARK} {number}"
    film.write_text(f"{PREVIEW_MARK}, and titles of mine")
    again = render(project, library, worker, preview=film)
    kept = tmp_path / "film.1.mp4"
    assert kept.read_text() == f"{PREVIEW_MARK}, and titles of mine"
    assert kept.name in notes(again)[0]
    assert film.read_text() == f"{PREVIEW_MARK} 3"
    assert film not in worker.films  # never under its own name before it is whole


def test_a_film_that_fails_leaves_what_was_there_and_says_its_name(project, library, tmp_path):
    film = tmp_path / "film.mp4"
    render(project, library, preview=film)
    worker = FilmWorker()
    worker._failure = MediaError("no picture", where="somewhere")
    failed = render(project, library, worker, preview=film)
    assert failed.preview_failure is worker._failure
    assert film.read_text() == f"{PREVIEW_MARK} 1"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["film.mp4"]


class DuckingWorker:
    """Says that it has lowered a sound; what it wrote, and where, is its own affair."""

    def __init__(self, instead: Path | None = None) -> None:
        self._instead = instead

    def run(self, orders: Sequence[Fuse], **_: object) -> Iterator[Done]:
        for order in orders:
            if self._instead is None:
                shutil.copyfile(order.audio.path, order.out_path)
            yield Done(order.id, path=str(self._instead or "/dev/zero"))


@pytest.mark.parametrize("lies", [True, False])
def test_a_sound_under_speech_is_read_only_where_it_was_asked_for(project, library, tmp_path, lies):
    theirs = write_tone(tmp_path / "theirs.wav", 440, 0, 48_000, 0)
    one = opened(project.timeline, library, subtitles=(project.subtitles,), duck_db=9)
    finish(one)
    written = one.writing().write(lambda: DuckingWorker(theirs if lies else None), Watch())
    failed = [failure.error.message for failure in written.failures]
    assert set(failed) == ({"the worker's sound is not there"} if lies else set())


# -- what nobody needs any more --------------------------------------------------------------


def test_sounds_of_earlier_settings_go_and_are_counted(project, library):
    render(project, library)
    before = sounds(project)
    say(project, "Who is it?")
    written = render(project, library)
    assert len(sounds(project)) == len(before)
    assert len(before - sounds(project)) == 1
    assert notes(written) == ["1 sound of earlier settings removed from cut.deepaudio"]
    assert notes(render(project, library)) == []


@pytest.mark.parametrize("name", ["mine.otio", "mine.aaf", "mine.prproj"])
def test_sounds_that_a_timeline_beside_names_stay(project, library, name):
    first = render(project, library)
    text = first.output.read_text()
    encoded = text.encode("utf-16-le") if name == "mine.aaf" else text.encode()
    if name == "mine.prproj":
        import gzip

        encoded = gzip.compress(encoded)
    first.output.with_name(name).write_bytes(encoded)
    before = sounds(project)
    say(project, "Who is it?")
    assert notes(render(project, library)) == []
    assert before < sounds(project)


def test_sounds_of_a_backup_stay(project, library):
    first = render(project, library)
    first.output.write_text(first.output.read_text().replace("shot 1", "mine", 1) + "{")
    before = sounds(project)
    say(project, "Who is it?")
    written = render(project, library)
    assert written.backup is not None
    assert before < sounds(project)


def test_what_can_be_taken_back_keeps_its_sounds_until_the_write_after(project, library):
    for words in ("one", "two", "three"):
        say(project, words)
        render(project, library, undoable=True)
    said = [words for words in ("one", "two", "three") if any(words in n for n in sounds(project))]
    assert said == ["two", "three"]


def test_other_files_in_the_media_folder_stay(project, library):
    written = render(project, library)
    ours = sorted(written.media_folder.glob("*.wav"))[0]
    theirs = ["notes.txt", "010000_music_deadbeef.wav", f"copy of {ours.name}"]
    for name in theirs:
        (written.media_folder / name).write_bytes(ours.read_bytes())
    say(project, "Who is it?")
    render(project, library)
    assert {path.name for path in written.media_folder.iterdir()} >= set(theirs)


# -- what killed processes left ----------------------------------------------------------------


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_halves_of_killed_processes_go_and_those_of_living_ones_stay(project, library, tmp_path):
    render(project, library)
    home, films = project.timeline.parent, tmp_path / "films"
    films.mkdir()
    dead, machine = dead_pid(), leftovers.owner_mark().partition("-")[0]
    left = [
        home / f".deepaudio-{machine}-{dead}-1.part",
        home / "cut.deepaudio" / f".deepaudio-{machine}-{dead}-2.part",
        films / f".deepaudio-{machine}-{dead}-3.part.mp4",
    ]
    stay = [
        home / f".deepaudio-{machine}-{os.getppid()}-1.part",
        home / f".deepaudio-00000000-{dead}-1.part",  # of another machine, today
        home / f"deepaudio-{machine}-{dead}-1.part",
        home / f".deepaudio-{machine}-{dead}-1.part.of.mine",
    ]
    for path in (*left, *stay):
        path.write_text("half")
    render(project, library, preview=films / "film.mp4")
    assert [path for path in left if path.exists()] == []
    assert [path for path in stay if not path.exists()] == []
    os.utime(stay[1], (1, 1))
    render(project, library)
    assert not stay[1].exists()


def test_a_bundle_folder_is_there_whenever_its_writer_is_killed(project, library):
    output = project.timeline.with_name("out.otiod")
    written = render(project, library, output=output)
    content = (output / "content.otio").read_bytes()
    machine = leftovers.owner_mark().partition("-")[0]
    name = leftovers.old_name(output).replace(leftovers.owner_mark(), f"{machine}-{dead_pid()}")
    output.rename(output.with_name(name))  # and killed before the new one took its place
    unfinished = output.with_name(f".deepaudio-{machine}-{dead_pid()}-7.part")
    unfinished.mkdir()
    leftovers.put_back(output.with_name("other.otiod"))
    leftovers.put_back(output)
    assert (output / "content.otio").read_bytes() == content
    shutil.copytree(output, output.with_name(name))  # killed after that
    assert written.output == render(project, library, output=output).output
    assert not list(output.parent.glob(".deepaudio-*"))


# -- one at a time -----------------------------------------------------------------------------


def test_who_waits_for_another_render_can_stop(tmp_path):
    asked = SimpleNamespace(stop=False)

    def listen(_event: object) -> None:
        asked.stop = True

    with (
        alone_at(tmp_path / "cut.deepaudio.otio", Watch()),
        pytest.raises(CancelledError),
        alone_at(tmp_path / "cut.deepaudio.aaf", Watch(listen, lambda: asked.stop)),
    ):
        raise AssertionError("two at once")


def test_two_processes_never_write_one_timeline_at_once(project, library):
    """Each writes its own settings again and again; what is there is always of one of them."""
    code = (
        "import sys; from pathlib import Path;"
        "from tests.deepaudio_plugin.output.test_derived_files import write_often;"
        "write_often(Path(sys.argv[1]), sys.argv[2])"
    )
    folder = project.timeline.parent
    for words in ("one", "two"):
        (folder / f"{words}.srt").write_text(SRT.replace("Who is there?", f"{words} ahead"))
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(project.timeline), words], cwd=ROOT)
        for words in ("one", "two")
    ]
    assert [process.wait() for process in processes] == [0, 0]
    assert len({n for n in sounds(project) if "ahead" in n}) == 1
    assert not list(folder.rglob("*.1.*"))
    assert not list(folder.rglob("*.part*"))


def write_often(timeline: Path, words: str) -> None:
    """Write a timeline's line; every time, its sounds are there when it is written."""
    library = TakeLibrary()
    project = Project(timeline, timeline.with_name(f"{words}.srt"), timeline)
    for _ in range(12):
        one = opened(timeline, library, subtitles=(project.subtitles,), ignore_decisions=True)
        finish(one)
        checked = Checked(timeline.parent, words)
        one.writing().write(checked, Watch(checked.listen))
    library.close()


class Checked(FilmWorker):
    """Looks at the media folder while a write is on its way: nobody else's removes its sounds."""

    def __init__(self, folder: Path, words: str) -> None:
        super().__init__()
        self._folder, self._words = folder / "cut.deepaudio", words
        self._seen: set[str] = set()

    def listen(self, event: object) -> None:
        if getattr(event, "stage", "").startswith("waiting"):
            return  # the other one is still at work, and may remove what it replaces
        now = {path.name for path in self._folder.glob("*.wav")}
        assert self._seen <= now, "a sound vanished while the timeline was written"
        self._seen = now
