"""Lines across cuts that ask for one sound, give or take less than a frame."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deepaudio_plugin.planning.alike import asks_alike
from tests.helpers.material import cue, planned, shot

FRAME_S = 1 / 24


def across(**more):
    (job,) = planned([shot(1, 0, 48), shot(2, 48, 48)], [cue(1500, 3000, "Who is that?")]).jobs[1:2]
    assert job.spec.parts
    return replace(job.spec, **more)


def moved(spec, **more):
    first, *rest = spec.parts
    return replace(spec, parts=(replace(first, **more), *rest))


def test_a_line_across_a_cut_is_the_same_a_few_samples_later():
    spec = across()
    first = spec.parts[0]
    later = replace(first.picture, media_start_s=first.picture.media_start_s + 0.3 * FRAME_S)
    assert asks_alike(moved(spec, picture=later, start=20), spec, FRAME_S)


@pytest.mark.parametrize(
    "change", [{"media": "another film"}, {"start": 5000}, {"picture": shot(3, 0, 9).picture}]
)
def test_another_cut_or_another_film_is_another_line(change):
    assert not asks_alike(moved(across(), **change), across(), FRAME_S)
    assert not asks_alike(across(parts=()), across(), FRAME_S)
