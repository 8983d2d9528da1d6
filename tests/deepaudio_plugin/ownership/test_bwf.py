"""Broadcast WAV files, read by programs nobody here wrote."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from deepaudio_plugin.core import riff
from deepaudio_plugin.core.errors import MediaError, OutputError
from deepaudio_plugin.ownership.broadcast import read_broadcast
from deepaudio_plugin.ownership.bwf import Broadcast, bext, write_broadcast_wav
from tests.helpers.tones import write_tone

FACTS = Broadcast(
    description="temp sound | MARA: Ça va, “Zoë”? " + "x" * 300,
    reference="0123456789abcdef" * 4,
    time_reference=3603 * 48_000 + 17,
    lufs=-23.04,
    true_peak_db=-1.5,
    name="MARA: Ça va? <&>",
    note="seed 7\x00",
    made_by="DeepAudio",
)


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    return write_tone(tmp_path / "tone.wav", 440, 10, 4801, 0)


def test_the_sound_is_copied_bit_for_bit(tone: Path, tmp_path: Path) -> None:
    write_broadcast_wav(tone, tmp_path / "out.wav", FACTS)
    old, new = (soundfile.read(p, dtype="int32") for p in (tone, tmp_path / "out.wav"))
    assert np.array_equal(old[0], new[0])
    info = soundfile.info(tmp_path / "out.wav")
    assert (info.samplerate, info.channels, info.subtype) == (48_000, 1, "PCM_24")


def test_ffmpeg_reads_what_was_written(tone: Path, tmp_path: Path) -> None:
    write_broadcast_wav(tone, tmp_path / "out.wav", FACTS)
    with av.open(str(tmp_path / "out.wav")) as file:
        tags = file.metadata
    assert int(tags["time_reference"]) == FACTS.time_reference
    assert tags["comment"].startswith("temp sound | MARA: Ca va, ?Zoe??")
    assert len(tags["comment"]) == 256
    assert tags["encoded_by"] == "DeepAudio for editors"
    assert tags["originator_reference"] == FACTS.reference[:32]
    assert tags["coding_history"].startswith("A=PCM")


def test_mediainfo_reads_what_was_written(tone: Path, tmp_path: Path) -> None:
    if shutil.which("mediainfo") is None:
        pytest.skip("mediainfo is not installed")
    write_broadcast_wav(tone, tmp_path / "out.wav", FACTS)
    told = subprocess.run(
        ["mediainfo", "--Output=XML", tmp_path / "out.wav"], check=True, capture_output=True
    ).stdout.decode()
    assert "<bext_Present>Yes</bext_Present>" in told
    assert "<Delay>3603.000</Delay>" in told


def test_the_chunk_is_laid_out_as_in_tech_3285() -> None:
    body = bext(FACTS)
    assert body[602:] == b"A=PCM,F=48000,W=24,M=mono,T=DeepAudio\r\n"
    assert int.from_bytes(body[338:346], "little") == FACTS.time_reference
    assert int.from_bytes(body[346:348], "little") == 2  # version
    assert int.from_bytes(body[412:414], "little", signed=True) == -2304  # loudness
    assert int.from_bytes(body[416:418], "little", signed=True) == -150  # true peak
    assert body[320:338] == b"\0" * 18  # no date and time


def test_a_file_that_begins_before_midnight_wraps_to_the_day_before() -> None:
    body = bext(Broadcast("", "", -480))
    assert int.from_bytes(body[338:346], "little") == 86_400 * 48_000 - 480


def test_equal_takes_are_equal_bytes(tone: Path, tmp_path: Path) -> None:
    for name in ("one.wav", "two.wav"):
        write_broadcast_wav(tone, tmp_path / name, FACTS)
    assert (tmp_path / "one.wav").read_bytes() == (tmp_path / "two.wav").read_bytes()


def test_chunks_of_odd_length_are_padded(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "odd.wav", np.zeros(3), 48_000, subtype="PCM_24")
    write_broadcast_wav(tmp_path / "odd.wav", tmp_path / "out.wav", FACTS)
    size = (tmp_path / "out.wav").stat().st_size
    assert size % 2 == 0
    assert int.from_bytes((tmp_path / "out.wav").read_bytes()[4:8], "little") == size - 8


@pytest.mark.parametrize("made_by", ["", "DeepAudio", "DeepAudio 2"])
@pytest.mark.parametrize("note", ["", "é", "one", "three\nlines\n"])
def test_every_chunk_before_the_sound_has_an_even_body(
    tone: Path, tmp_path: Path, note: str, made_by: str
) -> None:
    facts = dataclasses.replace(FACTS, note=note, made_by=made_by)
    write_broadcast_wav(tone, tmp_path / "out.wav", facts)
    written, at, names = (tmp_path / "out.wav").read_bytes(), 12, []
    while not names or names[-1] != b"data":
        name, size = written[at : at + 4], int.from_bytes(written[at + 4 : at + 8], "little")
        names.append(name)
        assert size % 2 == 0 or name == b"data"
        at += 8 + size  # as a reader has it that skips no padding
    assert names == [b"bext", b"iXML", b"fmt ", b"data"]


def test_sound_of_odd_length_is_not_the_last_chunk(tmp_path: Path) -> None:
    for samples in (3, 4):
        soundfile.write(tmp_path / "in.wav", np.zeros(samples), 48_000, subtype="PCM_24")
        write_broadcast_wav(tmp_path / "in.wav", tmp_path / "out.wav", FACTS)
        written = (tmp_path / "out.wav").read_bytes()
        assert written.endswith(b"JUNK" + bytes(4)) == (samples == 3)
        assert soundfile.info(tmp_path / "out.wav").frames == samples


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all, only text", b"cut"])
def test_what_is_no_wav_is_refused_and_leaves_nothing(tone: Path, content: bytes) -> None:
    bad = tone.with_name("bad.wav")
    bad.write_bytes(tone.read_bytes()[:-9] if content == b"cut" else content)
    with pytest.raises(MediaError):
        write_broadcast_wav(bad, tone.with_name("out.wav"), FACTS)
    assert {p.name for p in tone.parent.iterdir()} == {"tone.wav", "bad.wav"}


def test_a_place_that_cannot_be_written_is_named(tone: Path) -> None:
    with pytest.raises(OutputError):
        write_broadcast_wav(tone, tone / "below a file" / "out.wav", FACTS)


def test_a_stereo_file_says_so_in_both_chunks(tmp_path: Path) -> None:
    source = write_tone(tmp_path / "tone.wav", 440, 0, 480, 0, channels=2)
    write_broadcast_wav(source, tmp_path / "out.wav", FACTS)
    old, new = (soundfile.read(p, dtype="int32")[0] for p in (source, tmp_path / "out.wav"))
    assert new.shape == (480, 2)
    assert np.array_equal(old, new)
    content = (tmp_path / "out.wav").read_bytes()
    assert b"M=stereo" in content
    assert b"<TRACK_COUNT>2</TRACK_COUNT>" in content
    assert content.count(b"<INTERLEAVE_INDEX>") == 2
    facts = read_broadcast(tmp_path / "out.wav")
    assert facts is not None and facts.num_samples == 480


def test_a_file_past_four_gigabytes_is_rf64_with_all_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_tone(tmp_path / "tone.wav", 440, 10, 4801, 0)
    monkeypatch.setattr(riff, "LARGEST", 4000)  # standing for what 32 bits can count
    write_broadcast_wav(source, tmp_path / "out.wav", FACTS)
    written = (tmp_path / "out.wav").read_bytes()
    assert written[:8] == b"RF64\xff\xff\xff\xff"
    assert written[8:16] == b"WAVEds64"
    assert int.from_bytes(written[20:28], "little") == len(written) - 8
    info = soundfile.info(tmp_path / "out.wav")
    assert (info.format, info.frames, info.subtype) == ("RF64", 4811, "PCM_24")
    old, new = (soundfile.read(p, dtype="int32")[0] for p in (source, tmp_path / "out.wav"))
    assert np.array_equal(old, new)
    told = read_broadcast(tmp_path / "out.wav")
    assert told is not None
    assert (told.start, told.num_samples, told.name) == (FACTS.time_reference, 4811, FACTS.name)
    write_broadcast_wav(tmp_path / "out.wav", tmp_path / "again.wav", FACTS)  # read as a source
    assert (tmp_path / "again.wav").read_bytes() == written


def test_sizes_past_32_bits_are_said_in_64() -> None:
    sound = 5 << 30
    head = riff.file_head(24 + 8 + sound, sound, sound // 3)
    assert head[:4] == b"RF64"
    assert [int.from_bytes(head[at : at + 8], "little") for at in (20, 28, 36)] == [
        *(len(head) - 8 + 24 + 8 + sound, sound, sound // 3)
    ]
    assert riff.chunk_head(b"data", sound) == b"data\xff\xff\xff\xff"
    assert riff.file_head(24 + 8 + 300, 300, 100)[:4] == b"RIFF"
