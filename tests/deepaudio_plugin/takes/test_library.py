"""The take library: what is added is found again, whatever happens to the index."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import DiskFullError, OutputError, UsageError
from deepaudio_plugin.core.protocol import Done, RenderRequest, Take
from deepaudio_plugin.takes import index
from deepaudio_plugin.takes.library import DAY_S, TakeLibrary


@pytest.fixture
def library(tmp_path: Path) -> TakeLibrary:
    return TakeLibrary(tmp_path / "takes")


def key_of(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def add(library: TakeLibrary, number: int, size: int = 1000) -> Take:
    key = key_of(number)
    path = library.staging_dir() / f"{key}.wav"
    path.write_bytes(bytes([number % 256]) * size)
    request = RenderRequest(f"r{number}", key, "speech", "sketch", str(path.parent), 100, text="Hi")
    take = Take(key, str(path), 100, 1, 10, 80, -23.0, -1.5, seed=number)
    return library.add(request, Done(request.id, take, energy=(0.5,), warnings=("fast",)))


def age(library: TakeLibrary, number: int, used: float) -> None:
    (entry,) = library._index.rows([key_of(number)]).values()
    library._index.put([type(entry).from_json(entry.to_json(), used=used)])


def test_a_take_that_was_added_is_found(library: TakeLibrary) -> None:
    take = add(library, 1)
    assert Path(take.path).read_bytes() == b"\1" * 1000
    assert Path(take.path) == library.path_of(take.key)
    assert library.get(take.key) == take
    assert TakeLibrary(library.root).get(take.key) == take


def test_everything_known_of_a_take_is_kept(library: TakeLibrary) -> None:
    add(library, 1)
    (entry,) = library.entries()
    assert (entry.warnings, entry.energy, entry.bytes) == (("fast",), (0.5,), 1000)
    assert entry.request["text"] == "Hi"
    assert entry.request["out_dir"] == ""


def test_looking_up_creates_nothing(library: TakeLibrary) -> None:
    assert library.get_many([key_of(1)]) == {}
    assert library.entries() == []
    assert not library.root.exists()


def test_a_take_whose_file_is_cut_or_gone_is_not_found(library: TakeLibrary) -> None:
    for number, damage in ((1, lambda p: p.write_bytes(b"x")), (2, Path.unlink)):
        take = add(library, number)
        damage(Path(take.path))
        assert library.get(take.key) is None


def test_a_thousand_takes_are_looked_up_at_once(library: TakeLibrary) -> None:
    keys = [key_of(n) for n in range(1200)]
    for number in (0, 600, 1199):
        add(library, number)
    assert set(library.get_many(keys)) == {keys[0], keys[600], keys[1199]}


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"", b"SQLite format 3\0" + b"\0" * 500])
def test_a_broken_index_is_set_aside_and_made_again(library: TakeLibrary, content: bytes) -> None:
    take = add(library, 1)
    library.close()
    for leftover in library.root.glob("index*"):
        leftover.write_bytes(content if leftover.name == index.NAME else b"")
    assert TakeLibrary(library.root).get(take.key) == take


def test_an_index_that_breaks_in_use_is_made_again(library: TakeLibrary) -> None:
    take = add(library, 1)
    library._index._open().execute("DROP TABLE takes")
    assert library.get(take.key) == take
    assert list(library.root.glob("index-1.broken-1.sqlite"))


def test_a_lost_index_keeps_ratings_and_choices(library: TakeLibrary) -> None:
    take = add(library, 1)
    library.rate(take.key, 4)
    library.select(take.key)
    library.close()
    (library.root / index.NAME).unlink()
    (entry,) = TakeLibrary(library.root).entries()
    assert (entry.rating, entry.selected) == (4, True)


def test_a_rating_is_up_to_five_stars_of_a_take_that_exists(library: TakeLibrary) -> None:
    add(library, 1)
    with pytest.raises(UsageError):
        library.rate(key_of(1), 6)
    with pytest.raises(UsageError):
        library.rate(key_of(2), 3)


def test_several_processes_add_at_once(library: TakeLibrary) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "sys.path.insert(0, sys.argv[3]);"
        "from deepaudio_plugin.takes.library import TakeLibrary;"
        "from tests.deepaudio_plugin.takes.test_library import add;"
        "library = TakeLibrary(Path(sys.argv[1])); first = int(sys.argv[2]);"
        "[add(library, n) for n in range(first, first + 30)]; library.close()"
    )
    root = str(Path(__file__).parents[3])
    workers = [
        subprocess.Popen([sys.executable, "-c", code, library.root, str(first), root], cwd=root)
        for first in (0, 20, 40)
    ]
    assert [worker.wait(300) for worker in workers] == [0, 0, 0]
    assert len(library.get_many(key_of(n) for n in range(70))) == 70


def test_gc_removes_what_was_not_used_for_longest(library: TakeLibrary) -> None:
    for number in range(4):
        add(library, number)
        age(library, number, used=1000.0 * (number if number else 9))
    report = library.gc(2000)
    assert (report.removed, report.freed, report.kept, report.kept_bytes) == (2, 2000, 2, 2000)
    assert set(library.get_many(key_of(n) for n in range(4))) == {key_of(0), key_of(3)}
    assert not list(library.root.glob(f"??/{key_of(1)}*"))


def test_looking_a_take_up_counts_as_use(library: TakeLibrary) -> None:
    for number in (1, 2):
        add(library, number)
        age(library, number, used=float(number))
    library.get(key_of(1))
    library.gc(1000)
    assert library.get(key_of(1)) is not None


def test_gc_spares_takes_of_a_written_timeline_while_it_names_them(
    library: TakeLibrary, tmp_path: Path
) -> None:
    film = tmp_path / "film.otio"
    film.write_text(f'{{"key": "{add(library, 1).key}"}}')
    library.refer([key_of(1), add(library, 2).key], film)
    library.close()
    (library.root / index.NAME).unlink()
    assert library.gc(0).protected == 1
    assert library.get(key_of(1)) is not None
    assert library.get(key_of(2)) is None
    assert library.clear(force=True).removed == 1


def test_gc_frees_takes_of_a_timeline_that_is_gone(library: TakeLibrary, tmp_path: Path) -> None:
    library.refer([add(library, 1).key], tmp_path / "gone.otio")
    assert library.clear().removed == 1


def test_a_timeline_written_again_lets_go_of_its_old_takes(
    library: TakeLibrary, tmp_path: Path
) -> None:
    project = tmp_path / "film.kdenlive"
    project.touch()
    library.refer([add(library, 1).key], project)
    library.refer([add(library, 2).key], project)
    library.gc(0)
    assert [e.take.key for e in library.entries()] == [key_of(2)]


def test_gc_sweeps_leftovers_older_than_a_day(library: TakeLibrary) -> None:
    old = library.staging_dir() / "x.wav.part"
    old.write_bytes(b"x")
    orphan = library.path_of(key_of(7))
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    for path in (old, old.parent, orphan):
        os.utime(path, (time.time() - DAY_S - 60,) * 2)
    fresh = TakeLibrary(library.root).staging_dir()
    library.gc()
    assert not old.exists()
    assert not orphan.exists()
    assert fresh.exists()


def test_gc_forgets_takes_whose_files_are_gone(library: TakeLibrary) -> None:
    Path(add(library, 1).path).unlink()
    add(library, 2)
    library.gc()
    assert library._index.keys() == [key_of(2)]


def test_a_library_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    library = TakeLibrary(tmp_path / "file" / "takes")
    assert library.get(key_of(1)) is None
    with pytest.raises(OutputError) as caught:
        library.staging_dir()
    assert "DEEPAUDIO_LIBRARY" in caught.value.hint


def test_a_library_that_can_only_be_read_is_read(
    library: TakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = add(library, 1)
    library.close()
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert TakeLibrary(library.root).get(take.key) == take
    (library.root / index.NAME).unlink()
    assert TakeLibrary(library.root).get(take.key) == take
    with pytest.raises(OutputError):
        TakeLibrary(library.root).clear()


def test_a_full_disk_is_called_that(library: TakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    add(library, 1)
    monkeypatch.setattr(Path, "write_bytes", full)
    path = library.staging_dir() / f"{key_of(2)}.wav"
    path.touch()
    request = RenderRequest("r", key_of(2), "speech", "sketch", "", 1)
    done = Done("r", Take(key_of(2), str(path), 1, 1, 0, 1, None, 0.0))
    with pytest.raises(DiskFullError):
        library.add(request, done)
    assert library.get(key_of(2)) is None
    assert not list(library.root.glob("??/*.part"))


def test_place_and_size_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path))
    monkeypatch.setenv("DEEPAUDIO_LIBRARY_MAX_GB", "1.5")
    assert (TakeLibrary().root, TakeLibrary().max_bytes) == (tmp_path, 1_500_000_000)
    monkeypatch.setenv("DEEPAUDIO_LIBRARY_MAX_GB", "plenty")
    with pytest.raises(UsageError):
        TakeLibrary()


def test_a_key_is_no_path(library: TakeLibrary) -> None:
    with pytest.raises(ValueError, match="not a content key"):
        library.get_many(["../../etc/passwd"])
        library.path_of("../../etc/passwd")
