"""A worker's word is not believed, and what a kill interrupts is neither lost nor left lying."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from deepaudio_plugin.core import leftovers
from deepaudio_plugin.core.errors import JobError
from deepaudio_plugin.core.files import digest_of
from deepaudio_plugin.core.protocol import Done
from deepaudio_plugin.takes import index
from deepaudio_plugin.takes.entry import read_sidecar
from deepaudio_plugin.takes.library import TakeLibrary
from tests.deepaudio_plugin.takes.test_library import add, key_of, spec_of, staged

posix = pytest.mark.skipif(os.name != "posix", reason="links and permissions of POSIX")


@pytest.fixture
def library(tmp_path: Path) -> TakeLibrary:
    return TakeLibrary(tmp_path / "takes")


# -- what a worker says -----------------------------------------------------------------------


def test_done_without_a_take_fails_that_job(library: TakeLibrary) -> None:
    staged(library, 1)
    with pytest.raises(JobError, match="made no take"):
        library.add(spec_of(1), Done("r"))


def test_only_the_file_that_was_asked_for_is_taken(library: TakeLibrary, tmp_path: Path) -> None:
    take = staged(library, 1)
    theirs = tmp_path / "film" / f"{key_of(1)}.wav"
    theirs.parent.mkdir()
    theirs.write_bytes(Path(take.path).read_bytes())
    inside = library.staging_dir()
    other = inside / f"{key_of(2)}.wav"
    other.write_bytes(Path(take.path).read_bytes())
    for path in (theirs, other, f"{inside}/../{inside.name}/{key_of(1)}.wav", "", "/dev/zero"):
        with pytest.raises(JobError, match="not asked for"):
            library.add(spec_of(1), Done("r", replace(take, path=str(path))))
    assert theirs.exists()
    assert library.get(key_of(1)) is None


def a_link(path: Path, content: bytes) -> None:
    elsewhere = path.parents[3] / "theirs.wav"
    elsewhere.write_bytes(content)
    path.symlink_to(elsewhere)


def a_second_name(path: Path, content: bytes) -> None:
    elsewhere = path.parents[3] / "theirs.wav"
    elsewhere.write_bytes(content)
    os.link(elsewhere, path)


@posix
@pytest.mark.parametrize(
    "instead",
    [
        a_link,
        a_second_name,
        lambda path, _: os.mkfifo(path),
        lambda path, _: path.mkdir(),
        lambda path, _: None,
        lambda path, content: path.write_bytes(bytes(len(content))),
        lambda path, content: path.write_bytes(content[:-1]),
    ],
    ids=["link", "second name", "pipe", "folder", "nothing", "zeros", "cut"],
)
def test_what_is_no_such_file_is_refused_and_no_other_is_touched(
    library: TakeLibrary, tmp_path: Path, instead: Callable[[Path, bytes], None]
) -> None:
    take = staged(library, 1)
    path = Path(take.path)
    content = path.read_bytes()
    path.unlink()
    instead(path, content)
    with pytest.raises(JobError, match="the worker's take"):
        library.add(spec_of(1), Done("r", take))
    assert library.get(key_of(1)) is None
    theirs = tmp_path / "theirs.wav"
    assert not theirs.exists() or theirs.read_bytes() == content
    assert not list(library.root.glob("??/*"))


@pytest.mark.parametrize("claim", [{"channels": 2}, {"num_samples": 7}, {"window": 9_999_999}])
def test_a_take_that_is_not_as_announced_is_refused(
    library: TakeLibrary, claim: dict[str, int]
) -> None:
    with pytest.raises(JobError):
        library.add(spec_of(1), Done("r", replace(staged(library, 1), **claim)))
    assert library.entries() == []


@pytest.mark.parametrize("same", [True, False])
def test_another_process_may_put_the_same_take_there_at_the_same_moment(
    library: TakeLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same: bool
) -> None:
    take = staged(library, 1)
    content = Path(take.path).read_bytes()
    target = library.root / key_of(1)[:2] / f"{key_of(1)}.wav"
    look = Path.lstat

    def look_after_another(path: Path) -> os.stat_result:
        if path == target:
            other = tmp_path / "other.wav"
            other.write_bytes(content if same else content[:-6] + b"others")
            other.replace(target)
        return look(path)

    monkeypatch.setattr(Path, "lstat", look_after_another)
    if same:
        assert library.add(spec_of(1), Done("r", take)).key == key_of(1)
        assert target.read_bytes() == content
        return
    with pytest.raises(JobError, match="changed after it was done"):
        library.add(spec_of(1), Done("r", take))


def test_the_digest_is_kept(library: TakeLibrary) -> None:
    path = Path(add(library, 1).path)
    beside = read_sidecar(path.with_suffix(".json"))
    assert beside is not None
    assert beside.digest == library.entries()[0].digest == digest_of(path)


# -- what is damaged later ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage", [lambda c: bytes(len(c)), lambda c: c[:-60] + bytes(60), lambda c: c[:99]]
)
def test_a_damaged_take_is_dropped_and_can_be_rendered_again(
    library: TakeLibrary, damage: Callable[[bytes], bytes]
) -> None:
    path = Path(add(library, 1).path)
    add(library, 2)
    path.write_bytes(damage(path.read_bytes()))
    fresh = TakeLibrary(library.root)
    wrong = fresh.drop_damaged([key_of(1), key_of(2), key_of(3)])
    assert list(wrong) == [key_of(1)]
    assert (fresh.get(key_of(1)), len(fresh.entries())) == (None, 1)
    assert not list(library.root.glob(f"??/{key_of(1)}*"))
    add(fresh, 1)
    assert fresh.drop_damaged([key_of(1)]) == {}


def test_a_sound_take_is_read_once_by_a_process(
    library: TakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    from deepaudio_plugin.takes import library as module

    add(library, 1)
    read: list[object] = []
    take_digest = module.digest
    monkeypatch.setattr(module, "digest", lambda file: read.append(file) or take_digest(file))
    fresh = TakeLibrary(library.root)
    for _ in range(3):
        assert fresh.drop_damaged([key_of(1)]) == {}
    assert len(read) == 1


def test_a_take_of_an_earlier_version_has_no_digest_and_is_sound(library: TakeLibrary) -> None:
    add(library, 1)
    (entry,) = library.entries()
    library.keep(replace(entry, digest=""))
    assert TakeLibrary(library.root).drop_damaged([key_of(1)]) == {}


# -- kills --------------------------------------------------------------------------------------


def killed_at(library: TakeLibrary, number: int, step: str) -> None:
    """Another process adds a take and is killed at a step of that."""
    code = (
        "import os, sys; from pathlib import Path;"
        "from deepaudio_plugin.takes import library as module, index;"
        "from tests.deepaudio_plugin.takes.test_library import add;"
        "number, step = int(sys.argv[2]), sys.argv[3];"
        "die = lambda *a, **k: os._exit(9);"
        "owner = {'put': index.Index, 'replace': Path, 'sync_folder': module}[step];"
        "library = module.TakeLibrary(Path(sys.argv[1])); library.staging_dir();"
        "real = Path.replace;"
        "step == 'replace' and setattr(Path, 'replace',"
        " lambda s, t: die() if str(t).endswith('.wav') else real(s, t));"
        "step != 'replace' and setattr(owner, step, die);"
        "add(library, number)"
    )
    root = str(Path(__file__).parents[3])
    run = [sys.executable, "-c", code, str(library.root), str(number), step]
    assert subprocess.run(run, cwd=root, check=False).returncode == 9


@pytest.mark.parametrize("step", ["put", "replace", "sync_folder"])
def test_a_finished_take_whose_process_was_killed_is_taken_in_by_the_next(
    library: TakeLibrary, step: str
) -> None:
    killed_at(library, 1, step)
    fresh = TakeLibrary(library.root)
    staging = fresh.staging_dir()
    assert fresh.get(key_of(1)) is not None
    assert fresh.drop_damaged([key_of(1)]) == {}
    assert list((library.root / "staging").iterdir()) == [staging]


def test_a_take_that_the_index_does_not_know_is_adopted(library: TakeLibrary) -> None:
    for number in (1, 2):
        add(library, number)
    library._index.drop([key_of(1), key_of(2)])
    library.path_of(key_of(2)).write_bytes(b"damaged")
    fresh = TakeLibrary(library.root)
    assert fresh.get(key_of(1)) is None
    assert list(fresh.adopt([key_of(1), key_of(2), key_of(3)])) == [key_of(1)]
    assert TakeLibrary(library.root).get(key_of(1)) is not None


def test_staging_of_living_processes_and_other_machines_stays(library: TakeLibrary) -> None:
    machine = leftovers.owner_mark().partition("-")[0]
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    names = {
        f"{machine}-{ended.pid}-abc": False,
        f"{machine}-{os.getppid()}-abc": True,
        f"00000000-{ended.pid}-abc": True,
        "mine": True,
    }
    for name in names:
        (library.root / "staging" / name).mkdir(parents=True)
        (library.root / "staging" / name / "half.wav").write_text("half")
    library.staging_dir()
    assert {n: (library.root / "staging" / n).exists() for n in names} == names


# -- who may look -------------------------------------------------------------------------------


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_a_library_that_is_made_here_is_private(library: TakeLibrary, tmp_path: Path) -> None:
    path = Path(add(library, 1).path)
    library.rate(key_of(1), 3)
    assert mode(library.root.parent) == mode(tmp_path)
    for folder in (library.root, path.parent, library.staging_dir()):
        assert mode(folder) == 0o700
    for file in (path, path.with_suffix(".json"), library.root / index.NAME):
        assert mode(file) == 0o600


@posix
def test_a_library_that_was_there_stays_as_it_is(library: TakeLibrary) -> None:
    library.root.mkdir()
    library.root.chmod(0o755)
    path = Path(add(library, 1).path)
    assert (mode(library.root), mode(path) & 0o044) == (0o755, 0o044)
