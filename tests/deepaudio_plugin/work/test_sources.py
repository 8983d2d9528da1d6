"""Files that an order names: by what is in them, wherever they lie."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import MediaError, MediaMissingError
from deepaudio_plugin.core.files import digest_of
from deepaudio_plugin.core.path_mapping import mapping_of
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.core.take_spec import LinePart, ReferenceVoice, TakeSpec
from deepaudio_plugin.timeline.identity import MediaIdentity
from deepaudio_plugin.work.sources import SourceCheck
from deepaudio_plugin.worker_client.requests import render_request


class Desk:
    """Where a take was planned: a film, another one, and the recording of a voice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "a.mov").write_bytes(b"a film" * 100)
        (folder / "b.mov").write_bytes(b"b film" * 100)
        (folder / "mara.wav").write_bytes(b"a voice" * 100)

    def part(self, name: str) -> LinePart:
        picture = PictureSource(str(self.folder / name))
        return LinePart(0, 10, picture, MediaIdentity()(picture))

    @property
    def spec(self) -> TakeSpec:
        """A line over two films, in the voice of a recording that a third shows."""
        recording = self.folder / "mara.wav"
        voice = ReferenceVoice(str(recording), "", digest_of(recording), (self.part("b.mov"),))
        first, second = self.part("a.mov"), self.part("b.mov")
        return TakeSpec(
            *("speech", "sketch", 10),
            picture=first.picture,
            media=first.media,
            parts=(first, second),
            reference=voice,
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk")


def check(spec: TakeSpec, checker: SourceCheck | None = None, *maps: str) -> None:
    request = mapping_of(maps).request(render_request(spec, "1", ""))
    (checker or SourceCheck()).check(spec, request)


def test_what_was_planned_is_taken_here_and_as_a_copy_elsewhere(desk: Desk, tmp_path: Path):
    spec = desk.spec
    check(spec)
    shutil.copytree(desk.folder, tmp_path / "node")
    for path in (tmp_path / "node").iterdir():
        os.utime(path, (1, 1))  # another machine's clock
    desk.folder.rename(tmp_path / "away")
    check(spec, None, f"{desk.folder}={tmp_path / 'node'}")


@pytest.mark.parametrize("name", ["a.mov", "b.mov", "mara.wav"])
def test_another_file_under_the_same_path_is_refused(desk: Desk, name: str):
    spec = desk.spec
    (desk.folder / name).write_bytes(b"another" * 100)
    with pytest.raises(MediaError, match="another file lies here") as raised:
        check(spec)
    assert raised.value.where == str(desk.folder / name)
    assert "--map" in raised.value.hint


@pytest.mark.parametrize("name", ["a.mov", "b.mov", "mara.wav"])
def test_a_file_that_is_not_there_is_named(desk: Desk, name: str):
    spec = desk.spec
    (desk.folder / name).unlink()
    with pytest.raises(MediaMissingError) as raised:
        check(spec)
    assert str(desk.folder / name) in str(raised.value)
    assert "--map" in raised.value.hint


def test_a_file_that_changes_meanwhile_is_looked_at_again(desk: Desk):
    spec, checker = desk.spec, SourceCheck()
    check(spec, checker)
    (desk.folder / "mara.wav").write_bytes(b"another, longer voice" * 100)
    with pytest.raises(MediaError, match="another file"):
        check(spec, checker)


def test_a_take_without_a_picture_needs_no_file():
    check(TakeSpec("speech", "sketch", 10, text="Hi"))
    check(replace(TakeSpec("audio", "sketch", 10), prompt="rain"))
