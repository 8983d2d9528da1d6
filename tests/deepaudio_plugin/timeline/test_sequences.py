"""Image sequences that we write for hosts are found again when the timeline comes back."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.output.save import write
from deepaudio_plugin.subtitles.material import read_material

RATE = 24.0
FORMATS = ["xml", "fcpxml", "aaf"]


def frames(start: int, length: int) -> TimeRange:
    return TimeRange(RationalTime(start, RATE), RationalTime(length, RATE))


def project(folder: Path, first: int = 1001, begin: int = 1001) -> Path:
    """Twenty frames of a sequence from its sixth image, in a folder with a difficult name."""
    plates = folder / "plates 100%#1"
    plates.mkdir(parents=True)
    for number in range(first, 1061):
        (plates / f"a b.{number:04d}.exr").touch()
    media = otio.schema.ImageSequenceReference(
        "plates 100%#1/", "a b.", ".exr", 1001, 1, RATE, 4, available_range=frames(begin, 60)
    )
    timeline = otio.schema.Timeline("cut", global_start_time=RationalTime(86_400, RATE))
    track = otio.schema.Track("V1", kind="Video")
    track.append(otio.schema.Clip("plate", media, frames(begin + 5, 20)))
    timeline.tracks.append(track)
    path = folder / "cut.otio"
    otio.adapters.write_to_file(timeline, str(path))
    return path


def picture(path: Path) -> PictureSource | None:
    (shot,) = read_material(path, RenderOptions()).shots
    return shot.picture


@pytest.mark.parametrize("dialect", ["resolve", "nuke"])
@pytest.mark.parametrize("begin", [0, 1001, 86_400])
def test_a_sequence_in_a_hosts_spelling_is_the_same_picture(tmp_path, dialect, begin):
    path = project(tmp_path, begin=begin)
    written = write(read(path), [], tmp_path / "back.otio", dialect=dialect)
    clip = next(iter(read(written.path).timeline.find_clips()))
    assert isinstance(clip.media_reference, otio.schema.ExternalReference)
    assert picture(written.path) == picture(path)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_sequence_in_another_format_is_the_same_picture(tmp_path, ending):
    pytest.importorskip("otio_fcpx_xml_adapter", reason="pip install -e '.[formats]'")
    path = project(tmp_path)
    written = write(read(path), [], tmp_path / f"back.{ending}")
    assert picture(written.path) == picture(path)


@pytest.mark.parametrize(("dialect", "begin"), [("resolve", 0), ("nuke", 1001)])
def test_images_before_the_first_are_not_shown(tmp_path, dialect, begin):
    path = project(tmp_path, first=990, begin=begin)
    written = write(read(path), [], tmp_path / "back.otio", dialect=dialect)
    assert picture(written.path) == picture(path)


def test_a_sequence_that_is_gone_is_missing(tmp_path):
    path = project(tmp_path)
    written = write(read(path), [], tmp_path / "back.otio", dialect="resolve")
    for image in (tmp_path / "plates 100%#1").iterdir():
        image.unlink()
    (shot,) = read_material(written.path, RenderOptions()).shots
    assert "no image of" in shot.problem
    assert shot.picture is None
