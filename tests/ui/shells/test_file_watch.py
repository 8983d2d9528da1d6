from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from deepaudio_ui.shells import file_watch
from deepaudio_ui.shells.file_watch import FileWatch
from pytestqt.qtbot import QtBot

Scan = Callable[..., list[str]]

SUFFIXES = (".otio", ".fcpxml", ".otiod")


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def scan(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scan]:
    """Looks when it is told to; `look(20)` is 20 ms after the last one. It settles after 60."""
    clock = Clock()
    monkeypatch.setattr(file_watch, "time", clock)
    made = FileWatch(tmp_path / "out", lambda: SUFFIXES, settle_ms=60, scan_ms=3_600_000)
    made._watcher.directoryChanged.disconnect()
    made._watcher.fileChanged.disconnect()
    told: list[str] = []
    made.settled.connect(told.append)

    def scan(later_ms: int = 0) -> list[str]:
        clock.now += later_ms / 1000
        made._scan()
        made._debounce.stop()
        return told

    yield scan
    made.stop()


@pytest.fixture
def watch(tmp_path: Path, qtbot: QtBot):
    made = FileWatch(tmp_path / "out", lambda: SUFFIXES, settle_ms=60, scan_ms=40)
    yield made
    made.stop()


def exported(folder: Path, name: str = "film.otio", text: str = "{}") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def test_the_newest_of_what_is_there_is_news_at_the_beginning(watch, tmp_path, qtbot):
    import os

    old = exported(tmp_path / "out", "old.otio")
    os.utime(old, (1, 1))
    new = exported(tmp_path / "out", "new.otio")
    with qtbot.waitSignal(watch.settled) as told:
        watch.start()
    assert told.args == [str(new)]


def test_a_file_is_news_only_when_nobody_writes_to_it_any_more(scan, tmp_path):
    path = exported(tmp_path / "out", text="")
    with path.open("w") as file:
        for _ in range(8):
            file.write("more")
            file.flush()
            assert scan(50) == []
    assert scan(59) == []
    assert scan(2) == [str(path)]


def test_the_same_content_is_news_once_and_another_again(scan, tmp_path):
    path = exported(tmp_path / "out")
    scan()
    assert scan(60) == [str(path)]
    for _ in range(5):
        assert scan(60) == [str(path)]
    exported(tmp_path / "out", "x.part", "{ }").replace(path)
    scan()
    assert scan(60) == [str(path)] * 2


def test_our_outputs_hidden_files_and_other_kinds_are_no_news(scan, tmp_path):
    for name in ("film.deepaudio.otio", ".film.otio", ".film-7.part.otio", "film.srt", "a.txt"):
        exported(tmp_path / "out", name)
    exported(tmp_path / "out", "empty.otio", "")
    for _ in range(5):
        assert scan(60) == []
    film = exported(tmp_path / "out")
    scan()
    assert scan(60) == [str(film)]  # it does look


def test_one_file_can_be_watched_before_it_is_there(tmp_path, qtbot):
    watch = FileWatch(tmp_path / "cut.otio", lambda: SUFFIXES, settle_ms=60, scan_ms=40)
    watch.start()
    exported(tmp_path, "other.otio")
    with qtbot.waitSignal(watch.settled) as told:
        exported(tmp_path, "cut.otio")
    assert told.args == [str(tmp_path / "cut.otio")]
    watch.stop()


def test_a_bundle_that_is_a_folder_is_one_timeline(watch, qtbot):
    exported(watch.path, "x.txt")
    bundle = watch.path / "film.otiod"
    exported(bundle, "content.otio")
    with qtbot.waitSignal(watch.settled) as told:
        watch.start()
    assert told.args == [str(bundle)]


def test_a_folder_that_goes_and_comes_back_is_told(watch, qtbot):
    exported(watch.path)
    with qtbot.waitSignal(watch.settled):
        watch.start()
    with qtbot.waitSignal(watch.lost):
        shutil.rmtree(watch.path)
    with qtbot.waitSignals([watch.found, watch.settled]):
        exported(watch.path, text="other")
