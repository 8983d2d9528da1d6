"""The demo through the whole journey and into a player that nobody here wrote."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio
import pytest
import soundfile

import deepaudio_plugin
from tests.hosts import players
from tests.hosts.lateness import RATE, lateness_s

DEMO = Path(__file__).parents[2] / "resources" / "demo"

pytestmark = [pytest.mark.host, pytest.mark.slow]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    for suffix in (".otio", ".kdenlive"):
        result = deepaudio_plugin.render(
            DEMO / "demo.otio",
            subtitles=[DEMO / "demo.srt"],
            output=folder / f"demo.deepaudio{suffix}",
            library=folder / "takes",
        )
        assert result.exit_code == 0
    output = folder / "demo.deepaudio.otio"
    return otio.adapters.read_from_file(str(output), "otio_json"), output


def test_the_films_own_track_comes_back_unchanged_but_for_its_links(written):
    timeline, _ = written
    own = otio.adapters.read_from_file(str(DEMO / "demo.otio"), "otio_json").tracks[0]
    for clip in own.find_clips():
        clip.media_reference.target_url = str(DEMO / clip.media_reference.target_url)
    assert timeline.tracks[0].is_equivalent_to(own)


def test_melt_plays_every_take_of_the_demo_within_a_frame(written):
    timeline, output = written
    frames = round(timeline.duration().value)
    mixdown, rate = soundfile.read(players.melt(output.with_suffix(".kdenlive"), frames - 1))
    assert rate == RATE
    mixdown = mixdown.mean(axis=1)
    late = {}
    for track in timeline.tracks[1:]:
        for clip in track.find_clips():
            late[clip.name] = lateness_s(clip, output.parent, mixdown)
    assert len(late) == 15
    frame = 1001 / 24_000
    assert {name: s for name, s in late.items() if abs(s) > frame} == {}
