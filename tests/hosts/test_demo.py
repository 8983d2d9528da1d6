"""The demo through the whole journey and into a player that nobody here wrote."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest
import soundfile
from scipy import signal

import deepaudio_plugin
from tests.hosts import players

DEMO = Path(__file__).parents[2] / "resources" / "demo"
RATE = 48_000
_AROUND_S = 0.3

pytestmark = [pytest.mark.host, pytest.mark.slow]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    result = deepaudio_plugin.render(
        DEMO / "demo.otio",
        subtitles=[DEMO / "demo.srt"],
        output=folder / "demo.deepaudio.otio",
        library=folder / "takes",
    )
    assert result.exit_code == 0
    return otio.adapters.read_from_file(str(result.output), "otio_json"), result.output


def test_the_films_own_track_comes_back_unchanged_but_for_its_links(written):
    timeline, _ = written
    own = otio.adapters.read_from_file(str(DEMO / "demo.otio"), "otio_json").tracks[0]
    for clip in own.find_clips():
        clip.media_reference.target_url = str(DEMO / clip.media_reference.target_url)
    assert timeline.tracks[0].is_equivalent_to(own)


def test_melt_plays_every_take_of_the_demo_within_a_frame(written):
    timeline, output = written
    frames = round(timeline.duration().value)
    mixdown, rate = soundfile.read(players.melt(output, frames))
    assert rate == RATE
    mixdown = mixdown.mean(axis=1)
    late = {}
    for track in timeline.tracks[1:]:
        for clip in track.find_clips():
            late[clip.name] = _lateness_s(clip, output.parent, mixdown)
    assert len(late) == 15
    frame = 1001 / 24_000
    assert {name: s for name, s in late.items() if abs(s) > frame} == {}


def _lateness_s(clip: otio.schema.Clip, folder: Path, mixdown: np.ndarray) -> float:
    """How late a clip's sound comes in the mixdown, by where the two agree best."""
    sound, _ = soundfile.read(folder / clip.media_reference.target_url)
    first = round(clip.source_range.start_time.to_seconds() * RATE)
    sound = sound[first : first + round(clip.source_range.duration.to_seconds() * RATE)]
    around = round(_AROUND_S * RATE)
    start = round(clip.range_in_parent().start_time.to_seconds() * RATE)
    heard = np.pad(mixdown, (around, around + len(sound)))[start : start + len(sound) + 2 * around]
    agreement = signal.correlate(heard, sound, "valid", method="fft")
    return (int(np.argmax(agreement)) - around) / RATE
