"""Contacts are found whatever the frame rate, and nothing else is taken for one."""

import dataclasses

import numpy as np
import pytest
import torch

from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch import contact_network
from deepaudio.engines.sketch.contact_grid import CHANNELS, STEP_S, on_grid
from deepaudio.engines.sketch.events import find_events
from deepaudio.engines.sketch.motion import Motion
from deepaudio.engines.sketch.score import write_score
from deepaudio.evaluation.metrics.onsets import agreement
from deepaudio.media.picture import JobPicture
from tests.helpers import contact_scenes
from tests.helpers.contact_fit import ContactTrainer
from tests.helpers.contact_scenes import chosen_lights, chosen_on, filming, reported_on
from tests.helpers.contact_scenes.watching import save, watched

CALM = filming.Weather(grain=1.5)


def filmed(kind, seed, rate, weather=CALM, half=reported_on):
    make = {**half.CONTACTS, **half.QUIET}[kind]
    return filming.film(kind, make, half.look, lambda _: weather, (9, seed), rate, 90)


def hits(scene):
    return [event.time_s for event in find_events(watched(scene))]


def test_a_bouncing_ball_gives_the_same_hits_at_five_rates():
    for rate in contact_scenes.RATES:
        scene = filmed("balls", 3, rate, half=chosen_on)
        found = agreement(hits(scene), scene.times, scene.optional_times, 0.04)
        assert (found.misses, found.extras) == (0, 0), rate


@pytest.mark.parametrize("kind", ["credits", "speaker", "stage lights"])
def test_where_nothing_is_hit_nothing_is_heard(kind):
    assert hits(filmed(kind, 1, 25.0)) == []


@pytest.mark.parametrize("kind", ["photographers", *chosen_lights.QUIET])
def test_light_is_not_heard(kind):
    assert hits(filmed(kind, 1, 25.0, half=chosen_on)) == []


@pytest.mark.parametrize(
    "weather",
    [
        filming.Weather(pan=14.0),
        filming.Weather(shake=1.2),
        filming.Weather(rain=150),
        filming.Weather(flashes_s=(1.0, 1.7, 2.2)),
        filming.Weather(flicker=0.06),
    ],
    ids=["pan", "shake", "rain", "flash", "flicker"],
)
def test_neither_camera_nor_weather_is_a_hit(weather):
    assert hits(filmed("hand-held", 2, 25.0, weather)) == []


@pytest.mark.parametrize("every_s", [1.0, 1 / 240, 1 / 12])
def test_odd_rates_and_single_frames_do_no_harm(every_s):
    seen = watched(filmed("balls", 3, 25.0, half=chosen_on))
    slowed = dataclasses.replace(seen, times_s=np.arange(len(seen)) * every_s)
    assert all(0 <= event.time_s <= slowed.times_s[-1] for event in find_events(slowed))
    for count in range(6):
        assert len(find_events(seen.part(slice(0, count)))) <= 1


def test_a_picture_of_too_few_frames_is_told(tmp_path):
    scene = filmed("balls", 3, 25.0, half=chosen_on)
    path = save(dataclasses.replace(scene, rate=2.0, frames=scene.frames[:8]), tmp_path / "2.mp4")
    request = AudioRequest(4 * 48_000, picture=JobPicture(str(path), duration_s=4.0))
    assert any("2 frames a second" in text for text in write_score(request, lambda: None).warnings)


def test_a_rate_that_varies_is_followed():
    scene = filmed("balls", 3, 60.0, half=chosen_on)
    whole = watched(dataclasses.replace(scene, rate=30.0))  # every frame is looked at
    kept = np.cumsum(np.random.default_rng(1).integers(1, 4, len(whole)))
    frames = scene.frames[kept[kept < len(whole)]]
    seen = watched(dataclasses.replace(scene, rate=30.0, frames=frames))
    seen = dataclasses.replace(seen, times_s=kept[: len(seen)] / 60)
    found = [event.time_s for event in find_events(seen)]
    assert agreement(found, scene.times, scene.optional_times).f1 >= 0.7


# -- the grid -------------------------------------------------------------------------


def motion_of(times, firm):
    count = len(times)
    maps = np.zeros((count, 4, 4), np.uint8)
    maps[:] = np.asarray(firm)[:, None, None]
    line = np.ones(count, np.float32)
    return Motion(
        np.asarray(times),
        line,
        line,
        0 * line,
        maps,
        maps,
        maps,
        np.zeros((count, 4, 4, 2), np.int8),
    )


@pytest.mark.parametrize("rate", [12, 24, 25, 30])
def test_change_is_spread_over_the_time_it_took(rate):
    times = np.arange(2 * rate) / rate
    seen = motion_of(times, np.where((times > 0.5) & (times <= 1.0), 40, 0))
    grid = on_grid(seen, np.zeros(len(times), bool))
    change = np.expm1(2 * grid.features[:, 0, 0, 1])  # grey levels, while it lasts
    assert change.sum() * STEP_S == pytest.approx(10 * 0.5, rel=0.1)
    assert change[round(0.6 / STEP_S) : round(0.9 / STEP_S)] == pytest.approx(10, rel=0.01)


def test_a_gap_between_frames_tells_nothing():
    times = np.array([0, 0.04, 0.08, 1.08, 1.12])
    grid = on_grid(motion_of(times, [0, 40, 40, 255, 40]), np.zeros(5, bool))
    assert not grid.clear[round(0.2 / STEP_S) : round(1.0 / STEP_S)].any()
    assert grid.features[round(0.5 / STEP_S)].max() == 0


# -- the network ----------------------------------------------------------------------


def test_the_network_is_what_was_trained():
    torch.manual_seed(0)
    trained = ContactTrainer()
    features = torch.randn(1, 9 + 2 * contact_network.REACH, 11, 14, CHANNELS)
    stored = trained.weights()
    trained.take(stored)
    weights = [
        tuple(stored[f"{kind}{k}"].astype(np.float32) for kind in ("weight", "bias"))
        for k in range(len(stored) // 2)
    ]
    expected = trained(features).detach().numpy()[0]
    found = contact_network.odds(features.numpy()[0], weights)
    reach = contact_network.REACH
    assert found[reach:-reach] == pytest.approx(expected, abs=1e-3)


def test_blocks_of_the_network_do_not_show(monkeypatch):
    features = np.random.default_rng(0).standard_normal((60, 8, 10, CHANNELS), np.float32)
    whole = contact_network.odds(features)
    monkeypatch.setattr(contact_network, "_BLOCK", 17)
    assert contact_network.odds(features) == pytest.approx(whole, abs=1e-4)
