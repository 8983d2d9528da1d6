"""Lists: the one form, the data sets' own, and lines that are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from deepaudio.training import lists
from deepaudio.training.lists import ListedClip
from deepaudio_plugin.core.errors import UsageError


def files(folder: Path, content: Mapping[str, str]) -> Path:
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_list_comes_back_as_it_was_written(tmp_path: Path) -> None:
    clips = [
        ListedClip("a", "/films/a.mp4", "/sounds/a.wav", 1.5, 9.25, 'He said "no".\tTwice', "mara",
             "train", "a door", "CC BY 4.0"),
        ListedClip("b", audio="/sounds/ö.wav", text="你好"),
    ]  # fmt: skip
    lists.write(clips, tmp_path / "sub" / "list.tsv")
    first, second = lists.read(tmp_path / "sub" / "list.tsv")
    assert first.text == 'He said "no". Twice'
    assert (first.start_s, first.end_s, first.licence) == (1.5, 9.25, "CC BY 4.0")
    assert second == clips[1]


def test_paths_count_from_the_lists_folder_and_columns_may_be_few(tmp_path: Path) -> None:
    path = files(tmp_path, {"list.tsv": "audio\tid\na.wav\tx\n\nsub/b.wav\ty\n"}) / "list.tsv"
    assert lists.read(path) == [
        ListedClip("x", audio=str(tmp_path / "a.wav")),
        ListedClip("y", audio=str(tmp_path / "sub/b.wav")),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no column 'id'"),
        ("id\tspeeker\na\tb", "unknown column 'speeker'"),
        ("id\tstart_s\na\tsoon", r"line 2: could not convert .*'soon'"),
        ("id\tstart_s\tend_s\na\t3\t2", "line 2: the clip ends before it begins"),
        ("id\taudio\n\tb.wav", "line 2: the clip has no id"),
        ("id\naa\naa", "two clips have the id 'aa'"),
    ],
)
def test_what_is_wrong_with_a_list_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = files(tmp_path, {"list.tsv": text}) / "list.tsv"
    with pytest.raises(UsageError, match=message):
        lists.read(path)


def test_v2c(tmp_path: Path) -> None:
    files(tmp_path, {"test.scp": "Frozen/Anna/00.mp4\t Do you?\tFrozen/Anna/00.wav\n"})
    assert lists.of_kind("v2c", tmp_path / "test.scp", Path("/v2c")) == [
        ListedClip("Frozen_Anna_00", "/v2c/Frozen/Anna/00.mp4", "/v2c/Frozen/Anna/00.wav",
             text="Do you?", speaker="Anna"),
    ]  # fmt: skip


def test_vggsound(tmp_path: Path) -> None:
    files(tmp_path, {"vgg.csv": '-0x,30,"rain, heavy",train\n', "-0x_000030.mkv": ""})
    (clip,) = lists.of_kind("vggsound", tmp_path / "vgg.csv")
    assert (clip.id, clip.caption, clip.split) == ("-0x_000030", "rain, heavy", "train")
    assert clip.video == str(tmp_path / "-0x_000030.mkv") and clip.sound == clip.video


def test_audiocaps(tmp_path: Path) -> None:
    table = "audiocap_id,youtube_id,start_time,caption\n7,abc,30,A dog barks\n8,gone,10,Wind\n"
    files(tmp_path, {"train.csv": table, "abc_30.flac": ""})
    found, gone = lists.of_kind("audiocaps", tmp_path / "train.csv")
    assert found == ListedClip(
        "abc_30_7", audio=str(tmp_path / "abc_30.flac"), caption="A dog barks"
    )
    assert gone.audio == str(tmp_path / "gone.wav")  # named when features are prepared


def test_libritts(tmp_path: Path) -> None:
    files(tmp_path, {"19/198/19_198_0.normalized.txt": "Hello.\n", "19/198/19_198_0.wav": ""})
    (clip,) = lists.of_kind("libritts", tmp_path)
    assert (clip.id, clip.text, clip.speaker) == ("19_198_0", "Hello.", "19")
    assert clip.audio.endswith("19_198_0.wav")


def test_emilia(tmp_path: Path) -> None:
    line = '{"id": "EN_1", "wav": "EN/1.mp3", "text": " Well", "speaker": "s1", "dnsmos": 3.2}\n'
    files(tmp_path, {"EN.jsonl": line})
    (clip,) = lists.of_kind("emilia", tmp_path / "EN.jsonl", Path("/emilia"))
    assert clip == ListedClip("EN_1", audio="/emilia/EN/1.mp3", text=" Well", speaker="s1")


def test_alignments(tmp_path: Path) -> None:
    grid = "0 23750 sil\n23750 29500 bin\n29500 34000 blue\n34000 74500 sp\n"
    files(tmp_path, {"align/s1/bbaf2n.align": grid, "align/s2/bbaf2n.align": grid})
    files(tmp_path / "media", {f"s{n}/bbaf2n.{ending}": "" for n in (1, 2)
                               for ending in ("mpg", "wav")})  # fmt: skip
    first, second = lists.of_kind("align", tmp_path / "align", tmp_path / "media")
    assert (first.id, first.text, first.speaker) == ("s1_bbaf2n", "bin blue", "s1")
    for clip, speaker in ((first, "s1"), (second, "s2")):
        assert clip.video == str(tmp_path / "media" / speaker / "bbaf2n.mpg")
        assert clip.audio == str(tmp_path / "media" / speaker / "bbaf2n.wav")


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    files(tmp_path, {"a.wav": "", "a.txt": "My words.\n", "b/c.mp4": "", "notes.md": ""})
    assert lists.of_kind("folder", tmp_path) == [
        ListedClip("a", audio=str(tmp_path / "a.wav"), text="My words."),
        ListedClip("b_c", str(tmp_path / "b" / "c.mp4")),
    ]


def test_a_film_with_its_recording_beside_it_is_one_clip(tmp_path: Path) -> None:
    files(tmp_path, {"a.mp4": "", "a.wav": "", "a.txt": "My words."})
    film, sound = str(tmp_path / "a.mp4"), str(tmp_path / "a.wav")
    assert lists.of_kind("folder", tmp_path) == [ListedClip("a", film, sound, text="My words.")]


def test_a_file_of_words_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    files(tmp_path, {"a.wav": "", "a.txt": "\ufeffMy words.", "b.wav": ""})
    assert lists.of_kind("folder", tmp_path)[0].text == "My words."
    (tmp_path / "b.txt").write_bytes("café".encode("latin-1"))
    with pytest.raises(UsageError, match=r"b\.txt: is not UTF-8 text"):
        lists.of_kind("folder", tmp_path)


@pytest.mark.parametrize(
    ("kind", "name", "text", "message"),
    [
        ("v2c", "x.scp", "only one\n", "line 1: is not: video, tab, text, tab, sound"),
        ("vggsound", "x.csv", "a,b,c,d\n", "line 1: is not a line of 4 columns with a second"),
        ("emilia", "x.jsonl", '{"id": "a"}\n', "line 1: is no clip"),
        ("emilia", "x.jsonl", "", "holds nothing of the kind emilia"),
        ("emila", "x.jsonl", "", "no kind of list 'emila'"),
        ("v2c", "gone.scp", None, "gone.scp: is not there"),
    ],
)
def test_what_is_no_such_list_is_named(
    tmp_path: Path, kind: str, name: str, text: str | None, message: str
) -> None:
    files(tmp_path, {} if text is None else {name: text})
    with pytest.raises(UsageError, match=message):
        lists.of_kind(kind, tmp_path / name)
