"""Players that nobody here wrote find every new sound at its frame, over the old sound."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import TimeRange

from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.output.names import media_name
from deepaudio_plugin.output.save import write
from deepaudio_plugin.output.tracks import Placed, build_tracks
from deepaudio_plugin.ownership.bwf import Broadcast, write_broadcast_wav
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.timeline.timing import samples
from tests.helpers.tone_film import SHOTS, tone_job, write_cut
from tests.helpers.tones import EARLIEST_S, SAMPLE_RATE, spans
from tests.hosts import players

pytestmark = pytest.mark.host

NTSC, PAL, NTSC30 = 24000 / 1001, 25.0, 30000 / 1001
FRAMES = sum(length for _, length in SHOTS)
OFFSET = 100  # samples from its frame to a line's first sample
TONES = {1000: (24, 24), 3000: (96, 12), 1500: (0, 60), 2000: (30, 40)}  # Hz: frame, frames


@pytest.fixture
def timeline(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A written timeline at the rate asked for: two lanes of speech and a track of audio."""
    return written(tmp_path / "Söhne & Co's film", request.param)


def written(
    folder: Path, rate: float, name: str = "film.deepaudio.otio", dialect: str = "generic"
) -> Path:
    document = read(write_cut(folder, rate))
    jobs = [
        tone_job(folder / "takes", rate, *TONES[1000], 1000),
        tone_job(folder / "takes", rate, *TONES[3000], 3000, offset=OFFSET, number=2),
        tone_job(folder / "takes", rate, *TONES[2000], 2000, lane=1, number=3),
        tone_job(folder / "takes", rate, *TONES[1500], 1500, stem="audio"),
    ]
    output = folder / name
    media = media_folder(output)
    media.mkdir()
    placed = [broadcast(job, media, document.start) for job in jobs]
    tracks = build_tracks(placed, document.rate, document.start, folder=folder)
    return write(document, tracks, output, dialect=dialect).path


def exported(timeline: Path, suffix: str) -> Path:
    """The same in another format; needs its adapter."""
    adapter = {".kdenlive": "otio_kdenlive_adapter", ".xges": "otio_xges_adapter"}[suffix]
    pytest.importorskip(adapter, reason="pip install -e '.[formats]'")
    document = read(timeline)
    tracks = [t for t in document.timeline.tracks if t.name.startswith("DeepAudio ")]
    copies = [track.deepcopy() for track in tracks]
    return write(document, copies, timeline.with_suffix(suffix)).path


def broadcast(item: Placed, folder: Path, start: object) -> Placed:
    take, path = item.takes[0]
    target = folder / media_name(item.job, take.key, start)
    time = samples(start + item.job.start) + item.job.offset - take.handle_in
    write_broadcast_wav(path, target, Broadcast("a tone", take.key[:32], time))
    return dataclasses.replace(item, takes=((take, target),))


def forgetful(timeline: Path) -> Path:
    """The timeline as Kdenlive 26.08 imports it: without the in-point of the last clips."""
    film = otio.adapters.read_from_file(str(timeline))
    for track in film.tracks:
        *_, last = track.find_clips()
        begin = last.media_reference.available_range.start_time
        last.source_range = TimeRange(begin, last.duration())
    path = timeline.with_name("imported.otio")
    otio.adapters.write_to_file(film, str(path))
    return path


def assert_in_place(
    mixdown: Path, rate: float, tolerance: float, shorter: float | None = None
) -> None:
    for hertz, (start, length) in TONES.items():
        (span,) = spans(mixdown, hertz)
        late = OFFSET / SAMPLE_RATE if hertz == 3000 else 0
        begins = max(start / rate + late, EARLIEST_S)
        assert span.start == pytest.approx(begins, abs=tolerance), f"{hertz} Hz"
        end = (start + length) / rate
        assert span.end == pytest.approx(end, abs=shorter or tolerance), f"{hertz} Hz"
    heard = sum(span.end - span.start for span in spans(mixdown, 220))
    assert heard == pytest.approx(FRAMES / rate, abs=0.1), "the film's own sound is gone"


@pytest.mark.parametrize("timeline", [NTSC, PAL, NTSC30], indirect=True, ids=str)
def test_melt_plays_every_sound_at_its_frame(timeline: Path) -> None:
    rate = read(timeline).rate
    project = exported(timeline, ".kdenlive")
    assert_in_place(players.melt(project, FRAMES - 1), rate, tolerance=0.003)


def test_melt_finds_media_of_a_film_with_an_awkward_name(tmp_path: Path) -> None:
    timeline = written(tmp_path / "a: b", PAL, "Film #1, 50% “ünïcödé” 😀?.deepaudio.otio")
    project = exported(timeline, ".kdenlive")
    assert_in_place(players.melt(project, FRAMES - 1), PAL, tolerance=0.003)


def test_what_kdenlives_import_forgets_costs_a_frame_at_a_tracks_end(tmp_path: Path) -> None:
    imported = forgetful(written(tmp_path / "film", PAL, dialect="kdenlive"))
    mixdown = players.melt(exported(imported, ".kdenlive"), FRAMES - 1)
    assert_in_place(mixdown, PAL, tolerance=0.003, shorter=1.2 / PAL)


@pytest.mark.slow
@pytest.mark.parametrize("timeline", [NTSC], indirect=True, ids=str)
def test_blender_plays_every_sound_at_its_frame(timeline: Path) -> None:
    assert_in_place(players.blender(timeline), NTSC, tolerance=1 / NTSC)


@pytest.mark.parametrize("timeline", [NTSC], indirect=True, ids=str)
def test_ges_plays_every_sound_at_its_frame(timeline: Path) -> None:
    assert_in_place(players.ges(exported(timeline, ".xges")), NTSC, tolerance=0.01)
