"""The demo film's list says what its edit and the truth of its events say."""

from __future__ import annotations

import json

import opentimelineio as otio
import pytest

from deepaudio.evaluation import demo, lists


def test_every_shot_line_and_contact_of_the_edit_is_in_the_list() -> None:
    with demo.demo_list() as path:
        items = {item.id: item for item in lists.read(path).items}
        truth = json.loads((path.parent / "events.json").read_text(encoding="utf-8"))
        timeline = otio.adapters.read_from_file(str(path.parent / "demo.otio"), "otio_json")
    clips = {clip.name.replace(" ", "-"): clip for clip in timeline.find_clips()}
    assert set(clips) == set(items)
    for name, clip in clips.items():
        item, speed = items[name], 2 if name == "ball" else 1
        first = clip.source_range.start_time - clip.media_reference.available_range.start_time
        start, length = first.to_seconds(), speed * clip.source_range.duration.to_seconds()
        assert item.start_s == pytest.approx(start, abs=0.001)
        assert item.end_s == pytest.approx(start + length, abs=0.001)
        contacts = truth["clips"][clip.media_reference.target_url]["contacts"]
        seen = [c["time_s"] - start for c in contacts if start <= c["time_s"] < start + length]
        assert item.events_s == pytest.approx(seen, abs=0.001)
    mouths = truth["timeline"]["mouth"]
    spoken = [item for item in items.values() if item.text]
    assert [item.speaker for item in spoken] == [mouth["speaker"] for mouth in mouths]
    for item, mouth in zip(spoken, mouths, strict=True):
        at = clips[item.id].range_in_parent().start_time.to_seconds()
        assert item.cue == pytest.approx((mouth["start_s"] - at, mouth["end_s"] - at), abs=0.001)
