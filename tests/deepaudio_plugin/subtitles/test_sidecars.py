from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio_plugin.subtitles.sidecars import sidecar


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["film.srt"], "film.srt"),
        (["film.vtt", "film.srt", "film.ass"], "film.srt"),
        (["film.de.srt"], "film.de.srt"),
        (["film.pt-BR.vtt"], "film.pt-BR.vtt"),
        (["film.de.srt", "film.en.srt"], None),
        (["film.de.srt", "film.srt"], "film.srt"),
        (["film.speech.srt", "film.deepaudio.speech.srt"], None),
        (["film2.srt", "other.srt", "film.final.srt"], None),
        ([], None),
    ],
)
def test_subtitles_of_the_same_name_are_found(tmp_path: Path, files: list[str], expected):
    for file in files:
        (tmp_path / file).touch()
    found = sidecar(tmp_path / "film.otio")
    assert (found.name if found else None) == expected


def test_a_written_timeline_has_those_of_its_source(tmp_path: Path):
    (tmp_path / "film.srt").touch()
    assert sidecar(tmp_path / "film.deepaudio.otio") == tmp_path / "film.srt"


def test_a_folder_that_is_gone_has_none(tmp_path: Path):
    assert sidecar(tmp_path / "gone" / "film.otio") is None
