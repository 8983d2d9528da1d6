from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio_plugin.subtitles.sidecars import sidecars


@pytest.mark.parametrize(
    ("files", "expected", "others"),
    [
        (["film.srt"], "film.srt", []),
        (["film.vtt", "film.srt", "film.ass"], "film.srt", []),
        (["film.de.srt"], "film.de.srt", []),
        (["film.pt-BR.vtt"], "film.pt-BR.vtt", []),
        (["film.de.srt", "film.en.srt"], "film.en.srt", ["film.de.srt"]),
        (["film.de.srt", "film.en-GB.srt"], "film.en-GB.srt", ["film.de.srt"]),
        (["film.en.sdh.srt", "film.en.vtt", "film.en.srt"], "film.en.srt", []),
        (["film.de.srt", "film.fr.srt"], None, ["film.de.srt", "film.fr.srt"]),
        (["film.de.srt", "film.srt"], "film.srt", ["film.de.srt"]),
        (["film.speech.srt", "film.deepaudio.speech.srt"], None, []),
        (["film2.srt", "other.srt", "film.final.srt"], None, []),
        ([], None, []),
    ],
)
def test_subtitles_of_the_same_name_are_found(tmp_path: Path, files, expected, others):
    for file in files:
        (tmp_path / file).touch()
    found = sidecars(tmp_path / "film.otio", "en")
    assert (found.read.name if found.read else None) == expected
    assert [path.name for path in found.others] == others


def test_a_written_timeline_has_those_of_its_source(tmp_path: Path):
    (tmp_path / "film.srt").touch()
    assert sidecars(tmp_path / "film.deepaudio.otio", "en").read == tmp_path / "film.srt"


def test_a_folder_that_is_gone_has_none(tmp_path: Path):
    assert sidecars(tmp_path / "gone" / "film.otio", "en").read is None
