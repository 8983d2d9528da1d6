"""What is ours on a timeline, and what is not although it looks like it."""

import json

import pytest

from deepaudio_plugin.output.splice import hand_edited, without_ours
from deepaudio_plugin.ownership.ours import (
    OWNER,
    file_name,
    is_replaceable,
    others_on,
    our_file,
    replaceable,
    stem_of,
)
from tests.deepaudio_plugin.output.test_splice import timeline, track

OURS = "film.deepaudio/01000006_MARA_Who-is-there_0123abcd.wav"
MARK = {"deepaudio": {"owner": OWNER}}


def clip(url=OURS, name="MARA: Who is there?", metadata=None, said=None):
    reference = {"OTIO_SCHEMA": "ExternalReference.1", "target_url": url, "metadata": said or {}}
    return {
        "OTIO_SCHEMA": "Clip.2", "name": name, "metadata": metadata or {},
        "media_references": {"DEFAULT_MEDIA": reference},
    }  # fmt: skip


GAP = {"OTIO_SCHEMA": "Gap.1", "name": ""}
MINE = clip("adr 3.wav", "ADR 3")


def our(*children, name="DeepAudio Speech", metadata=None):
    return {
        "OTIO_SCHEMA": "Track.1", "kind": "Audio", "name": name,
        "metadata": metadata or {}, "children": list(children),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("01000006_MARA_Who-is-there_0123abcd.wav", "01000006"),
        ("01000006_0123abcd.wav", "01000006"),
        ("01000006_我们_0123ABCD.WAV", "01000006"),
        ("mix_0123abcd.wav", ""),
        ("01000006_x_0123abcd-2.wav", "01000006"),
    ],
)
def test_names_that_we_give_are_known(name, digits):
    found = our_file(name)
    assert (found.digits, found.digest, found.unchanged) == (digits, "0123abcd", True)


@pytest.mark.parametrize(
    "name",
    ["01000006_x_0123abcd_1.wav", "01000006_x_0123abcd.wav.mxf", "01000006_x_0123abcd Copy.aif"],
)
def test_a_hosts_copy_is_known_and_not_taken_for_the_file_itself(name):
    assert our_file(name).unchanged is False


@pytest.mark.parametrize(
    "name",
    ["adr.wav", "0123abcd.wav", "0100_x_0123abcd.wav", "01000006_x_0123abcg.wav", "", "remix.wav",
     "01000006_x_0123abcd9.wav"],
)  # fmt: skip
def test_other_names_are_not(name):
    assert our_file(name) is None


def test_file_names_are_found_in_addresses_of_any_system():
    urls = ["file:///a/b%20c.wav", r"C:\a\b c.wav", "a/b c.wav", "file://localhost/C%3a/b%20c.wav"]
    assert {file_name(url) for url in urls} == {"b c.wav"}


def test_tracks_are_known_by_name_whatever_the_lane():
    assert stem_of("DeepAudio Speech 12") == "speech"
    assert stem_of("deepaudio audio") == "audio"
    assert stem_of("DeepAudio Speech (edited)") == stem_of("Speech") == ""


@pytest.mark.parametrize(
    "track",
    [
        our(clip(), GAP),
        our(clip(), metadata=MARK),
        our(metadata=MARK),
        our(clip("mix_0123abcd.wav"), name="DeepAudio Mix"),
        our(clip("proxy.mov", said={"deepaudio": {"key": "k"}}), metadata=MARK),
        our(clip("", metadata={"deepaudio": {"stem": "speech"}}), metadata=MARK),
    ],
    ids=["by name", "by mark", "empty", "mix", "media with our key", "missing media"],
)
def test_what_is_all_ours_is_replaced(track):
    assert is_replaceable(track)
    assert others_on(track) == []


@pytest.mark.parametrize("metadata", [{}, MARK], ids=["known by name", "known by mark"])
@pytest.mark.parametrize(
    "other",
    [
        MINE,
        clip("adr 3.wav", "ADR 3", {"deepaudio": {"stem": "speech"}}),
        clip("01000006_x_0123abcd_1.wav", "ADR 3"),
        {"OTIO_SCHEMA": "Stack.1", "name": "ADR 3", "children": [clip()]},
    ],
    ids=["a clip", "our clip with other media", "a host's copy", "a nested sequence"],
)
def test_what_others_have_laid_on_a_track_of_ours_keeps_it(metadata, other):
    text = timeline(track("V1"), json.dumps(our(clip(), other, metadata=metadata)))
    assert without_ours(text) == text
    (note,) = hand_edited(text)
    assert "'DeepAudio Speech' is kept: 'ADR 3' on it is not ours" in note


def test_tracks_of_others_are_neither_replaced_nor_told_of():
    for other in (our(clip(), name="A7"), our(MINE), our(GAP), our(), our(MINE, name="A1")):
        assert not is_replaceable(other)
        assert others_on(other) == []


@pytest.mark.parametrize("name", ["", "-1", "A1", "A2", "Sequence", "Audio 3", "Track 12", "a"])
def test_a_track_of_our_files_whose_name_a_format_has_taken_is_replaced(name):
    assert replaceable([our(MINE, name="A1"), our(GAP, clip(), name=name)]) == [False, True]


@pytest.mark.parametrize(
    "track",
    [
        our(clip(), MINE, name=""),
        our(clip(), clip("01000006_x_0123abcd_1.wav"), name=""),
        our(clip(), {"OTIO_SCHEMA": "Transition.1"}, clip(), name=""),
        our({**clip(), "effects": [{"OTIO_SCHEMA": "Effect.1"}]}, name=""),
        our({**clip(), "markers": [{"OTIO_SCHEMA": "Marker.2"}]}, name=""),
        our(clip(), name="Dialogue"),
        our(GAP, name=""),
        our(name=""),
        {**our(clip(), name=""), "kind": "Video"},
        {**our(clip(), name=""), "children": None},
        None,
    ],
    ids=["a clip", "a host's copy", "a crossfade", "an effect", "a marker", "a name", "gaps",
         "nothing", "picture", "no list", "no track"],
)  # fmt: skip
def test_a_track_without_a_name_with_anything_else_to_it_is_kept(track):
    assert replaceable([track, our(clip(), name="")]) == [False, True]


def test_a_copy_of_ours_is_kept_where_our_tracks_have_their_names():
    assert replaceable([our(clip()), our(clip(), name="A7")]) == [True, False]
