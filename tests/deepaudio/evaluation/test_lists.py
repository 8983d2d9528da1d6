"""Lists of benchmarks: what each line says, and what is said of a line that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deepaudio.evaluation import list_readers, lists
from deepaudio_plugin.core.errors import UsageError


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def test_v2c(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "v2c_test.lst",
        "./a/Gobber-00-0778.wav\t./a/0778.mp4\tA few knocks\t./a/Ann-00-0235.wav\t./a/2.mp4\tYay",
        "/grid/s1/bbaf2n.wav\tNone\tbin blue\tFilm@Ann_00_0002_00.wav\tx.mp4\tHi",
    )
    listed = lists.read(path, root=Path("/data"))
    first, second = listed.items
    assert listed.kind == "V2C" and first.id == "00000000"
    assert first.audio == Path("/data/a/Ann-00-0235.wav") and first.video == Path("/data/a/2.mp4")
    assert (first.text, first.speaker) == ("Yay", "Ann")
    assert first.prompt_text == "A few knocks" and first.prompt_audio is not None
    assert second.prompt_video is None and second.prompt_audio == Path("/grid/s1/bbaf2n.wav")


def test_librispeech_pc_keeps_its_text_as_printed(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "librispeech_pc_test_clean_cross_sentence.lst",
        "4992-41806-0009\t4.355\texclaimed Bill.\t4992-23283-0000\t6.645\tBut the more, then.",
    )
    [item] = lists.read(path, root=Path("/ls")).items
    assert item.names == ("00000000", "4992-23283-0000")
    assert item.audio == Path("/ls/4992/23283/4992-23283-0000.flac")
    assert (item.text, item.speaker) == ("But the more, then.", "4992")


def test_cinedub(tmp_path: Path) -> None:
    values = {
        "id": "chem_1", "dataset": "chem", "wav": "<VTS_DATA_ROOT>/a.wav", "trans": "hello",
        "video_path": "<VTS_DATA_ROOT>/a.mp4", "ref_wav": "<VTS_DATA_ROOT>/b.wav",
        "ref_trans": "there", "multispk_trans": {"A": "come in", "B": "thank you"},
    }  # fmt: skip
    path = write(tmp_path, "gt.jsonl", json.dumps(values), "{broken", "", '{"trans": "x"}')
    listed = lists.read(path, root=Path("/vts"))
    [item] = listed.items
    assert item.audio == Path("/vts/a.wav") and item.prompt_audio == Path("/vts/b.wav")
    assert item.speakers == {"A": "come in", "B": "thank you"}
    assert [problem.split(":")[1] for problem in listed.problems] == ["2", "4"]


def test_ones_own(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "mine.tsv",
        "id\tvideo\tstart_s\tend_s\ttext\tcue_start_s\tcue_end_s\tevents_s\tcolour",
        "a\tm/a.mp4\t1.5\t3\tHello\t0.2\t1.1\t0.5 1.25\tred",
        "b\tm/b.mp4\t\t\t\t\t\tnone\t",
        "c\tm/c.mp4\tsoon",
        "a\tm/a.mp4",
    )
    listed = lists.read(path)
    a, b = listed.items
    assert a.video == tmp_path / "m/a.mp4" and (a.start_s, a.end_s) == (1.5, 3.0)
    assert a.cue == (0.2, 1.1) and a.events_s == (0.5, 1.25)
    assert b.cue is None and b.events_s == ()
    assert len(listed.problems) == 3  # a column, a number, a twin
    assert "colour" in listed.problems[0] and "mine.tsv:4" in listed.problems[1]
    assert "twice" in listed.problems[2]


def test_folders_are_paired_by_names_in_their_order(tmp_path: Path) -> None:
    for name in ("gt/b.wav", "gt/a.flac", "pred/b.wav", "pred/extra.wav", "pred/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    items = lists.read_folders(tmp_path / "gt", tmp_path / "pred").items
    assert [item.id for item in items] == ["a", "b", "extra"]
    assert items[2].audio is None


def test_a_line_of_other_columns_costs_that_line_and_keeps_its_number(tmp_path: Path) -> None:
    row = "p.wav\tNone\tx\tt.wav\tv.mp4\thello"
    listed = lists.read(write(tmp_path, "v2c.lst", row, "damaged\tline", row))
    assert [item.id for item in listed.items] == ["00000000", "00000002"]
    assert listed.problems == ("v2c.lst:2: 2 columns instead of 6",)


def test_a_line_ends_where_it_ends_and_nowhere_in_its_text(tmp_path: Path) -> None:
    row = "p.wav\tNone\tx\tt.wav\tv.mp4\t"
    first, second = lists.read(write(tmp_path, "v2c.lst", f"{row}one\u2028two", row + "hi")).items
    assert (first.text, second.id) == ("one\u2028two", "00000001")


@pytest.mark.parametrize("content", ["", "one column only\n", "id\ttext\n", "a\tb\tc\td\n"])
def test_what_is_no_list_is_refused_with_what_lists_are(tmp_path: Path, content: str) -> None:
    path = tmp_path / "list.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        lists.read(path)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("path", "speaker"),
    [
        ("tests/Gobber-00-0235.wav", "Gobber"),
        ("BossBaby@BossBaby_00_0012_00.wav", "BossBaby@BossBaby"),
        ("GRID/s12/bbaf2n.wav", "s12"),
        ("4992-41806-0009", "4992"),
    ],
)
def test_who_speaks_is_told_by_the_name(path: str, speaker: str) -> None:
    assert list_readers.speaker_of(path) == speaker
