"""Contacts in drawn and encoded films, of kinds and seeds that nothing was fitted on."""

import pytest

from deepaudio.engines.sketch.events import find_events
from deepaudio.engines.sketch.picture_analysis import analyse_picture
from deepaudio.evaluation.metrics.onsets import Agreement, agreement
from deepaudio.media.picture import JobPicture
from tests.helpers import scenes

CLEAR = scenes.Weather()


def found(film, path):
    film.save(path)
    seen = analyse_picture(
        JobPicture(str(path), duration_s=film.duration_s), 0, film.duration_s
    ).motion
    return [event.time_s for event in find_events(seen)]


@pytest.mark.slow
def test_contacts_are_found_in_clear_weather(tmp_path):
    """Of all kinds together; an arm that stops dead is still missed at times."""
    total = Agreement(0, 0, 0)
    for kind in scenes.IMPACTS:
        film = scenes.make(kind, 501, CLEAR)
        times = found(film, tmp_path / f"{kind}.mp4")
        total += agreement(times, film.events, film.optional)
    assert total.f1 >= 0.75


@pytest.mark.slow
@pytest.mark.parametrize("kind", scenes.QUIET)
def test_where_nothing_is_hit_nothing_is_found(kind, tmp_path):
    film = scenes.make(kind, 502, CLEAR)
    assert len(found(film, tmp_path / "film.mp4")) <= 1


@pytest.mark.parametrize(
    "weather",
    [
        scenes.Weather(cut=True),
        scenes.Weather(fade_s=0.3),
        scenes.Weather(flash_s=1.0),
        scenes.Weather(pan=(35.0, 5.0), tremble=1.5),
        scenes.Weather(rain=90, grain=3.0),
    ],
    ids=["cut", "fade", "flash", "pan", "rain"],
)
def test_bad_weather_is_no_event(weather, tmp_path):
    film = scenes.make("talk", 503, weather)
    assert found(film, tmp_path / "film.mp4") == []


@pytest.mark.slow
def test_in_all_weathers_most_contacts_are_found_and_little_else(tmp_path):
    total = Agreement(0, 0, 0)
    for kind in scenes.PLAYS:
        film = scenes.make(kind, 504)
        times = found(film, tmp_path / f"{kind}.mp4")
        total += agreement(times, film.events, film.optional)
    assert total.f1 >= 0.75


def test_too_few_frames_hold_no_event(tmp_path):
    film = scenes.make("fall", 501, CLEAR)
    film.frames = film.frames[:3]
    assert found(film, tmp_path / "film.mp4") == []
