"""The decisions file: nothing that was decided is ever lost."""

from __future__ import annotations

import json
import os

import pytest

from deepaudio_plugin.core.errors import DecisionsError, OutputError
from deepaudio_plugin.decisions import file
from deepaudio_plugin.decisions.model import (
    UNDECIDED,
    Decisions,
    LineDecision,
    ShotDecision,
    TakeDecision,
)
from deepaudio_plugin.decisions.places import Place, Placing
from deepaudio_plugin.decisions.refs import Fingerprint
from deepaudio_plugin.decisions.retries import Retries

PLACING = Placing((Place(at=-3), Place(90, 4, 20, muted=True)), 23.976023976023978, 30, "No.", 1.5)
FULL = Decisions(
    subtitles=("lines.srt",),
    cast={"MARA": "alto", "": "heart"},
    lines={"cue:2": LineDecision(text="„Nein“ – 否", speaker="", muted=True)},
    shots={"shot:a#2": ShotDecision("rain", "birds")},
    takes={
        "cue:2": TakeDecision((4, 2), "k" * 64, 0, ("j" * 64, "k" * 64), PLACING),
        "shot:a#2": TakeDecision(retries=Retries("j" * 64, (1, 2), (1,))),
    },
    fingerprints={"cue:2": Fingerprint("No.", 0.0), "shot:a#2": Fingerprint("a", 1.5, "a.mov")},
    settings={"takes": 3, "engine_settings": {"one": {"cfg": 4.5}}},
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "film.deepaudio.json"


def test_decisions_come_back_as_they_were(path):
    file.write(path, FULL)
    assert file.read(path) == (FULL, [])


def test_equal_decisions_are_equal_bytes_whatever_their_order():
    turned = Decisions(**{**vars(FULL), "cast": dict(reversed(FULL.cast.items()))})
    content = file.encode(FULL)
    assert file.encode(turned) == content
    assert content.endswith(b"}\n")
    assert "„Nein“ – 否" in content.decode()


def test_what_says_nothing_is_not_written(path):
    file.write(path, UNDECIDED)
    assert json.loads(path.read_text()) == {"version": 1}


@pytest.mark.parametrize(
    "name", ["film.otio", "film.deepaudio.otio", "film.otioz", "film.otiod", "film.xml"]
)
def test_a_timeline_and_what_is_made_of_it_share_one_file(tmp_path, name):
    assert file.path_for(tmp_path / name) == tmp_path / "film.deepaudio.json"


def test_no_file_is_nothing_decided(path):
    assert file.read(path) == (UNDECIDED, [])


def test_fields_of_another_program_are_kept(path):
    body = {
        "version": 1, "colour": "red", "extra": [1],
        "lines": {"cue:1": {"muted": True, "mood": {"deep": [1.5, None]}}},
        "takes": {"cue:1": {
            "placing": {"clips": [{"at": 3, "gain": -2.5}], "rate": 24.0, "frames": 9, "by": "x"},
            "retries": {"job_key": "j", "seeds": [1], "why": ["noise"]},
        }},
    }  # fmt: skip
    path.write_text(json.dumps(body))
    decisions, problems = file.read(path)
    assert problems == []
    assert decisions.lines["cue:1"].muted
    file.write(path, decisions)
    assert json.loads(path.read_text()) == body


def test_a_byte_order_mark_is_no_damage(path):
    path.write_bytes(b"\xef\xbb\xbf" + file.encode(FULL))
    assert file.read(path) == (FULL, [])


def test_a_newer_file_is_refused_and_left_alone(path):
    path.write_text('{"version": 2, "lines": "elsewhere"}')
    before = path.read_bytes()
    with pytest.raises(DecisionsError, match="newer version") as raised:
        file.read(path)
    assert raised.value.where == str(path)
    assert raised.value.hint
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"\xff\xfe{", b"{}", b'{"version": "1"}', b'{"version": true}',
        b'{"version": 0}', b'{"version": 1, "cast": []}', b'{"version": 1, "lines": {"cue:1": 3}}',
        b'{"version": 1, "lines": {"cue:1": {"muted": "yes"}}}',
        b'{"version": 1, "takes": {"cue:1": {"seeds": [-1]}}}',
        b'{"version": 1, "takes": {"cue:1": {"seeds": [1e400]}}}',
        b'{"version": 1, "takes": {"cue:1": {"retries": {"seeds": [-1]}}}}',
        b'{"version": 1, "takes": {"cue:1": {"retries": [1]}}}',
        b'{"version": 1, "takes": {"cue:1": {"placing": '
        b'{"clips": [{"at": 99999999999}], "rate": 24.0, "frames": 1}}}}',
        b'{"version": 1, "takes": {"cue:1": {"placing": '
        b'{"clips": [{"at": 1.5}], "rate": 24.0, "frames": 1}}}}',
        b'{"version": 1, "takes": {"cue:1": {"placing": {"clips": []}}}}',
        b'{"version": 1, "takes": {"cue:1": {"placing": '
        b'{"clips": [{}], "rate": 0, "frames": 1}}}}',
        b'{"version": 1, "fingerprints": {"cue:1": {"text": "x"}}}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_file_is_moved_aside_and_work_goes_on(path, content):
    path.write_bytes(content)
    decisions, (problem,) = file.read(path)
    assert decisions == UNDECIDED
    assert "moved to film.deepaudio.json.damaged" in problem.message
    assert path.with_name(f"{path.name}.damaged").read_bytes() == content
    assert not path.exists()


def test_an_earlier_damaged_file_is_not_overwritten(path):
    for content in (b"one", b"two", b"three"):
        path.write_bytes(content)
        file.read(path)
    names = [f"{path.name}.damaged{ending}" for ending in ("", ".2", ".3")]
    assert [path.with_name(n).read_bytes() for n in names] == [b"one", b"two", b"three"]


def test_a_damaged_file_that_cannot_be_moved_stays_and_is_not_written_over(path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "in use")

    path.write_bytes(b"mine")
    monkeypatch.setattr(type(path), "rename", refuse)
    with pytest.raises(DecisionsError, match=r"cannot be moved aside \(in use\)"):
        file.read(path)
    assert path.read_bytes() == b"mine"


def test_a_folder_in_the_files_place_is_refused(path):
    path.mkdir()
    with pytest.raises(DecisionsError, match="cannot be read"):
        file.read(path)


def test_a_write_protected_file_stays_and_says_what_to_do(path):
    path.write_bytes(b"mine")
    path.chmod(0o444)
    with pytest.raises(OutputError, match="write-protected") as raised:
        file.write(path, FULL)
    assert "only while it is open" in raised.value.hint
    assert path.read_bytes() == b"mine"


def test_a_folder_that_is_gone_is_an_error_and_not_made_again(path):
    with pytest.raises(OutputError):
        file.write(path.parent / "gone" / path.name, FULL)
    assert not (path.parent / "gone").exists()


def test_a_path_that_is_no_utf8_survives(path):
    odd = Decisions(subtitles=(os.fsdecode(b"caf\xe9.srt"),))
    file.write(path, odd)
    assert file.read(path) == (odd, [])


# -- where it goes ------------------------------------------------------------------


def test_decisions_go_beside_the_timeline(tmp_path):
    place = file.place_for(tmp_path / "film.otio")
    assert place.read == place.write == tmp_path / "film.deepaudio.json"
    assert place.beside


def protect(path):
    path.write_bytes(file.encode(UNDECIDED))
    path.chmod(0o444)


def test_where_that_cannot_be_written_they_go_to_the_users_folder(tmp_path, private_folders):
    timeline = tmp_path / "film.otio"
    protect(file.path_for(timeline))
    place = file.place_for(timeline)
    assert place.read == file.path_for(timeline)
    assert place.write == file.fallback_path(timeline)
    assert place.write.is_relative_to(private_folders)
    assert not place.beside
    file.write(place.write, FULL)
    assert file.read(file.place_for(timeline).read) == (FULL, [])


def test_two_films_of_one_name_do_not_share_a_fallback(tmp_path):
    first, second = (file.fallback_path(tmp_path / n / "film.otio") for n in "ab")
    assert first != second
    assert file.fallback_path(tmp_path / "a" / "film.deepaudio.otio") == first


def test_the_newer_file_is_read_once_the_folder_can_be_written_again(tmp_path):
    timeline = tmp_path / "film.otio"
    beside, fallback = file.path_for(timeline), file.fallback_path(timeline)
    file.write(beside, UNDECIDED)
    file.write(fallback, FULL)
    os.utime(beside, (1, 1))
    assert file.place_for(timeline) == file.Location(read=fallback, write=beside)


def test_a_name_too_long_for_the_ending_goes_to_the_users_folder(tmp_path):
    timeline = tmp_path / ("x" * 245 + ".otio")
    place = file.place_for(timeline)
    assert place.write == file.fallback_path(timeline)
    file.write(place.write, FULL)
