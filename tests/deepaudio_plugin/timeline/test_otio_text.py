"""What OTIO takes and others do not: `Inf`, and schemas of a later release."""

from __future__ import annotations

import json
import math

import opentimelineio as otio
import pytest

from deepaudio_plugin.timeline.otio_text import loaded, newer_schemas, parsed, same_length_json
from tests.helpers.shared import shared_path
from tests.helpers.timelines import clip, span, track, write

ODD = '{"a": Inf, "b": [-Inf,Inf], "c": -NaN, "d": "Inf: Inf, -NaN", "e": Infinity, "f": "\\"Inf"}'


def test_odd_numbers_are_read_as_otio_reads_them() -> None:
    found = loaded(ODD)
    assert found["a"] == math.inf
    assert found["b"] == [-math.inf, math.inf]
    assert math.isnan(found["c"])
    assert (found["d"], found["e"], found["f"]) == ("Inf: Inf, -NaN", math.inf, '"Inf')


def test_a_text_for_offsets_has_all_in_its_place() -> None:
    plain = same_length_json(ODD)
    assert len(plain) == len(ODD)
    assert json.loads(plain)["d"] == "Inf: Inf, -NaN"
    assert plain.index('"f"') == ODD.index('"f"')


def test_a_text_without_odd_numbers_is_passed_as_it_is() -> None:
    text = '{"Inf": "Info", "n": Infinity}'
    assert same_length_json(text) is text


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ({"OTIO_SCHEMA": "Color.1", "r": 1.0, "g": 0.0, "b": 0.0, "a": 1.0, "name": "RED"}, "RED"),
        ({"OTIO_SCHEMA": "Color.1", "r": 0.5, "g": 0.5, "b": 0.5, "a": 1.0, "name": ""}, ""),
        (None, ""),
    ],
)
def test_a_marker_of_a_later_otio_is_read_with_its_name_place_and_colour(
    tmp_path, colour, name
) -> None:
    shown = clip("a.mov", span(0, 24))
    shown.markers.append(otio.schema.Marker("here", span(5, 2), color="GREEN"))
    later = json.loads(write(tmp_path, track(shown)).read_text())
    marker = later["tracks"]["children"][0]["children"][0]["markers"][0]
    marker.update(OTIO_SCHEMA="Marker.3", color=colour)
    text = json.dumps(later)
    assert newer_schemas(text) == ["Marker.3"]
    (clip_read,) = parsed(text).find_clips()
    (found,) = clip_read.markers
    assert (found.name, found.marked_range, found.color or "") == ("here", span(5, 2), name)


@pytest.mark.parametrize("name", ["screening_example.otio", "premiere_example.otio"])
def test_real_files_with_later_markers_are_read_with_all_of_them(name: str) -> None:
    text = shared_path("corpus", "otio", name).read_text("utf-8")
    timeline = parsed(text)
    nested = timeline.find_children(descended_from_type=otio.core.Item)
    held = [timeline.tracks, *nested]
    assert sum(len(item.markers) for item in held) == text.count('"Marker.3"') > 2
