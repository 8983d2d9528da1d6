"""What melt and GES make of the user's own nested, reversed and timecoded clips."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange
from opentimelineio.schema import Clip, Gap, LinearTimeWarp, Stack, Track

from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.output.save import write
from tests.helpers.numbered_film import SIZE, numbers, write_numbered
from tests.helpers.tones import SAMPLE_RATE, spans, write_tone
from tests.hosts import players

pytestmark = pytest.mark.host

RATE = 25
HELD = 200  # frames of the film
HOUR = 3600 * RATE
HERTZ = (500, 1000, 2000)


def span(first: int, length: int) -> TimeRange:
    return TimeRange(RationalTime(first, RATE), RationalTime(length, RATE))


def shot(first: int, length: int, speed: float = 1, timecode: int = 0) -> Clip:
    media = otio.schema.ExternalReference("Bilder/Übergang.mp4", span(timecode, HELD))
    effects = [] if speed == 1 else [LinearTimeWarp(time_scalar=speed)]
    return Clip(f"shot {first}", media, span(timecode + first, length), effects=effects)


def tone(hertz: int, length: int) -> Clip:
    media = otio.schema.ExternalReference(f"{hertz}.wav", span(0, HELD))
    return Clip(f"{hertz}", media, span(20, length))


def gap(length: int) -> Gap:
    return Gap(source_range=span(0, length))


def forwards(first: int, length: int) -> list[int]:
    return list(range(first, first + length))


PICTURE = (
    (shot(7, 20), forwards(7, 20)),
    (shot(50, 12, speed=-1), forwards(50, 12)[::-1]),
    (Stack("nest", [Track("V1", [shot(100, 15), shot(30, 20)], kind="Video")],
           span(5, 25)), forwards(105, 10) + forwards(30, 15)),
    (gap(6), [0] * 6),
    (shot(60, 10, timecode=HOUR), forwards(60, 10)),
    (Stack("turned", [Track("V1", [gap(3), shot(120, 12), shot(20, 5)], kind="Video")],
           span(0, 20), effects=[LinearTimeWarp(time_scalar=-1)]),
     forwards(20, 5)[::-1] + forwards(120, 12)[::-1] + [0] * 3),
    (shot(150, 25), forwards(150, 25)),
)  # fmt: skip
SHOWN = [number for _, seen in PICTURE for number in seen]


def placed() -> Track:
    """Two sounds at once in a nest of a nest, and one behind it."""
    at_once = Stack(
        "both",
        [Track("A1", [tone(500, 40)], kind="Audio"),
         Track("A2", [gap(10), tone(1000, 20)], kind="Audio")],
    )  # fmt: skip
    outer = Stack("nest", [Track("A1", [gap(5), at_once], kind="Audio")], span(0, 45))
    return Track("A1", [gap(10), outer, tone(2000, 30)], kind="Audio")


HEARD = {500: (15, 55), 1000: (25, 45), 2000: (55, 85)}  # frames


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("Söhne & Co")
    (folder / "Bilder").mkdir()
    write_numbered(folder / "Bilder" / "Übergang.mp4", Fraction(RATE), HELD)
    for hertz in HERTZ:
        write_tone(folder / f"{hertz}.wav", hertz, 0, HELD * SAMPLE_RATE // RATE, 0)
    picture = Track("V1", [item.deepcopy() for item, _ in PICTURE], kind="Video")
    timeline = otio.schema.Timeline("film", tracks=[picture, placed()])
    otio.adapters.write_to_file(timeline, str(folder / "film.otio"), "otio_json")
    return folder / "film.otio"


def exported(film: Path, suffix: str) -> Path:
    adapter = {".kdenlive": "otio_kdenlive_adapter", ".xges": "otio_xges_adapter"}[suffix]
    pytest.importorskip(adapter, reason="pip install -e '.[formats]'")
    return write(read(film), [], film.with_suffix(suffix)).path


def test_melt_shows_every_picture_at_its_frame(film: Path) -> None:
    shown = players.melt_pictures(exported(film, ".kdenlive"), len(SHOWN) - 1, SIZE)
    assert numbers(shown) == SHOWN


def test_melt_plays_every_nested_sound_at_its_frame(film: Path) -> None:
    assert_heard(players.melt(exported(film, ".kdenlive"), len(SHOWN) - 1), 0.003)


def test_ges_opens_a_film_whose_nests_share_its_files(film: Path) -> None:
    assert_heard(players.ges(exported(film, ".xges")), 0.01)


def assert_heard(mixdown: Path, tolerance: float) -> None:
    for hertz, (begin, end) in HEARD.items():
        (found,) = spans(mixdown, hertz)
        assert found.start == pytest.approx(begin / RATE, abs=tolerance), hertz
        assert found.end == pytest.approx(end / RATE, abs=tolerance), hertz
