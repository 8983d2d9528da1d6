"""Paths of one machine as they are on another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.path_mapping import RULES_VERSION, PathMapping, mapping_of
from deepaudio_plugin.core.protocol import PictureSource, RenderRequest, ShownPart, Window


def rules_file(folder: Path, *rules: tuple[str, str, str], version: str = RULES_VERSION) -> Path:
    path = folder / "rules.json"
    names = ("source_path_format", "source_path", "destination_path")
    listed = [dict(zip(names, rule, strict=True)) for rule in rules]
    path.write_text(json.dumps({"version": version, "path_mapping_rules": listed}), "utf-8")
    return path


def test_the_deepest_rule_counts_and_what_none_names_stays():
    mapping = mapping_of(["/films=/mnt/films", "/films/new=/fast"])
    assert mapping("/films/a.mov") == str(Path("/mnt/films/a.mov"))
    assert mapping("/films/new/a.mov") == str(Path("/fast/a.mov"))
    assert mapping("/filmsnew/a.mov") == "/filmsnew/a.mov"
    assert mapping("/films") == str(Path("/mnt/films"))


def test_paths_of_windows_are_read_as_windows_reads_them():
    mapping = mapping_of([r"P:\Films=/mnt/films"])
    assert mapping(r"p:\films\Reel 1\a.mov") == str(Path("/mnt/films/Reel 1/a.mov"))
    assert mapping("P:/Films/a.mov") == str(Path("/mnt/films/a.mov"))


def test_rules_of_a_render_manager_are_read(tmp_path: Path):
    path = rules_file(
        tmp_path,
        ("POSIX", "/desk/films", "/node/films"),
        ("WINDOWS", r"Z:\films", "/node/films"),
        ("URI", "s3://films/", "/node/uri"),
    )
    mapping = mapping_of(rules_file=path)
    assert mapping("/desk/films/a.mov") == str(Path("/node/films/a.mov"))
    assert mapping(r"z:\films\b\a.mov") == str(Path("/node/films/b/a.mov"))
    assert mapping("s3://films/b/a.mov") == str(Path("/node/uri/b/a.mov"))
    assert mapping("s3://other/a.mov") == "s3://other/a.mov"


@pytest.mark.parametrize("text", ["", "{}"])
def test_a_session_without_rules_maps_nothing(tmp_path: Path, text: str):
    path = tmp_path / "rules.json"
    path.write_text(text, "utf-8")
    assert mapping_of(rules_file=path) == PathMapping()


@pytest.mark.parametrize("given", ["", "/films", "=/films", "/films="])
def test_a_pair_that_names_no_two_folders_is_refused(given: str):
    with pytest.raises(UsageError, match="names no two folders"):
        mapping_of([given])


def test_rules_that_cannot_be_read_are_named_with_their_file(tmp_path: Path):
    newer = rules_file(tmp_path, version="pathmapping-9.0")
    with pytest.raises(UsageError, match=r"version is not pathmapping-1.0") as raised:
        mapping_of(rules_file=newer)
    assert raised.value.where == str(newer)
    with pytest.raises(UsageError, match="MAC"):
        mapping_of(rules_file=rules_file(tmp_path, ("MAC", "/a", "/b")))
    with pytest.raises(UsageError, match="No such file"):
        mapping_of(rules_file=tmp_path / "gone.json")


def test_an_order_is_mapped_with_every_file_that_it_names():
    picture = PictureSource("/desk/a.mov", media_start_s=2.0)
    part = ShownPart(0, 10, PictureSource("/desk/b.mov"), {"windows": [[0, 3]]})
    request = RenderRequest(
        *("1", "k" * 64, "speech", "sketch", "/desk/out", 48_000),
        picture=picture,
        windows=(Window(0, 5),),
        parts=(part,),
        voice_parts=(part,),
        settings={"cfg": 2.0, "reference": {"path": "/desk/mara.wav", "text": "", "digest": "d"}},
    )
    mapped = mapping_of(["/desk=/node"]).request(request)
    node = [str(Path("/node", name)) for name in ("a.mov", "b.mov", "mara.wav")]
    shown = [mapped.picture.path, mapped.parts[0].picture.path]
    assert [*shown, mapped.settings["reference"]["path"]] == node
    assert mapped.voice_parts == mapped.parts
    assert mapped.out_dir == "/desk/out"  # where it goes is the machine's own affair
    assert mapped.windows == request.windows
    assert mapped.settings["cfg"] == 2.0
    assert mapping_of().request(request) is request
