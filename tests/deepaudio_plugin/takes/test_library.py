"""The take library: what is added is found again, whatever happens to the index."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import DiskFullError, OutputError, UsageError
from deepaudio_plugin.core.protocol import Done
from deepaudio_plugin.takes import index
from deepaudio_plugin.takes.entry import read_sidecar
from deepaudio_plugin.takes.library import DAY_S, TakeLibrary
from tests.helpers.takes import add, key_of, sound, spec_of, staged


@pytest.fixture
def library(tmp_path: Path) -> TakeLibrary:
    return TakeLibrary(tmp_path / "takes")


def age(library: TakeLibrary, number: int, used: float) -> None:
    (entry,) = library._index.rows([key_of(number)]).values()
    library._index.put([type(entry).from_json(entry.to_json(), used=used)])


def test_a_take_that_was_added_is_found(library: TakeLibrary) -> None:
    take = add(library, 1)
    assert Path(take.path).read_bytes() == sound(1)[0]
    assert Path(take.path) == library.path_of(take.key)
    assert library.get(take.key) == take
    assert TakeLibrary(library.root).get(take.key) == take


def test_everything_known_of_a_take_is_kept(library: TakeLibrary) -> None:
    add(library, 1)
    (entry,) = library.entries()
    assert (entry.warnings, entry.bytes) == (("fast",), 1000)
    assert (entry.spec, entry.spec.key) == (spec_of(1), key_of(1))
    beside = read_sidecar(library.path_of(key_of(1)).with_suffix(".json"))
    assert beside is not None
    assert beside.energy == (0.5,)


def test_the_index_holds_no_energy_and_a_rating_loses_none(library: TakeLibrary) -> None:
    add(library, 1)
    library.rate(key_of(1), 3)
    (entry,) = library.entries()
    beside = read_sidecar(library.path_of(key_of(1)).with_suffix(".json"))
    assert beside is not None
    assert (entry.energy, entry.rating) == ((), 3)
    assert (beside.energy, beside.rating) == ((0.5,), 3)


def test_takes_are_found_by_what_their_job_asked_for(library: TakeLibrary) -> None:
    for number in (5, 3, 6, 4):
        add(library, number)
    found = library.find_jobs([key_of(-1), key_of(-2), key_of(-9)])
    assert {key: [entry.take.seed for entry in takes] for key, takes in found.items()} == {
        key_of(-1): [5, 3, 4],
        key_of(-2): [6],
    }
    library.path_of(key_of(3)).unlink()
    assert [entry.take.seed for entry in library.find_jobs([key_of(-1)])[key_of(-1)]] == [5, 4]


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
    for leftover in library.root.glob("takes-*"):
        leftover.write_bytes(content if leftover.name == index.NAME else b"")
    assert TakeLibrary(library.root).get(take.key) == take


def test_an_index_that_breaks_in_use_is_made_again(library: TakeLibrary) -> None:
    take = add(library, 1)
    library._index._open().execute("DROP TABLE takes")
    assert library.get(take.key) == take
    assert list(library.root.glob("takes-1.broken-1.sqlite"))


def test_a_lost_index_keeps_ratings(library: TakeLibrary) -> None:
    take = add(library, 1)
    library.rate(take.key, 4)
    library.close()
    (library.root / index.NAME).unlink()
    (entry,) = TakeLibrary(library.root).entries()
    assert entry.rating == 4


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
    assert orphan.exists()  # the library's folders are looked through when somebody asks for it
    library.gc(sweep=True)
    assert not orphan.exists()
    assert fresh.exists()


def test_gc_forgets_takes_whose_files_are_gone(library: TakeLibrary) -> None:
    Path(add(library, 1).path).unlink()
    add(library, 2)
    library.gc(sweep=True)
    assert library._index.keys() == [key_of(2)]
    assert library._index.total() == (1, 1000)


def statements_of(library: TakeLibrary, action: Callable[[], object]) -> list[str]:
    """What is asked of the index meanwhile."""
    seen: list[str] = []
    connection = library._index._open()
    connection.set_trace_callback(seen.append)
    action()
    connection.set_trace_callback(None)
    return seen


def test_cleaning_up_after_a_render_looks_at_no_more_in_a_large_library(
    library: TakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither within the limit nor when it is passed: only what is removed is looked at."""
    read: list[int] = []
    from_json = index.Entry.from_json
    monkeypatch.setattr(
        index.Entry, "from_json", lambda *a, **more: read.append(1) or from_json(*a, **more)
    )
    monkeypatch.setattr(index, "_AT_ONCE", 4)
    asked = []
    for count in (10, 40):
        for number in range(count):
            add(library, number)
        read.clear()
        within = statements_of(library, lambda: library.gc(10**9))
        over = statements_of(library, lambda size=1000 * (count - 2): library.gc(size))
        asked.append((len(within), len(over)))
        assert library._index.total() == (count - 2, 1000 * (count - 2))
        assert not read
    assert asked[0] == asked[1]


def test_the_running_total_holds_whatever_is_done(library: TakeLibrary) -> None:
    add(library, 1)
    add(library, 2, size=500)
    assert library._index.total() == (2, 1500)
    add(library, 2, size=700)  # rendered again
    assert library._index.total() == (2, 1700)
    library._index.drop([key_of(1), key_of(9)])
    assert library._index.total() == (1, 700)
    library.close()
    (library.root / index.NAME).unlink()
    assert TakeLibrary(library.root)._index.total() == (2, 1700)


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
    done = Done("r", staged(library, 2))
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DiskFullError):
        library.add(spec_of(2), done)
    assert library.get(key_of(2)) is None
    assert not list(library.root.rglob("*.part"))


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
