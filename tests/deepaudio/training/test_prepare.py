"""Features of lists: made once by the engine's networks, shared out, and read back mapped."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from torch import Tensor

from deepaudio.engines.deepaudio_v1.device import DevicePlacement
from deepaudio.engines.deepaudio_v1.model_pool import ModelPool
from deepaudio.sampling.audio import AudioFlowSettings
from deepaudio.training import prepare as preparing
from deepaudio.training import shards
from deepaudio.training.data import SoundItem, SpeechItem
from deepaudio.training.encoding import ClipFeatures, Encoders, LeftOutError
from deepaudio.training.lists import ListedClip
from deepaudio.training.prepare import ListShare, prepare
from deepaudio.training.shards import Prepared, ShardWriter
from deepaudio.weights import convert
from deepaudio_plugin.core.errors import DiskFullError, TrainingError, UsageError
from tests.helpers.films import write_film
from tests.helpers.tiny_model import VARIANT, known, tiny_model


@cache
def encoders() -> Encoders:
    """Those of the tiny model."""
    model = tiny_model()
    pool = ModelPool(
        known(model).parts(VARIANT), model.store(), DevicePlacement(torch.device("cpu"))
    )
    return Encoders(pool, model.store(), AudioFlowSettings(steps=1))


def noise(path: Path, seconds: float, rate: int = 16_000, level: float = 0.1) -> str:
    samples = level * np.random.default_rng(len(path.name)).standard_normal(round(seconds * rate))
    soundfile.write(path, samples, rate, subtype="FLOAT")
    return str(path)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("media")
    write_film(folder / "long.mp4", 205, rate=25)
    write_film(folder / "short.mp4", 30, rate=25)
    noise(folder / "long.wav", 8.2)
    noise(folder / "short.wav", 1.5, 44_100)
    noise(folder / "blip.wav", 0.2)
    noise(folder / "silent.wav", 9, level=0)
    (folder / "text.wav").write_text("no sound")
    return folder


def item(folder: Path, index: int = 0) -> SoundItem | SpeechItem:
    return Prepared(folder)[index]  # type: ignore[no-any-return, type-var]


# -- with the engine's networks -----------------------------------------------------


def test_features_of_sound_have_the_sizes_of_its_network(media: Path, tmp_path: Path) -> None:
    clips = [
        ListedClip("film", str(media / "long.mp4"), str(media / "long.wav"), caption="rain"),
        ListedClip("sound", audio=str(media / "long.wav")),
    ]
    report = prepare(clips, "v2a", tmp_path, encoders())
    assert report.line() == "2 clips prepared, 0 were here already"
    film, sound = item(tmp_path), item(tmp_path, 1)
    assert isinstance(film, SoundItem) and isinstance(sound, SoundItem)
    assert (film.mean.shape, film.std.shape) == ((250, 4), (250, 4))  # 8 s at 16 kHz
    assert film.clip is not None and film.sync is not None and film.text is not None
    assert (film.clip.shape, film.sync.shape) == ((64, 16), (192, 16))
    assert film.text.shape == (77, 16)
    assert (film.std > 0).all() and film.mean.std() > 0
    assert (sound.clip, sound.sync, sound.text) == (None, None, None)
    assert torch.equal(sound.mean, film.mean)
    assert Prepared(tmp_path).extras()["empty_text"].shape == (77, 16)


def test_features_of_a_dubbed_line_hold_what_is_heard_in_its_picture(
    media: Path, tmp_path: Path
) -> None:
    clips = [
        ListedClip(
            "line", str(media / "short.mp4"), noise(tmp_path / "a.wav", 1.1), text="Hello, you"
        ),
        ListedClip("voice", audio=str(media / "short.wav"), text="Only sound"),
        ListedClip("brief", str(media / "long.mp4"), "", 2.0, 2.5, "Oh"),
    ]
    clips[2] = replace(clips[2], audio=str(media / "long.wav"))
    prepare(clips, "v2s", tmp_path / "out", encoders())
    line, voice, brief = (item(tmp_path / "out", i) for i in range(3))
    assert isinstance(line, SpeechItem) and isinstance(voice, SpeechItem)
    assert line.mel.shape == (104, 100) and len(line.ids) == len("Hello, you")
    assert line.energy is not None and line.latent is not None and line.sync is not None
    assert len(line.energy) == 103 and line.energy.max() == 1
    assert line.latent.shape == (35, 4) and line.sync.shape == (16, 16)
    assert (voice.energy, voice.latent, voice.sync) == (None, None, None)
    assert isinstance(brief, SpeechItem) and brief.latent is not None
    assert len(brief.latent) == 16  # of the second that the network was asked for


def test_speech_alone_needs_no_picture_and_reads_pinyin(media: Path, tmp_path: Path) -> None:
    clip = ListedClip("line", str(media / "short.mp4"), str(media / "short.wav"), text="你好 you")
    prepare([clip], "tts", tmp_path, encoders())
    line = item(tmp_path)
    assert isinstance(line, SpeechItem) and line.energy is None
    assert len(line.ids) == 8  # space, ni3, space, hao3, space, y, o, u


def test_what_cannot_be_learnt_from_is_named_and_counted(media: Path, tmp_path: Path) -> None:
    def spoken(name: str, text: str = "words") -> ListedClip:
        return ListedClip(name, audio=str(media / f"{name}.wav"), text=text)

    clips = [
        spoken("short"), spoken("gone"), spoken("text"), spoken("silent"), spoken("blip"),
        spoken("long", "  "), replace(spoken("short"), id="again"),
        ListedClip("late", audio=str(media / "short.wav"), start_s=7, text="words"),
    ]  # fmt: skip
    noise(tmp_path / "half a minute.wav", 31)
    clips.append(ListedClip("endless", audio=str(tmp_path / "half a minute.wav"), text="words"))
    report = prepare(clips, "tts", tmp_path / "out", encoders())
    assert report.line() == (
        "1 clip prepared, 0 were here already; left out 8 (too short: 2, missing: 1, "
        "unreadable: 1, silent: 1, no words: 1, twice: 1, too long: 1), see "
        f"{tmp_path / 'out' / 'left-out-1of1.tsv'}"
    )
    table = (tmp_path / "out" / "left-out-1of1.tsv").read_text().splitlines()
    assert table[0] == "id\twhy\tmore"
    assert [line.split("\t")[0] for line in table[1:]] == [
        "gone", "text", "silent", "blip", "long", "again", "late", "endless",
    ]  # fmt: skip
    assert "again\ttwice\tshort is the same clip" in table
    assert "blip\ttoo short\t0.20 s, not 0.3 s" in table
    assert "endless\ttoo long\tover 30 s" in table


@pytest.mark.parametrize(
    ("text", "reason"),
    [("?! …", "punctuation only"), ("Привет мир!", "knows none of its letters")],
)
def test_a_text_of_which_only_signs_are_left_has_no_words(
    media: Path, tmp_path: Path, text: str, reason: str
) -> None:
    clip = ListedClip("line", audio=str(media / "short.wav"), text=text)
    for stage in ("tts", "v2s"):
        ((_, kind, why),) = prepare([clip], stage, tmp_path / stage, encoders()).left_out
        assert kind == "no words" and reason in why


def test_sound_under_eight_seconds_is_left_out(media: Path, tmp_path: Path) -> None:
    clips = [
        ListedClip("sound", audio=str(media / "short.wav")),
        ListedClip("picture", str(media / "short.mp4"), str(media / "long.wav")),
    ]
    report = prepare(clips, "v2a", tmp_path, encoders())
    assert report.left_out == [
        ("sound", "too short", "its sound is 1.50 s long, 8 s needed"),
        ("picture", "too short", "its picture is 1.16 s long"),
    ]


# -- the folder ---------------------------------------------------------------------


class Counting:
    """Encoders that count; no network is needed."""

    def __init__(self, version: str = "1") -> None:
        self.calls: list[str] = []
        self.version = version

    def identity(self, stage: str) -> dict[str, str]:
        return {"version": self.version}

    def extras(self, stage: str) -> dict[str, Tensor]:
        return {}

    def features(self, clip: ListedClip, stage: str) -> ClipFeatures:
        self.calls.append(clip.id)
        if clip.id == "bad":
            raise LeftOutError("silent", "it is silent")
        frames = 3 + len(self.calls)
        mel = torch.full((frames, 2), float(len(self.calls)))
        return ClipFeatures({"mel": mel, "ids": torch.arange(frames)}, frames, False)


@pytest.fixture
def clips(tmp_path: Path) -> Iterator[list[ListedClip]]:
    made = []
    for number in range(5):
        path = tmp_path / f"{number}.wav"
        path.write_bytes(bytes([number]))
        made.append(ListedClip(f"clip {number}", audio=str(path), text="words"))
    yield made


def test_each_clip_is_encoded_once(tmp_path: Path, clips: list[ListedClip]) -> None:
    out, encoding = tmp_path / "out", Counting()
    prepare(clips[:3], "tts", out, encoding)
    report = prepare(clips, "tts", out, encoding)
    assert (report.made, report.already) == (2, 3)
    assert encoding.calls == [clip.id for clip in clips]


def test_a_clip_listed_twice_is_named_every_time(tmp_path: Path, clips: list[ListedClip]) -> None:
    listed = [*clips, replace(clips[0], id="again")]
    for _ in range(2):
        report = prepare(listed, "tts", tmp_path / "out", Counting())
        assert report.left_out == [("again", "twice", "clip 0 is the same clip")]
    assert (report.made, report.already) == (0, 5)


def test_what_a_list_has_no_more_and_its_folder_still_has_is_said(
    tmp_path: Path, clips: list[ListedClip]
) -> None:
    out = tmp_path / "out"
    assert prepare(clips, "tts", out, Counting()).others == 0
    corrected = [*clips[:-1], replace(clips[-1], text="other words")]
    assert prepare(corrected, "tts", out, Counting()).line() == (
        "1 clip prepared, 4 were here already; 1 more in the folder are not in this list"
    )


def test_files_are_read_through_once(
    tmp_path: Path, clips: list[ListedClip], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(clips, "tts", tmp_path / "out", Counting())

    def again(path: Path) -> str:
        raise AssertionError(f"{path} is read again")

    monkeypatch.setattr(preparing, "digest_of", again)
    assert prepare(clips, "tts", tmp_path / "out", Counting()).already == 5


def test_another_content_range_or_text_is_another_clip(
    tmp_path: Path, clips: list[ListedClip]
) -> None:
    out, encoding = tmp_path / "out", Counting()
    prepare(clips[:1], "tts", out, encoding)
    Path(clips[0].audio).write_bytes(b"other")
    for other in (clips[0], replace(clips[0], end_s=1.0), replace(clips[0], text="others")):
        assert prepare([other], "tts", out, encoding).made == 1
    moved = Path(clips[0].audio).rename(tmp_path / "moved.wav")
    assert prepare([replace(clips[0], audio=str(moved))], "tts", out, encoding).already == 1


def test_several_machines_share_a_list_and_make_one_folder(
    tmp_path: Path, clips: list[ListedClip]
) -> None:
    out = tmp_path / "out"
    for number in (2, 1):
        prepare(clips, "tts", out, Counting(), part=ListShare(number, 2))
    prepared: Prepared[SpeechItem] = Prepared(out)
    assert [prepared.name(i) for i in range(len(prepared))] == [clip.id for clip in clips]
    assert {path.name for path in out.glob("shard-*")} == {
        "shard-1of2-00000.safetensors", "shard-2of2-00000.safetensors",
    }  # fmt: skip


def test_items_of_any_length_come_back_from_their_shards(
    tmp_path: Path, clips: list[ListedClip]
) -> None:
    out = tmp_path / "out"
    prepare(clips, "tts", out, Counting())
    prepared: Prepared[SpeechItem] = Prepared(out)
    assert [prepared.length(i) for i in range(5)] == [4, 5, 6, 7, 8]
    for i in (3, 0, 4):
        assert torch.equal(prepared[i].mel, torch.full((4 + i, 2), float(i + 1)))
        assert torch.equal(prepared[i].ids, torch.arange(4 + i))


def test_features_of_other_encoders_or_stages_are_not_mixed(
    tmp_path: Path, clips: list[ListedClip]
) -> None:
    out = tmp_path / "out"
    prepare(clips, "tts", out, Counting())
    with pytest.raises(UsageError, match="features of another encoders"):
        prepare(clips, "tts", out, Counting("2"))
    with pytest.raises(UsageError, match="features of another kind"):
        prepare(clips, "v2a", out, Counting())


def test_a_kill_costs_what_is_not_in_a_shard_yet(tmp_path: Path, clips: list[ListedClip]) -> None:
    out = tmp_path / "out"
    shards.Head("speech", "tts", {"version": "1"}).write(out, {})
    writer = ShardWriter(out, "1of1", size=2)
    for number in range(3):  # a shard of two; the third is waiting when the process is killed
        tensors = {"mel": torch.zeros(4, 2), "ids": torch.zeros(4)}
        row = {"id": str(number), "number": number, "frames": 4, "key": "", "files": []}
        writer.add(row, tensors)
    with (out / "index-1of1.jsonl").open("a") as index:
        index.write('{"id": "2", "nu')  # and a line was half-written
    assert len(Prepared(out)) == 2


def test_a_full_disk_is_named_and_what_is_done_stays(
    tmp_path: Path, clips: list[ListedClip], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    prepare(clips[:2], "tts", out, Counting())

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(convert, "save", full)
    with pytest.raises(DiskFullError, match="the disk is full"):
        prepare(clips, "tts", out, Counting())
    assert len(Prepared(out)) == 2


def test_a_folder_without_features_says_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no prepared features") as caught:
        Prepared(tmp_path)
    assert "deepaudio train prepare" in caught.value.hint


def test_a_shard_that_is_gone_is_named(tmp_path: Path, clips: list[ListedClip]) -> None:
    prepare(clips, "tts", tmp_path / "out", Counting())
    prepared: Prepared[SpeechItem] = Prepared(tmp_path / "out")
    (tmp_path / "out" / "shard-1of1-00000.safetensors").unlink()
    with pytest.raises(TrainingError, match="shard-1of1-00000"):
        prepared[0]
