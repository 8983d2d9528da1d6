"""The plan's shots of every timeline in the corpus, against a list from elsewhere.

`tests/fixtures/shot_lists/expected.json` was worked out by `work_out.py` beside it, from the files'
own text, without any reader of this project or of OpenTimelineIO, and looked through by hand.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.shots import shots
from deepaudio_plugin.timeline.ticks import nearest_frame, seconds, ticks
from tests.fixtures import shot_lists
from tests.helpers.shared import corpus_files, shared_path

EXPECTED: dict[str, Any] = json.loads(
    (Path(shot_lists.__file__).parent / "expected.json").read_text("utf-8")
)
SUFFIXES = (".otio", ".aaf", ".edl", ".fcpxml", ".xml", ".kdenlive", ".xges")


@pytest.mark.parametrize("name", EXPECTED)
def test_the_plan_shows_what_the_file_says(name: str) -> None:
    path = shared_path("corpus", *name.split("/"))
    if path.suffix != ".otio":
        pytest.importorskip("otio_fcp_adapter", reason="the extra [formats] is not installed")
    found, expected = read(path), EXPECTED[name]
    row = shots(found, MediaResolver(found.base))
    assert found.rate == pytest.approx(float(Fraction(expected["rate"])))
    assert found.duration.value == expected["frames"]
    placed = [
        [int(shot.range.start_time.value), int(shot.range.end_time_exclusive().value)]
        for shot in row
    ]
    assert placed == [each[:2] for each in expected["shots"]]
    frame = 1 / found.rate
    rate = found.rate
    pieces = [p for p in found.pieces if nearest_frame(p.start, rate) < nearest_frame(p.end, rate)]
    for shot, piece, (*_, told, media, speed) in zip(row, pieces, expected["shots"], strict=True):
        assert shot.name == (told or shot.name)
        begin = seconds(piece.media_at(ticks(shot.range.start_time)))
        assert begin == pytest.approx(media, abs=frame / 2), shot.name
        assert float(piece.speed) == pytest.approx(speed, abs=1e-3), shot.name


def test_no_timeline_of_the_corpus_is_without_an_expectation() -> None:
    corpus = shared_path("corpus")
    wrong = [path for path in (corpus / "wrong").iterdir() if path.suffix in SUFFIXES]
    files = [*corpus_files(*SUFFIXES), *wrong]
    assert {path.relative_to(corpus).as_posix() for path in files} == set(EXPECTED)
