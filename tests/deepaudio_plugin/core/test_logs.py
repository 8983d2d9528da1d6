"""Log files that tell what went wrong and never stand in the way."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from deepaudio_plugin.core import logs
from deepaudio_plugin.core.logs import LEVEL_VARIABLE, log_path, open_log, start_log
from deepaudio_plugin.worker_client.interpreter import worker_environment

LOG = logging.getLogger("deepaudio_plugin.test")


@pytest.fixture(autouse=True)
def no_log_before():
    yield
    for package in ("deepaudio", "deepaudio_plugin", "deepaudio_ui"):
        logger = logging.getLogger(package)
        for handler in tuple(logger.handlers):
            logger.removeHandler(handler)
            handler.close()
        logger.setLevel(logging.NOTSET)
    logs._handlers.clear()


def test_what_our_packages_log_is_in_the_file_and_what_others_log_is_not():
    path = start_log("cli")
    assert path == log_path("cli")
    LOG.info("ours")
    logging.getLogger("deepaudio_ui.shells").warning("the window's")
    logging.getLogger("somebody.else").error("theirs")
    written = path.read_text()
    assert "ours" in written
    assert "the window's" in written
    assert "theirs" not in written


def test_a_file_is_made_only_when_there_is_something_to_say():
    assert not start_log("panel").exists()


def test_starting_again_writes_each_record_once():
    start_log("cli")
    path = start_log("cli")
    LOG.info("once")
    assert path.read_text().count("once") == 1


@pytest.mark.parametrize(("verbosity", "shown"), [(0, ""), (1, "being done\n"), (2, "a detail")])
def test_a_terminal_shows_as_much_as_was_asked_for(verbosity, shown, capsys):
    path = start_log("cli", verbosity)
    LOG.info("being done")
    LOG.debug("a detail")
    err = capsys.readouterr().err
    assert shown in err
    assert ("a detail" in err) == (verbosity == 2)
    assert ("a detail" in path.read_text()) == (verbosity == 2)


def test_debug_level_is_passed_on_to_the_processes_that_are_started():
    start_log("cli")
    assert LEVEL_VARIABLE not in worker_environment({})
    start_log("cli", verbosity=2)
    assert worker_environment({})[LEVEL_VARIABLE] == "debug"


def test_the_variable_has_a_file_take_down_more(monkeypatch):
    monkeypatch.setenv(LEVEL_VARIABLE, "debug")
    path = start_log("panel")
    LOG.debug("a detail")
    assert "a detail" in path.read_text()


def test_an_old_log_goes_when_a_file_is_full(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "MAX_BYTES", 100)
    handler = open_log(tmp_path / "x.log")
    for number in range(40):
        handler.handle(record(f"line {number:02} of many"))
    handler.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.log", "x.log.1", "x.log.2"]
    assert "line 39" in (tmp_path / "x.log").read_text()


def test_a_file_that_cannot_be_moved_away_goes_on_growing(tmp_path, monkeypatch):
    def held(*_paths):
        raise PermissionError("in use")

    monkeypatch.setattr(logs, "MAX_BYTES", 100)
    handler = open_log(tmp_path / "x.log")
    handler.handle(record("first"))
    monkeypatch.setattr("os.rename", held)
    for number in range(20):
        handler.handle(record(f"line {number:02} of many"))
    handler.close()
    assert "line 19" in (tmp_path / "x.log").read_text()


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path):
    (tmp_path / "file").touch()
    handler = open_log(tmp_path / "file" / "x.log")
    handler.handle(record("into nothing"))
    handler.close()


def record(text: str) -> logging.LogRecord:
    return logging.LogRecord("test", logging.INFO, "", 0, text, (), None)
