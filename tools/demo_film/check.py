"""Checks of what was written: media against the timeline, events against the story."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import av
import opentimelineio as otio
from story import DISSOLVE, RATE, record_start, seconds


def _media(path: Path, clip: otio.schema.Clip) -> None:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.average_rate == RATE, f"{path.name}: rate {stream.average_rate}"
        count = 0
        for frame in container.decode(stream):
            expected = count / RATE
            assert abs(frame.pts * stream.time_base - expected) < 1e-3, f"{path.name}: uneven pts"
            count += 1
    available = clip.media_reference.available_range
    assert count == available.duration.value, f"{path.name}: {count} frames"


def _ranges(clip: otio.schema.Clip, handle: int = 24) -> None:
    source, available = clip.source_range, clip.media_reference.available_range
    speed = clip.effects[0].time_scalar if clip.effects else 1.0
    first = source.start_time.value - available.start_time.value
    left = available.duration.value - first - source.duration.value * speed
    assert first >= handle, f"{clip.name}: {first} frames before"
    assert left >= handle, f"{clip.name}: {left} frames after"


def _events(folder: Path) -> None:
    timeline = json.loads((folder / "events.json").read_text(encoding="utf-8"))["timeline"]
    times = [contact["time_s"] for contact in timeline["contacts"]]
    gaps = [b - a for a, b in pairwise(times)]
    assert min(gaps) >= 0.2, f"contacts {min(gaps):.3f} s apart"
    mix = seconds(record_start("walk"))
    near = [t for t in times if abs(t - mix) < seconds(DISSOLVE)]
    assert not near, f"contacts within the dissolve: {near}"


def check(folder: Path) -> None:
    """Read everything back; an AssertionError says what does not fit."""
    edit = otio.adapters.read_from_file(str(folder / "demo.otio"))
    seen: set[str] = set()
    for clip in edit.find_clips():
        _ranges(clip)
        url = clip.media_reference.target_url
        if url not in seen:
            seen.add(url)
            _media(folder / url, clip)
    _events(folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert size < 8_000_000, f"{size} bytes in all"
    print(f"checked: {len(seen)} files, {edit.duration().value:.0f} frames, {size / 1e6:.2f} MB")
