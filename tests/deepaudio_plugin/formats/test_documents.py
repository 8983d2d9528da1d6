import json
import logging
import os
import sys
import types

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.errors import TimelineEmptyError, TimelineError, TimelineMissingError
from deepaudio_plugin.formats import reading as formats
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.shots import shots
from tests.helpers.timelines import clip, document, gap, layout, span, speed, track, write

NTSC = 24000 / 1001


def refused(path, kind=TimelineError):
    """The error a file gets; every one is a line, says where, and never a traceback's name."""
    with pytest.raises(kind) as caught:
        read(path)
    assert "\n" not in caught.value.message
    assert str(path) in str(caught.value)
    return caught.value


# -- what a document is ----------------------------------------------------------------


def test_a_document_knows_rate_start_duration_text_and_base(tmp_path):
    path = write(
        tmp_path,
        track(clip("a.mov", span(0, 48, 23.976))),
        track(clip("b.mov", span(0, 60, 23.976)), kind="Audio"),
        start=RationalTime(86_400, 23.976),
    )
    found = read(str(path))
    assert (found.path, found.base, found.kind) == (path, tmp_path, "otio")
    assert found.rate == NTSC
    assert found.start == RationalTime(86_400, NTSC)
    assert found.duration == RationalTime(60, NTSC)
    assert found.text == path.read_text(encoding="utf-8")
    assert found.notes == ()


def test_the_file_keeps_its_bytes_in_the_text_even_with_a_byte_order_mark(tmp_path):
    path = write(tmp_path, track(clip("a.mov", span(0, 24))))
    content = path.read_text(encoding="utf-8").replace("\n", "\r\n").replace("film", "fïlm 🎬")
    path.write_bytes(b"\xef\xbb\xbf" + content.encode())
    assert read(path).text == content


@pytest.mark.parametrize(
    ("rows", "start", "rate"),
    [
        ([[(24, 24), (25, 25)]], RationalTime(100, 25), 25),  # the start timecode's rate
        ([[(25, 25), (25, 25), (24, 24)]], RationalTime(0, 24), 24),  # an item agrees
        ([[(25, 25), (25, 25)]], RationalTime(0, 24), 25),  # none agrees with a bare zero
        ([[(25, 25), (30, 30), (30, 30)]], None, 30),  # what most use
        ([[(48000, 48000), (48000, 48000), (25, 25)]], None, 25),  # no audio clock
        ([[(23.98, 24)]], None, NTSC),
        ([[(59.94, 60)]], None, 60000 / 1001),
        ([[(0, 24), (25, 24)]], None, 25),  # nonsense does not count
    ],
)
def test_the_edit_rate_is_the_one_the_timeline_is_cut_at(tmp_path, rows, start, rate):
    rows = [track(*[clip("a.mov", span(0, n, r)) for r, n in row]) for row in rows]
    assert document(tmp_path, *rows, start=start).rate == rate


def test_a_timeline_of_sound_only_is_read_and_has_no_shots(tmp_path):
    found = document(tmp_path, track(clip("a.mov", span(0, 50, 25)), kind="Audio"))
    assert (found.rate, found.duration.value) == (25, 50)
    assert shots(found, MediaResolver(found.base)) == []


@pytest.mark.parametrize(
    "rows", [[track(gap(48, 25))], [track(), track(gap(48, 25), kind="Audio")]]
)
def test_a_timeline_of_gaps_is_as_long_as_they_are_and_says_that_nothing_is_seen(tmp_path, rows):
    found = document(tmp_path, *rows)
    assert (found.rate, found.duration.value) == (25, 48)
    assert shots(found, MediaResolver(found.base)) == []
    assert any("no picture" in note for note in found.notes)


def black(kind="black", name=""):
    return clip(otio.schema.GeneratorReference(kind, kind), span(0, 24, 25), name=name)


def test_black_is_no_shot_and_covers_what_lies_beneath(tmp_path):
    under = track(clip("a.mov", span(0, 48, 25)))
    found = document(tmp_path, under, track(black("Solid Color", "Black video")))
    names = [shot.name for shot in shots(found, MediaResolver(found.base))]
    assert names == ["a"]
    assert any("a piece of black is no shot" in note for note in found.notes)
    only = document(tmp_path, track(black()))
    assert shots(only, MediaResolver(only.base)) == []
    assert any("no picture" in note for note in only.notes)
    blackboard = document(tmp_path, track(black("Solid Color", "Blackboard")))
    assert len(shots(blackboard, MediaResolver(blackboard.base))) == 1


# -- other roots -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("root", "kind"),
    [
        (clip("a.mov", span(0, 24)), "clip"),
        (track(clip("a.mov", span(0, 24))), "track"),
        (otio.schema.Stack(children=[track(clip("a.mov", span(0, 24)))]), "stack"),
    ],
)
def test_a_bare_clip_track_or_stack_is_read_as_a_timeline_with_a_note(tmp_path, root, kind):
    path = tmp_path / "film.otio"
    otio.adapters.write_to_file(root, str(path))
    found = read(path)
    assert layout(shots(found, MediaResolver(found.base))) == [("a", 0, 24)]
    assert found.notes == (f"the file holds a {kind}, not a timeline",)
    assert found.text is None


def test_of_a_collection_the_first_timeline_is_taken_and_named(tmp_path):
    timelines = []
    for name in ("reel 1", "reel 2"):
        timelines.append(otio.schema.Timeline(name))
        timelines[-1].tracks.append(track(clip("a.mov", span(0, 24))))
    path = tmp_path / "film.otio"
    otio.adapters.write_to_file(otio.schema.SerializableCollection("bin", timelines), str(path))
    found = read(path)
    assert found.timeline.name == "reel 1"
    assert "'reel 1' is used, the first of 2" in found.notes[0]


@pytest.mark.parametrize(
    "root",
    [
        '{"a": 1}',
        "[]",
        "3",
        "null",
        otio.schema.Marker().to_json_string(),
        '{"OTIO_SCHEMA": "F.1"}',
    ],
)
def test_an_object_that_is_no_timeline_is_refused_by_name(tmp_path, root):
    path = tmp_path / "film.otio"
    path.write_text(root)
    assert "not a timeline" in refused(path).message


# -- files that are no timeline --------------------------------------------------------


def test_no_such_file(tmp_path):
    assert refused(tmp_path / "gone.otio", TimelineMissingError).message == "no such file"


@pytest.mark.parametrize("name", ["film.otio", "film.otioz", "film.xml", "film.aaf", "film.edl"])
def test_an_empty_file_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    assert refused(tmp_path / name).message == "the file is empty"


@pytest.mark.parametrize("name", ["film.otio", "film.otioz", "film.xml", "film.fcpxml", "film.aaf"])
@pytest.mark.parametrize("content", [b"\0" * 100, b"hello", bytes(range(256)) * 20, b"{", b"<a/>"])
def test_rubbish_of_any_name_is_refused_in_one_line(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    error = refused(tmp_path / name)
    assert len(error.message) < 400


@pytest.mark.parametrize("name", ["film.mov", "film", "film.txt"])
def test_a_file_of_no_timeline_format_is_refused_with_the_formats(tmp_path, name):
    (tmp_path / name).write_bytes(b"hello")
    error = refused(tmp_path / name)
    assert "not a timeline format" in error.message
    assert ".otio" in error.hint


def test_otio_under_another_name_is_read_all_the_same(tmp_path):
    path = write(tmp_path, track(clip("a.mov", span(0, 24)))).rename(tmp_path / "film.json")
    assert read(path).kind == "otio"


def test_xml_named_otio_is_told_to_be_renamed(tmp_path):
    path = tmp_path / "film.otio"
    path.write_text('<?xml version="1.0"?><!DOCTYPE xmeml><xmeml version="5"></xmeml>')
    error = refused(path)
    assert "looks like .xml" in error.message
    assert error.hint == "rename it to .xml"


def test_a_folder_is_refused(tmp_path):
    assert "no content.otio" in refused(tmp_path).message


@pytest.mark.skipif(os.name == "nt", reason="permissions are other things there")
def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    path = write(tmp_path, track(clip("a.mov", span(0, 24))))
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "cannot be read" in refused(path).message


def test_a_file_that_cannot_be_opened_is_refused(tmp_path, monkeypatch):
    path = write(tmp_path, track(clip("a.mov", span(0, 24))))

    def denied(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    assert refused(path).message == "the file cannot be read: Permission denied"


def test_a_file_of_a_newer_otio_is_read_as_of_the_one_that_is_here(tmp_path):
    path = write(tmp_path, track(clip("a.mov", span(0, 24))))
    path.write_text(path.read_text().replace("Clip.2", "Clip.9"))
    found = read(path)
    assert found.duration.value == 24
    assert found.notes == (
        "written by a newer OpenTimelineIO (Clip.9): what is new in it is not read",
    )


def test_a_file_of_a_newer_otio_that_cannot_be_read_names_the_schema_and_the_remedy(tmp_path):
    path = write(tmp_path, track(clip("a.mov", span(0, 24))))
    text = path.read_text().replace("Clip.2", "Clip.9")
    path.write_text(text.replace('"name": "a"', '"name": {"new": 1}'))
    error = refused(path)
    assert "newer OpenTimelineIO (Clip.9)" in error.message
    assert "export the timeline for an older OpenTimelineIO" in error.hint


def test_a_track_whose_trim_would_hide_all_of_it_is_read_untrimmed_with_a_note(tmp_path):
    recorded = track(clip("a.mov", span(0, 24)), name="V", source_range=span(-86_243, 24))
    found = document(tmp_path, recorded)
    assert layout(shots(found, MediaResolver(found.base))) == [("a", 0, 24)]
    assert found.notes == (
        "the trim of track 'V' lies before all of its clips: it is read untrimmed",
    )


def test_json_nested_past_all_sense_is_refused_and_ends_no_process(tmp_path):
    path = tmp_path / "film.otio"
    path.write_text('{"OTIO_SCHEMA":"Timeline.1","metadata":' + "[" * 300_000 + "]" * 300_000 + "}")
    assert "nested too deeply" in refused(path).message


def test_compositions_nested_past_all_sense_are_refused(tmp_path):
    inner = otio.schema.Stack(children=[track(clip("a.mov", span(0, 24)))])
    for _ in range(50):
        inner = otio.schema.Stack(children=[track(inner)])
    assert "nested more than" in refused(write(tmp_path, track(inner))).message


def test_what_otio_says_of_a_broken_object_comes_without_its_inner_names(tmp_path):
    path = tmp_path / "film.otio"
    path.write_text('{"OTIO_SCHEMA": "Marker.2"}')
    message = refused(path).message
    assert message == "not a readable OTIO timeline: marked_range (near line 1)"


# -- nothing to work on ----------------------------------------------------------------


def test_no_tracks_and_tracks_without_any_length_are_empty(tmp_path):
    for rows in ([], [track()], [track(gap(0))], [track(kind="Audio")]):
        error = refused(write(tmp_path, *rows), TimelineEmptyError)
        assert "the timeline has no" in error.message


def test_a_timeline_whose_every_rate_is_nonsense_is_refused(tmp_path):
    path = write(tmp_path, track(clip("a.mov", span(0, 24, 0)), clip("b.mov", span(0, 24, -1))))
    assert "usable frame rate" in refused(path).message


def test_senseless_trims_and_speeds_of_compositions_do_not_stop_the_rest(tmp_path):
    nan = float("nan")
    inner = otio.schema.Stack(
        children=[track(clip("a.mov", span(0, 24)))],
        source_range=span(nan, 24),
        effects=[speed(nan)],
    )
    found = document(tmp_path, track(inner, gap(nan), clip("b.mov", span(0, 24))))
    assert layout(shots(found, MediaResolver(found.base))) == [("a", 0, 24), ("b", 24, 24)]


# -- adapters --------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", sorted(formats.ADAPTED))
def test_a_format_without_its_adapter_says_how_to_install_it(tmp_path, monkeypatch, suffix):
    monkeypatch.setattr(formats, "_adapter", lambda _suffix: None)
    path = tmp_path / f"film{suffix}"
    path.write_text("anything")
    assert 'pip install "deepaudio-editors[formats]"' in refused(path).hint


def test_what_an_adapter_prints_logs_warns_and_raises_stays_inside(tmp_path, monkeypatch, capfd):
    def noisy(_path):
        print("BANNER")
        print("BANNER", file=sys.stderr)
        logging.warning("BANNER")
        raise KeyError("'reel'\nsecond line")

    monkeypatch.setattr(formats, "_adapter", lambda _suffix: "noisy")
    monkeypatch.setattr(formats, "_READERS", {"noisy": noisy})
    path = tmp_path / "film.xml"
    path.write_text("<xmeml/>")
    handlers = list(logging.getLogger().handlers)
    assert "the noisy adapter cannot read it" in refused(path).message
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger().handlers == handlers
    assert logging.getLogger().isEnabledFor(logging.WARNING)


def test_an_adapter_whose_own_library_is_missing_is_an_adapter_not_installed(tmp_path, monkeypatch):
    def broken(_path):
        raise ModuleNotFoundError("No module named 'aaf2'")

    monkeypatch.setattr(formats, "_adapter", lambda _suffix: "AAF")
    monkeypatch.setattr(formats, "_READERS", types.MappingProxyType({"AAF": broken}))
    (tmp_path / "film.aaf").write_bytes(b"\xd0\xcf\x11\xe0")
    assert "deepaudio-editors[formats]" in refused(tmp_path / "film.aaf").hint


def test_metadata_of_any_shape_is_no_rate(tmp_path):
    path = write(tmp_path, track(clip("a.mov", span(0, 24))))
    for odd in (3, "x", [1], {"rate": 5}, {"rate": {"timebase": "x"}}, {"rate": {"timebase": 0}}):
        body = json.loads(path.read_text())
        body["metadata"] = {"fcp_xml": odd}
        path.write_text(json.dumps(body))
        assert read(path).rate == 24
