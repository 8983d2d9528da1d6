import stat
import zipfile
from pathlib import Path

import opentimelineio as otio
import pytest

from deepaudio_plugin.core.errors import DiskFullError, OutputError, TimelineError
from deepaudio_plugin.formats import bundles
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.shots import shots
from tests.helpers.timelines import clip, span, track, write


def bundle(tmp_path, kind):
    """A bundle that OTIO's own adapter wrote."""
    path = write(tmp_path, track(clip((tmp_path / "a.mov").as_uri(), span(0, 24), span(0, 48))))
    timeline = otio.adapters.read_from_file(str(path))
    for item in timeline.find_clips():
        item.media_reference.target_url = (tmp_path / "a.mov").as_uri()
    target = tmp_path / f"film.{kind}"
    otio.adapters.write_to_file(timeline, str(target))
    return target


def zipped(tmp_path, members):
    path = tmp_path / "film.otioz"
    content = write(tmp_path, track(clip("media/a.mov", span(0, 24)))).read_bytes()
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("content.otio", content)
        for name, body in members:
            file.writestr(name, body)
    return path


@pytest.mark.parametrize("kind", ["otioz", "otiod"])
def test_the_media_of_a_bundle_is_found(tmp_path, kind):
    found = read(bundle(tmp_path, kind), cache=tmp_path / "cache")
    (shot,) = shots(found, MediaResolver(found.base))
    assert (found.kind, shot.problem) == (kind, "")
    assert Path(shot.picture.path).read_bytes() == b"a.mov" * 3
    assert found.text.startswith("{")


def test_a_zipped_bundle_is_unpacked_only_when_needed_and_only_once(tmp_path):
    path, cache = bundle(tmp_path, "otioz"), tmp_path / "cache"
    found = read(path, cache=cache)
    assert not cache.exists()
    first = found.base
    assert read(path, cache=cache).base == first
    assert [folder.name for folder in cache.iterdir()] == [first.name]


def test_bundles_go_to_the_users_cache_by_default(tmp_path, private_folders):
    found = read(bundle(tmp_path, "otioz"))
    assert private_folders in found.base.parents


@pytest.mark.parametrize(
    "name", ["../evil.mov", "media/../../evil.mov", "/tmp/evil.mov", "C:\\evil.mov", "..\\evil.mov"]
)
def test_a_bundle_that_writes_outside_its_folder_is_refused_and_writes_nothing(tmp_path, name):
    path, cache = zipped(tmp_path, [(name, b"evil")]), tmp_path / "cache"
    with pytest.raises(TimelineError, match="outside its folder"):
        read(path, cache=cache).base  # noqa: B018
    assert list(cache.iterdir()) == []
    assert not list(tmp_path.rglob("evil*"))


def test_links_and_other_files_of_a_bundle_stay_packed(tmp_path):
    link = zipfile.ZipInfo("media/link.mov")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    members = [(link, "/etc/passwd"), ("media/a.mov", b"media"), ("run.sh", b"rm")]
    base = read(zipped(tmp_path, members), cache=tmp_path / "cache").base
    files = [path.relative_to(base).as_posix() for path in base.rglob("*") if path.is_file()]
    assert files == ["media/a.mov"]


def test_a_bundle_cut_short_is_refused(tmp_path):
    path = bundle(tmp_path, "otioz")
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(TimelineError, match="damaged"):
        read(path)


def test_a_bundle_with_broken_media_is_refused_when_unpacked_and_leaves_nothing(tmp_path):
    path, cache = zipped(tmp_path, [("media/a.mov", b"media " * 1000)]), tmp_path / "cache"
    path.write_bytes(path.read_bytes().replace(b"media media", b"MEDIA media", 1))
    with pytest.raises(TimelineError, match="damaged"):
        read(path, cache=cache).base  # noqa: B018
    assert list(cache.iterdir()) == []


def test_a_zip_of_something_else_is_refused(tmp_path):
    path = tmp_path / "film.otioz"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.txt", "hello")
    with pytest.raises(TimelineError, match=r"no content\.otio"):
        read(path)


def test_a_bundle_too_large_for_the_disk_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    path = zipped(tmp_path, [("media/a.mov", b"media")])
    monkeypatch.setattr(bundles.shutil, "disk_usage", lambda _path: type("", (), {"free": 3})())
    with pytest.raises(DiskFullError):
        read(path, cache=tmp_path / "cache").base  # noqa: B018


def test_a_cache_that_is_no_folder_is_a_clear_error(tmp_path):
    path = zipped(tmp_path, [("media/a.mov", b"media")])
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(OutputError, match="cannot be unpacked"):
        read(path, cache=tmp_path / "cache").base  # noqa: B018
