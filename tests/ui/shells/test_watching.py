from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from deepaudio_ui.shells.watching import Watch
from pytestqt.qtbot import QtBot

SUFFIXES = (".otio", ".fcpxml", ".otiod")


@pytest.fixture
def watch(tmp_path: Path, qtbot: QtBot):
    made = Watch(tmp_path / "out", lambda: SUFFIXES, settle_ms=60, look_ms=40)
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


def test_a_file_is_news_only_when_nobody_writes_to_it_any_more(watch, tmp_path, qtbot):
    watch.path.mkdir()
    watch.start()
    told: list[str] = []
    watch.settled.connect(told.append)
    path = watch.path / "film.otio"
    with path.open("w") as file:
        for _ in range(8):
            file.write("more")
            file.flush()
            qtbot.wait(30)
            assert told == []
    with qtbot.waitSignal(watch.settled):
        pass
    assert told == [str(path)]


def test_the_same_content_is_news_once_and_another_again(watch, tmp_path, qtbot):
    path = exported(watch.path)
    with qtbot.waitSignal(watch.settled):
        watch.start()
    with qtbot.assertNotEmitted(watch.settled, wait=250):
        pass
    temp = exported(watch.path, "x.part", "{ }")
    with qtbot.waitSignal(watch.settled) as told:
        temp.replace(path)
    assert told.args == [str(path)]


def test_our_outputs_hidden_files_and_other_kinds_are_no_news(watch, qtbot):
    for name in ("film.deepaudio.otio", ".film.otio", ".film-7.part.otio", "film.srt", "a.txt"):
        exported(watch.path, name)
    exported(watch.path, "empty.otio", "")
    with qtbot.assertNotEmitted(watch.settled, wait=300):
        watch.start()


def test_one_file_can_be_watched_before_it_is_there(tmp_path, qtbot):
    watch = Watch(tmp_path / "cut.otio", lambda: SUFFIXES, settle_ms=60, look_ms=40)
    watch.start()
    exported(tmp_path, "other.otio")
    qtbot.wait(150)
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
