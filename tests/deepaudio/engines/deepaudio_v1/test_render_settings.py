"""Settings of a request, and the published defaults behind them."""

from __future__ import annotations

import pytest

from deepaudio.engines.deepaudio_v1 import declared
from deepaudio.engines.deepaudio_v1.render_settings import parse_settings
from deepaudio_plugin.core.errors import JobError


def test_nothing_wished_is_as_published():
    plain = parse_settings({})
    assert (plain.audio.steps, plain.audio.strength) == (25, 4.5)
    assert (plain.speech.steps, plain.speech.strength, plain.speech.sway) == (32, 2.0, -1.0)
    assert not plain.speech.pruned


def test_a_draft_takes_the_published_sparse_schedule():
    draft = parse_settings({"preset": "draft"})
    assert (draft.audio.steps, draft.speech.steps, draft.speech.pruned) == (10, 7, True)


def test_steps_and_guidance_overrule_the_preset_for_both_networks():
    both = parse_settings({"preset": "draft", "steps": 12, "cfg": 4.0})
    assert (both.audio.steps, both.speech.steps) == (12, 12)
    assert (both.audio.strength, both.speech.strength) == (4.0, 3.0)
    assert parse_settings({"cfg": 1}).speech.strength == 0


def test_as_published_rounds_and_guides_in_two_passes():
    plain, rounded = parse_settings({}), parse_settings({"as_published": True, "preset": "draft"})
    assert (plain.audio.rounded, plain.speech.rounded) == (False, False)
    assert (rounded.audio.rounded, rounded.speech.rounded) == (True, True)
    assert not rounded.audio.one_batch and not rounded.speech.one_batch
    assert (rounded.audio.steps, rounded.speech.pruned) == (10, True)


def test_acceleration_is_tried_and_compiling_is_asked_for():
    assert (parse_settings({}).records, parse_settings({}).compiled) == (True, False)
    assert not parse_settings({"acceleration": "off"}).records
    assert parse_settings({"compiled": True}).compiled


def test_passes_are_shared_by_takes_that_ask_for_it_unless_something_speaks_against_it():
    assert not parse_settings({}).batched
    assert parse_settings({"batched": True}).batched
    for other in ("as_published", "compiled", "low_vram"):
        assert not parse_settings({"batched": True, other: True}).batched


def test_what_changes_no_sound_keeps_the_keys_of_takes():
    quiet = {one.name for one in declared.settings(("tiny",)) if not one.changes_sound}
    assert quiet == {"low_vram", "acceleration"}


@pytest.mark.parametrize(
    "settings", [{"preset": "best"}, {"steps": -1}, {"steps": 10**6}, {"cfg": "much"}, {"cfg": -1}]
)
def test_senseless_wishes_are_errors(settings):
    with pytest.raises(JobError, match=r"preset|out of range"):
        parse_settings(settings)
