"""Orders for takes in a file: read as they were written, and what is wrong is named by its line."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from deepaudio_plugin.core import protocol
from deepaudio_plugin.core.errors import OutputError, UsageError
from deepaudio_plugin.core.protocol import PictureSource, Window
from deepaudio_plugin.core.take_spec import (
    AmbiencePoint,
    DescribedSound,
    EngineSettings,
    LinePart,
    ReferenceVoice,
    SurroundingShot,
    TakeSpec,
)
from deepaudio_plugin.work.ranges import TakeRanges
from deepaudio_plugin.work.work_file import NeededEngine, Work, read_work, write_work

PICTURE = PictureSource("/films/a.mov", media_start_s=1.5, duration_s=2.0)
PART = LinePart(0, 48_000, PICTURE, "film", SurroundingShot(1.0, 4.0, 100, (Window(0, 9),)))
LINE = TakeSpec(
    *("speech", "deepaudio-v1", 96_000),
    engine_version="4",
    weights="w" * 64,
    text="Wer da? «Ja», 什么",
    parts=(PART, replace(PART, start=48_000)),
    reference=ReferenceVoice("/voices/mara.wav", "It is late.", "d" * 64, (PART,)),
    settings=EngineSettings({"cfg": 2, "steps": 25}, {"low_vram": True}),
    pronunciations=(("Leicester", "Lester"),),
    where="01:00:00:06 'Wer da?'",
)
SOUND = TakeSpec(
    *("audio", "sketch", 48_000),
    engine_version="3",
    picture=PICTURE,
    media="film",
    windows=(Window(-10, 50_000),),
    sounds=(DescribedSound("door slams", 0.5, 1.0),),
    ambience=(AmbiencePoint("street", 17),),
    channels=2,
    where="01:00:02:00 shot 2",
)


def written(path: Path, *specs: TakeSpec, timeline: str = "cut") -> Path:
    write_work(path, [(spec, timeline) for spec in specs], "0.1.0")
    return path


def many(count: int) -> list[TakeSpec]:
    return [SOUND.with_seed(seed) for seed in range(count)]


def faults(work: Work) -> list[str]:
    return [f"{problem.where}: {problem.message}" for problem in work.faults]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shots.jsonl"


def test_orders_are_read_as_they_were_written(path: Path):
    work = read_work(written(path, LINE, SOUND))
    assert [take.spec for take in work.takes] == [LINE, SOUND]
    assert [take.key for take in work.takes] == [LINE.key, SOUND.key]
    assert [(take.number, take.line, take.timeline) for take in work.takes] == [
        (1, 2, "cut"),
        (2, 3, "cut"),
    ]
    assert work.takes[0].where == "cut 01:00:00:06 'Wer da?'"
    header = work.header
    assert (header.takes, header.timelines, header.made_by) == (2, ("cut",), "0.1.0")
    assert header.engines == (
        NeededEngine("deepaudio-v1", "4", "w" * 64),
        NeededEngine("sketch", "3"),
    )
    assert (work.faults, work.notes) == ((), ())


def test_each_line_is_a_message_of_the_worker_s_protocol(path: Path):
    written(path, LINE, SOUND)
    lines = path.read_bytes().splitlines(keepends=True)[1:]
    requests = [protocol.decode(line) for line in lines]
    assert [request.key for request in requests] == [LINE.key, SOUND.key]
    assert requests[0].voice_parts[0].picture == PICTURE
    assert requests[1].settings["sounds"] == [{"text": "door slams", "start_s": 0.5, "end_s": 1.0}]


def test_a_range_of_takes_is_read_and_the_rest_passed_over(path: Path):
    specs = many(9)
    written(path, *specs)

    def seeds(text: str) -> list[int]:
        return [take.spec.seed for take in read_work(path, TakeRanges(text)).takes]

    assert seeds("2-4") == [1, 2, 3]
    assert seeds("9") == [8]
    assert seeds("1,8-") == [0, 7, 8]
    path.write_bytes(path.read_bytes().replace(b'"seed":0', b'"seed":7'))
    assert faults(read_work(path, TakeRanges("2-4"))) == []  # line 2 is not meant


@pytest.mark.parametrize("text", ["0-3", "5-3", "x", "1-2-3", "1,,2", "-4", "1.5"])
def test_ranges_that_name_no_takes_are_refused(text: str):
    with pytest.raises(UsageError, match="names no takes"):
        TakeRanges(text)


def test_a_range_beyond_the_end_is_named_and_what_is_there_is_done(path: Path):
    written(path, *many(4))
    work = read_work(path, TakeRanges("3-8"))
    assert [take.number for take in work.takes] == [3, 4]
    assert [note.message for note in work.notes] == [
        "takes up to 8 were asked for, and there are 4"
    ]
    assert work.faults == ()
    with pytest.raises(UsageError, match=r"no take that is meant \(it has 4\)"):
        read_work(path, TakeRanges("5-8"))


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"channels":2', b'"channels":1'), (b"door slams", b"door opens")],
)
def test_a_line_that_was_changed_by_hand_is_named_and_the_others_count(
    path: Path, old: bytes, new: bytes
):
    written(path, SOUND, LINE)
    path.write_bytes(path.read_bytes().replace(old, new))
    work = read_work(path)
    assert [take.spec for take in work.takes] == [LINE]
    assert faults(work) == ["shots.jsonl line 2: was changed after it was planned"]
    assert "left out" in work.faults[0].hint


def test_a_line_that_was_written_anew_by_another_program_is_named(path: Path):
    written(path, SOUND, LINE)
    head, first, second = path.read_bytes().splitlines()
    pretty = json.dumps(json.loads(first)).encode()
    path.write_bytes(b"\n".join([head, pretty, second, b""]))
    assert faults(read_work(path)) == [
        "shots.jsonl line 2: is none of a work file's, or was changed"
    ]


@pytest.mark.parametrize("at", [-1, -40, -1000])
def test_a_file_that_is_cut_off_is_named_with_its_last_line(path: Path, at: int):
    written(path, *many(3))
    content = path.read_bytes()
    path.write_bytes(content[:at])
    work = read_work(path)
    whole = 3 if at == -1 else 2  # only the end of the last line is missing
    assert len(work.takes) == whole
    expected = [] if whole == 3 else ["shots.jsonl line 4: is cut off"]
    assert faults(work) == expected


def test_a_file_that_is_cut_off_between_lines_is_named_by_the_number_that_is_missing(path: Path):
    written(path, *many(5))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:4]))
    assert faults(read_work(path)) == ["shots.jsonl: is cut off: 2 of 5 takes are missing"]
    assert faults(read_work(path, TakeRanges("1-3"))) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_that_a_shell_or_an_editor_has_copied_is_read_the_same(
    path: Path, encoding: str, end: str
):
    """PowerShell writes UTF-16, and Windows' editors a mark before the first line."""
    written(path, LINE, SOUND)
    text = path.read_bytes().decode()
    path.write_bytes(text.replace("\n", end).encode(encoding))
    work = read_work(path)
    assert [take.spec for take in work.takes] == [LINE, SOUND]
    path.write_bytes(text.replace("«Ja»", "«Na»").encode(encoding)[:-9])
    assert faults(read_work(path)) == [
        "shots.jsonl line 2: was changed after it was planned",
        "shots.jsonl line 3: is cut off",
    ]


def test_equal_orders_are_done_once(path: Path):
    work = read_work(written(path, SOUND, LINE, SOUND))
    assert [take.spec for take in work.takes] == [SOUND, LINE]
    assert [(note.where, note.message) for note in work.notes] == [
        ("shots.jsonl line 4", "orders the same take as line 2: it is made once")
    ]


def test_an_order_under_a_key_of_another_version_is_named(path: Path, monkeypatch):
    monkeypatch.setattr("deepaudio_plugin.core.take_spec.KEY_VERSION", 999)
    other = replace(SOUND, seed=5)
    written(path, other)
    monkeypatch.undo()
    assert faults(read_work(path)) == [
        "shots.jsonl line 2: was planned by a version that knows takes by other keys"
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it is empty"),
        (b"\n\n", "it is empty"),
        (b"\x00\xff\n", "its first line is none of a work file's"),
        (b'{"kind":"work","version":1,"takes":3,"sum":"0000000000000000"}\n', "was changed"),
        (b'{"OTIO_SCHEMA": "Timeline.1"}\n', "its first line is none of a work file's"),
    ],
)
def test_what_is_no_work_file_is_refused(path: Path, content: bytes, told: str):
    path.write_bytes(content)
    with pytest.raises(UsageError, match=told) as raised:
        read_work(path)
    assert raised.value.where == str(path)


def test_a_work_file_of_a_newer_version_is_refused(path: Path, monkeypatch):
    newer = replace(work_format(), version=2)
    monkeypatch.setattr("deepaudio_plugin.work.work_file.WORK", newer)
    written(path, SOUND)
    monkeypatch.undo()
    with pytest.raises(UsageError, match="format 2 is newer than 1"):
        read_work(path)


def work_format():
    from deepaudio_plugin.core.formats import WORK

    return WORK


def test_where_nothing_is_missing_the_file_says_so_and_there_is_nothing_to_do(path: Path):
    work = read_work(written(path), TakeRanges("1-50"))
    assert (work.takes, work.faults) == ((), ())
    assert ["orders no takes" in note.message for note in work.notes] == [False, True]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(path: Path):
    os.mkfifo(path)
    with pytest.raises(UsageError, match="a named pipe, not a file"):
        read_work(path)


def test_a_file_that_is_not_there_is_named(path: Path):
    with pytest.raises(UsageError, match="No such file") as raised:
        read_work(path)
    assert raised.value.exit_code == 2


def test_where_nothing_can_be_written_no_half_file_is_left(tmp_path: Path):
    with pytest.raises(OutputError):
        written(tmp_path / "gone" / "shots.jsonl", SOUND)
    assert list(tmp_path.iterdir()) == []
